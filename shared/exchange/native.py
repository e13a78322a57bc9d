"""
The native reads behind `Get-EXO…`: addresses in, requests out, no I/O.

Facts that surprised us:
- Any identity does for a key. What an address would have to escape twice goes as base64 instead,
  and `IsEncoded` then speaks of every key on the way.
- Sizes are whole numbers of bytes here, and texts to cmdlets.
- A page has 100 rows unless more are asked for.
"""

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from urllib.parse import quote, urlencode

from shared.exchange.protocol import PAGE_SIZE, Organization, headers
from shared.web.errors import BadCall, Call
from shared.web.request import Effect, Request

_AWKWARD = re.compile(r"[/#'\\%]|[^\x20-\x7e]")


@dataclass(frozen=True, slots=True)
class Query:
    """
    What of the entities is wanted: property sets, single properties, which, and how many.

    `where` is an OData filter, from `filters`; `options` are the service's own, without a `$`.
    """

    property_sets: Sequence[str] = ()
    select: Sequence[str] = ()
    where: str | None = None
    top: int | None = None
    expand: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> dict[str, str]:
        """The query of the address, before it is escaped."""
        wanted = {
            "PropertySet": ",".join(self.property_sets),
            "$select": ",".join(self.select),
            "$filter": self.where or "",
            "$expand": self.expand or "",
            "$top": "" if self.top is None else str(self.top),
        }
        return {name: value for name, value in wanted.items() if value} | dict(self.options)


@dataclass(frozen=True, slots=True)
class Place:
    """A resource: its path below the tenant, what its keys need, and the object it is about."""

    path: str
    options: Mapping[str, str]
    target: str | None


def place(*steps: str) -> Place:
    """
    The resource that *steps* lead to: entity set, key, entity set, key and so on.

    Raises:
        ValueError: A key is empty, or no text.

    """
    sets, keys = steps[::2], steps[1::2]
    for one in keys:
        if not one.strip():
            raise ValueError("the identity is empty; name the object")
        if any("\ud800" <= letter <= "\udfff" for letter in one):
            raise ValueError("the identity holds half a character; mend it")
    encoded = any(map(_AWKWARD.search, keys))
    written = [_key(one, encoded=encoded) for one in keys]
    path = "/".join(name + key for name, key in zip_longest(sets, written, fillvalue=""))
    return Place(path, {"IsEncoded": "True"} if encoded else {}, keys[0] if keys else None)


def read(
    organization: Organization,
    cmdlet: str,
    steps: Sequence[str],
    query: Query,
    *,
    request_id: str,
    page_size: int = PAGE_SIZE,
) -> Request:
    """
    The native read behind *cmdlet* at the resource that *steps* lead to.

    Raises:
        BadCall: A key is empty, or no text; nothing was sent.

    """
    try:
        there = place(*steps)
    except ValueError as error:
        raise BadCall(Call(cmdlet, None, request_id), f"nothing was sent: {error}") from error
    asked = {**query.text, **there.options}
    url = f"{organization.root}/{there.path}"
    if asked:
        url += "?" + urlencode(asked, quote_via=quote, safe="$,", errors="replace")
    return Request(
        "GET",
        url,
        Call(cmdlet, there.target, request_id),
        Effect.READ,
        {
            **headers(organization, cmdlet, request_id),
            "Prefer": f"odata.maxpagesize={page_size}",
        },
        None,
        dict(asked),
    )


def _key(identity: str, *, encoded: bool) -> str:
    text = b64encode(identity.encode()).decode() if encoded else identity
    return f"('{quote(text, safe='')}')"
