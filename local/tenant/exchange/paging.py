"""
Pages of a cmdlet's output: cut at a position, continued by the same request at a link.

A link is bound to the anchor and the content of the body it was made for, and runs out. Without an
anchor no link can be followed, since the next request may reach another back end; a switch of the
tenant takes the anchor out of it.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from local.tenant.exchange.cmdlet import Names, Output
from local.tenant.exchange.refusals import bad_request
from local.tenant.exchange.values import Row
from local.tenant.exchange.wire import option
from local.tenant.messages import NotJson, Request
from local.tenant.numbers import whole_number
from local.tenant.state.protocol import Protocol

LARGEST = 1000
TRUNCATED = (
    "There are more results available than are currently displayed. To view them, increase the "
    "value for the ResultSize parameter."
)
_EXPIRED = "Expired or Invalid pagination request. Default Expiry time is 00:30:00"


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a listing goes on: the position, the row in it, how many rows were given so far."""

    place: int = 0
    within: int = 0
    given: int = 0


@dataclass(frozen=True, slots=True)
class Cut:
    """One page; `next` is None on the last, `truncated` when the result size cut the rest off."""

    rows: list[Row]
    next: Cursor | None
    truncated: bool


def cut(output: Output, start: Cursor, size: int, limit: int | None, names: Names) -> Cut:
    """The page of at most *size* rows from *start*; *limit* is the size of the whole result."""
    rows: list[Row] = []
    for place in range(start.place, len(output.positions)):
        skipped = start.within if place == start.place else 0
        for number, row in enumerate(output.at(place, names)[skipped:], skipped):
            if limit is not None and start.given + len(rows) >= limit:
                return Cut(rows, None, truncated=True)
            if len(rows) == size:
                return Cut(rows, Cursor(place, number, start.given + len(rows)), truncated=False)
            rows.append(row)
    return Cut(rows, None, truncated=False)


def page_size(headers: Mapping[str, str], default: int) -> int:
    """What `Prefer: odata.maxpagesize` asks for, at most 1000; written in several ways."""
    for part in headers.get("prefer", "").replace(",", ";").split(";"):
        name, _, value = part.partition("=")
        if name.strip().casefold() == "odata.maxpagesize":
            wanted = whole_number(value.strip())
            return default if wanted is None else min(max(wanted, 1), LARGEST)
    return default


def link(request: Request, cursor: Cursor, now: datetime, protocol: Protocol) -> str:
    """The address of the page at *cursor*."""
    binding = _binding(request, protocol)
    token = [cursor.place, cursor.within, cursor.given, int(now.timestamp()), binding]
    opaque = base64.urlsafe_b64encode(json.dumps(token).encode()).decode()
    kept = "".join(
        f"{quote(name, safe='$')}={quote(value, safe=',')}&"
        for name, value in request.query.items()
        if name.casefold() != "$skiptoken"
    )
    return f"{request.origin}{request.path}?{kept}%24skiptoken={quote(opaque, safe='')}"


def cursor_of(request: Request, now: datetime, protocol: Protocol) -> Cursor:
    """
    Where the listing goes on that *request* asks for.

    Raises:
        ExchangeRefusal: The link is not for this request, has run out, or had no anchor.

    """
    opaque = option(request.query, "$skiptoken")
    if not opaque:
        return Cursor()
    try:
        place, within, given, issued, binding = json.loads(base64.urlsafe_b64decode(opaque))
        age = timedelta(seconds=now.timestamp() - float(issued))
        cursor = Cursor(int(place), int(within), int(given))
    except (ValueError, TypeError, OverflowError) as error:
        raise bad_request(_EXPIRED) from error
    anchored = request.method == "GET" or "x-anchormailbox" in request.headers
    lost = protocol.strict_affinity and not anchored
    old = age > timedelta(seconds=protocol.page_token_seconds)
    if lost or old or binding != _binding(request, protocol):
        raise bad_request(_EXPIRED)
    return cursor


def _binding(request: Request, protocol: Protocol) -> str:
    anchor = request.headers.get("x-anchormailbox", "") if protocol.strict_affinity else ""
    content = f"{anchor.casefold()}\n{request.path.casefold()}\n".encode() + _content(request)
    return hashlib.blake2b(content, digest_size=8).hexdigest()


def _content(request: Request) -> bytes:
    """What the body says, however it is spaced: a batch may carry on what began without one."""
    try:
        return json.dumps(request.value(), sort_keys=True).encode()
    except NotJson:
        return request.body
