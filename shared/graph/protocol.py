"""
Microsoft Graph: values in, values out, no I/O.

Facts that surprised us:
- `DELETE /groups/{g}/members/{u}` without `/$ref` deletes the user.
- Counting, searching and inequality need the header `ConsistencyLevel: eventual`.
- 204 to a read means that the relation holds nothing (OData), as 404 does elsewhere.
- The next page of a long listing may have no row and still a link.
"""

import json
import re
from codecs import BOM_UTF8
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from shared.graph.failures import failure, reported
from shared.graph.query import advanced, counted
from shared.transcript.redaction import NOT_KEPT, kept
from shared.web.document import json_of
from shared.web.errors import BadCall, Call, Malformed, NotFound, ServiceError, ServiceFault
from shared.web.request import Answer, Effect, Json, Outcome, Request, Row

VERSION = "/v1.0"
_NO_CONTENT = 204
_NUMBER = re.compile(rb"[0-9]{1,18}")
# Where a listing goes on, or what changed since: whoever has it may ask for the same.
_PLACE = re.compile(r"(\$?(?:skip|delta)token=)[^&]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """
    Some objects, and where the next ones are.

    The last page of a change feed has the link from which to ask for changes since.
    """

    rows: list[Row]
    next_link: str | None = None
    delta_link: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """
    One call: a method, a path below the version, a body.

    In a batch it may wait for earlier parts, named by their places: it is sent only once they
    have succeeded.
    """

    method: str
    path: str
    body: Mapping[str, Json] | None = field(default=None, repr=False)
    after: tuple[int, ...] = ()

    @property
    def effect(self) -> Effect:
        """GET reads, everything else writes."""
        return Effect.READ if self.method == "GET" else Effect.WRITE

    @property
    def base(self) -> str:
        """The path without its query."""
        return self.path.partition("?")[0]


def call_of(part: Part, request_id: str | None) -> Call:
    """How *part* is named in errors and in the transcript: without its query."""
    segments = part.base.strip("/").split("/")
    target = segments[1] if len(segments) > 1 else None
    return Call(f"{part.method} {part.base}", target, request_id)


def request(origin: str, part: Part, *, request_id: str) -> Request:
    """
    The request for *part*; an advanced query carries what Graph wants of one.

    Raises:
        BadCall: As `sayable` raises.

    """
    sayable(part)
    headers = {"Accept": "application/json", "client-request-id": request_id, **headers_of(part)}
    return Request(
        part.method,
        f"{origin}{VERSION}{target_of(part)}",
        call_of(part, request_id),
        part.effect,
        headers,
        None if part.body is None else json.dumps(part.body).encode(),
        shown(part),
    )


def sayable(part: Part) -> None:
    """
    Nothing, when *part* arrives as it was meant.

    Raises:
        BadCall: It holds half a character, or a number that is none; or its path would arrive as
            another, so that a call about one object is one about something else.

    """
    call = Call(f"{part.method} {part.base!a}")
    try:
        json.dumps([part.path, part.body], ensure_ascii=False, allow_nan=False).encode()
    except ValueError as error:
        detail = "it holds half a character, or a number that is none; nothing was sent"
        raise BadCall(call, detail) from error
    if _astray(part):
        detail = "the path would arrive as another; write each name by `query.segment`"
        raise BadCall(call, f"{detail}; nothing was sent")


def _astray(part: Part) -> bool:
    """Whether who sends it, or the service, cuts or folds the path: `#`, an early `?`, `..`."""
    root, *segments = part.base.split("/")
    if root or "#" in part.path or "\\" in part.base or {"", ".", ".."} & {*segments}:
        return True
    return part.effect is Effect.WRITE and "?" in part.path


def shown(part: Part) -> dict[str, Json]:
    """What a transcript may keep of what *part* carries."""
    if part.body:
        return {name: kept(name, value) for name, value in part.body.items()}
    query = part.path.partition("?")[2]
    return {"query": _PLACE.sub(rf"\1{NOT_KEPT}", query)} if query else {}


def headers_of(part: Part) -> dict[str, str]:
    """The headers that belong to *part* itself, alone or in a batch."""
    headers = {}
    if part.effect is Effect.READ and advanced(part.path):
        headers["ConsistencyLevel"] = "eventual"
    if part.body is not None:
        headers["Content-Type"] = "application/json"
    return headers


def target_of(part: Part) -> str:
    """The path and query of *part* as they are sent."""
    reads = part.effect is Effect.READ
    return counted(part.path) if reads and advanced(part.path) else part.path


def read_object(call: Call) -> Callable[[Answer], Outcome[Row]]:
    """
    How to read one object; a write may be answered without one.

    The reader raises any `ServiceError`; `NotFound` also when the answer says "nothing there".
    """

    def read(answer: Answer) -> Outcome[Row]:
        if answer.status == _NO_CONTENT and _reads(call):
            raise NotFound(call, "there is nothing", status=answer.status)
        row = document_of(call, answer, reads=_reads(call))
        return Outcome(row, 1 if row else 0)

    return read


def read_page(call: Call) -> Callable[[Answer], Outcome[Page]]:
    """How to read a page of a list; the reader raises any `ServiceError`."""

    def read(answer: Answer) -> Outcome[Page]:
        page = page_of(call, document_of(call, answer, reads=_reads(call)))
        return Outcome(page, len(page.rows))

    return read


def read_count(call: Call) -> Callable[[Answer], Outcome[int]]:
    """How to read the answer to `…/$count`: plain text, at times behind a byte-order mark."""

    def read(answer: Answer) -> Outcome[int]:
        if not succeeded(answer):
            raise failure(call, answer)
        found = _NUMBER.fullmatch(answer.body.removeprefix(BOM_UTF8).strip())
        if found is None:
            raise Malformed(call, "the count is not a number", status=answer.status)
        return Outcome(int(found[0]), None)

    return read


def document_of(call: Call, answer: Answer, *, reads: bool) -> Row:
    """
    The object in *answer*; an empty one for a write, which does not *read*, answered without.

    Raises:
        ServiceError: The answer is a failure, or no object; a write may then have run.

    """
    if not succeeded(answer):
        raise failure(call, answer)
    if not answer.body.strip() and not reads:
        return {}
    try:
        document = json_of(answer.body)
    except ValueError as error:
        raise unreadable(call, answer.status, "the answer is not JSON", reads=reads) from error
    if not isinstance(document, dict):
        raise unreadable(call, answer.status, "the answer is not a JSON object", reads=reads)
    return document


def unreadable(call: Call, status: int, detail: str, *, reads: bool) -> ServiceError:
    """What a success that cannot be read is; a write may have run, and is to be read back."""
    if reads:
        return Malformed(call, detail, status=status)
    return ServiceFault(call, f"{detail}; it may have run", ran=True, status=status)


def page_of(call: Call, document: Row) -> Page:
    """
    The page that *document* is.

    Raises:
        ServiceError: It is none, or ends in an error.

    """
    if error := document.get("error"):
        raise reported(call, {"error": error})
    rows, link = document.get("value"), document.get("@odata.nextLink")
    delta = document.get("@odata.deltaLink")
    if not isinstance(rows, list):
        raise Malformed(call, "the answer has no list of objects")
    if not isinstance(link, str | None) or not isinstance(delta, str | None):
        raise Malformed(call, "a link of the answer is no text")
    objects = [row for row in rows if isinstance(row, dict)]
    if len(objects) != len(rows):
        raise Malformed(call, "an entry of the answer is not an object")
    return Page(objects, link, delta)


def succeeded(answer: Answer) -> bool:
    """Whether the status of *answer* is a success."""
    return 200 <= answer.status < 300  # noqa: PLR2004 - the bounds of success


def _reads(call: Call) -> bool:
    return call.name.startswith("GET ")
