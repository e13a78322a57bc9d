"""
Security & Compliance: Exchange's protocol at hosts of its own, one for each region. Pure.

Facts that surprised us:
- The front serves no tenant. It answers 302 with an inner host of the tenant's region, on a port
  that nobody outside reaches; the first label of that name is the region, and the region's host
  for us is named after it.
- It finds the tenant by the anchor, which must name the tenant's initial domain.

A redirect is text from outside: of it only the region is taken, and only when it comes from the
cloud's own domain, so the token travels to hosts below the cloud's compliance domain alone.
"""

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from shared.exchange.answers import Page, read_page
from shared.exchange.catalogue import Cmdlet, Parameter, Status
from shared.exchange.command import Command, target_of
from shared.exchange.protocol import SYSTEM_MAILBOX, Organization
from shared.exchange.values import Value
from shared.web.errors import BadCall, Call, Malformed, Permanent
from shared.web.request import Answer, Outcome, Request

_NAME = re.compile(r"[A-Z][A-Za-z]+-[A-Z][A-Za-z0-9]+")
_REGION = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_OUTER = "ps.compliance."
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Its parameters are not known; what can be rehearsed does something, and so is a write.
_PARAMETERS = {"whatif": Parameter("WhatIf", "switch", mandatory=False)}


class Moved(Permanent):
    """The tenant is served by another host; `location` is where the service says."""

    def __init__(self, call: Call, location: str) -> None:
        super().__init__(call, "served by another host", status=302)
        self.location = location


def organization(front: str, tenant_id: str, initial_domain: str) -> Organization:
    """The tenant as the host *front* (`https://ps.compliance…`) finds it."""
    return Organization(front, tenant_id, f"UPN:{SYSTEM_MAILBOX}@{initial_domain}")


def command(name: str, given: Mapping[str, Value]) -> Command[Value]:
    """
    The call of *name*, a cmdlet of Security & Compliance; these are in no catalogue of ours.

    Raises:
        BadCall: *name* is no name of a cmdlet, or Identity is empty.

    """
    call = Call(name, target_of(given))
    if _NAME.fullmatch(name) is None:
        raise BadCall(call, "nothing was sent: that is no name of a cmdlet")
    if any(one.casefold() == "identity" and not str(given[one] or "").strip() for one in given):
        raise BadCall(call, "nothing was sent: Identity is empty; name the object")
    return Command(Cmdlet(name, _PARAMETERS, status=Status.UNDOCUMENTED), given)


def read_or_moved(request: Request) -> Callable[[Answer], Outcome[Page]]:
    """How to read the answer to *request*; the reader also raises `Moved`."""
    read = read_page(request)

    def read_here(answer: Answer) -> Outcome[Page]:
        if answer.status in _REDIRECTS:
            raise Moved(request.call, answer.headers.get("location", ""))
        return read(answer)

    return read_here


def regional(front: str, moved: Moved) -> str:
    """
    The origin of the region that *moved* names, in the cloud of the host *front*.

    Raises:
        Malformed: It names none; it is not followed.

    """
    ours = urlsplit(front).hostname or ""
    domain = ours.partition(_OUTER)[2]
    region = _region(moved.location, domain)
    if region is None:
        raise Malformed(moved.call, "the redirect leads out of the cloud; not followed")
    host = f"{region}.{_OUTER}{domain}"
    if host == ours or _OUTER.startswith(f"{region}."):
        raise Malformed(moved.call, "the redirect leads back to the front; not followed")
    return f"https://{host}"


def _region(location: str, domain: str) -> str | None:
    """The first label of the host in *location*, when that lies below *domain*."""
    if not location.isascii() or not location.isprintable() or " " in location or "\\" in location:
        return None
    try:
        parts = urlsplit(location)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme != "https" or "@" in parts.netloc or not host.endswith(f".{domain}"):
        return None
    region = host.partition(".")[0]
    return region if domain and _REGION.fullmatch(region) else None
