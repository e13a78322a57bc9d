"""
Microsoft Graph: values in, values out, no I/O.

Facts that surprised us:
- `DELETE /groups/{g}/members/{u}` without `/$ref` deletes the user.
- The outer answer of a batch is 200 even when parts failed; each part has its own status and,
  when throttled, its own Retry-After.
- Counting and inequality need the header `ConsistencyLevel: eventual`.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode, urlsplit

from shared.graph.failures import failure
from shared.web.errors import Call, Malformed, ServiceError
from shared.web.request import Answer, Effect, Json, Outcome, Request, Row

BATCH_SIZE = 20  # the service takes no more parts in one call
_PRIVATE = frozenset({"passwordprofile"})


@dataclass(frozen=True, slots=True)
class Page:
    """Some objects, and where the next ones are."""

    rows: list[Row]
    next_link: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One call of a batch: a method, a path below the version, a body."""

    method: str
    path: str
    body: Mapping[str, Json] | None = None


def segment(identity: str) -> str:
    """*identity* as one segment of a path: `#EXT#` and quotes survive."""
    return quote(identity, safe="@")


def request(
    origin: str,
    part: Part,
    *,
    request_id: str,
    eventual: bool = False,
) -> Request:
    """The request for *part*; GET reads, everything else writes."""
    headers = {"Accept": "application/json", "client-request-id": request_id}
    if eventual:
        headers["ConsistencyLevel"] = "eventual"
    body = None
    if part.body is not None:
        headers["Content-Type"] = "application/json"
        body = json.dumps(part.body, ensure_ascii=False).encode()
    path, _, query = part.path.partition("?")
    return Request(
        part.method,
        f"{origin}/v1.0{part.path}",
        Call(f"{part.method} {path}", _object_of(path), request_id),
        _effect(part),
        headers,
        body,
        _shown(part.body) if part.body else ({"query": query} if query else {}),
    )


def path(base: str, **options: str) -> str:
    """*base* with the OData *options* (`select`, `filter`, `top`, ...) as its query."""
    if not options:
        return base
    query = {f"${name}": value for name, value in options.items()}
    return f"{base}?" + urlencode(query, quote_via=quote, safe="$,/")


def batch(origin: str, parts: Sequence[Part], *, request_id: str) -> Request:
    """One call that carries *parts*, at most 20; a write as soon as one of them writes."""
    bodies: list[Json] = []
    for number, part in enumerate(parts):
        entry: dict[str, Json] = {"id": str(number), "method": part.method, "url": part.path}
        if part.body is not None:
            entry |= {"headers": {"Content-Type": "application/json"}, "body": dict(part.body)}
        bodies.append(entry)
    writes = any(_effect(part) is Effect.WRITE for part in parts)
    names: list[Json] = [f"{part.method} {part.path.partition('?')[0]}" for part in parts]
    return Request(
        "POST",
        f"{origin}/v1.0/$batch",
        Call("POST /$batch", None, request_id),
        Effect.WRITE if writes else Effect.READ,
        {
            "Accept": "application/json",
            "Content-Type": "application/json",
            "client-request-id": request_id,
        },
        json.dumps({"requests": bodies}, ensure_ascii=False).encode(),
        {"parts": names},
    )


def next_page(request: Request, link: str) -> Request:
    """
    The request for the page behind *link*.

    Raises:
        Malformed: The link leads to another host; the token does not travel there.

    """
    if urlsplit(link)[:2] != urlsplit(request.url)[:2]:
        raise Malformed(request.call, "the next page lies on another host; not followed")
    return replace(request, url=link)


def read_object(call: Call) -> Callable[[Answer], Outcome[Row]]:
    """How to read one object; an answer without a body is an empty object."""

    def read(answer: Answer) -> Outcome[Row]:
        return Outcome(_object(call, answer), 1 if answer.body.strip() else 0)

    return read


def read_page(call: Call) -> Callable[[Answer], Outcome[Page]]:
    """How to read a page of a list."""

    def read(answer: Answer) -> Outcome[Page]:
        document = _object(call, answer)
        rows, link = document.get("value"), document.get("@odata.nextLink")
        if not isinstance(rows, list) or not isinstance(link, str | None):
            raise Malformed(call, "the answer has no list of objects", status=answer.status)
        if not all(isinstance(row, dict) for row in rows):
            raise Malformed(call, "an entry of the answer is not an object", status=answer.status)
        return Outcome(Page([row for row in rows if isinstance(row, dict)], link), len(rows))

    return read


def read_count(call: Call) -> Callable[[Answer], Outcome[int]]:
    """How to read the answer to `…/$count`: plain text, at times behind a byte-order mark."""

    def read(answer: Answer) -> Outcome[int]:
        if not _succeeded(answer):
            raise failure(call, answer)
        try:
            return Outcome(int(answer.body.decode("utf-8-sig")), None)
        except ValueError as error:
            raise Malformed(call, "the count is not a number") from error

    return read


def read_batch(
    call: Call, parts: Sequence[Part]
) -> Callable[[Answer], Outcome[list[Row | ServiceError]]]:
    """How to read the answer to a batch: for each part, in order, its object or its error."""

    def read(answer: Answer) -> Outcome[list[Row | ServiceError]]:
        responses = _object(call, answer).get("responses")
        if not isinstance(responses, list):
            raise Malformed(call, "the answer has no list of responses", status=answer.status)
        by_id = {str(entry.get("id")): entry for entry in responses if isinstance(entry, dict)}
        found: list[Row | ServiceError] = []
        for number, part in enumerate(parts):
            entry = by_id.get(str(number))
            base = part.path.partition("?")[0]
            part_call = Call(f"{part.method} {base}", _object_of(base), call.request_id)
            found.append(_read_part(part_call, entry))
        return Outcome(found, len(found))

    return read


def _read_part(call: Call, entry: Mapping[str, Json] | None) -> Row | ServiceError:
    if entry is None:
        return Malformed(call, "the batch has no answer for it")
    status, headers, body = entry.get("status"), entry.get("headers"), entry.get("body")
    if not isinstance(status, int):
        return Malformed(call, "the batch's answer for it has no status")
    lower = (
        {str(k).lower(): str(v) for k, v in headers.items()} if isinstance(headers, dict) else {}
    )
    answer = Answer(status, lower, b"" if body is None else json.dumps(body).encode())
    try:
        return _object(call, answer)
    except ServiceError as error:
        return error


def _object(call: Call, answer: Answer) -> Row:
    if not _succeeded(answer):
        raise failure(call, answer)
    if not answer.body.strip():
        return {}
    try:
        document = json.loads(answer.body)
    except ValueError as error:
        raise Malformed(call, "the answer is not JSON", status=answer.status) from error
    if not isinstance(document, dict):
        raise Malformed(call, "the answer is not a JSON object", status=answer.status)
    return document


def _succeeded(answer: Answer) -> bool:
    return 200 <= answer.status < 300  # noqa: PLR2004 - the bounds of success


def _effect(part: Part) -> Effect:
    return Effect.READ if part.method == "GET" else Effect.WRITE


def _object_of(base: str) -> str | None:
    """The object a path speaks of: its second segment."""
    segments = base.strip("/").split("/")
    return segments[1] if len(segments) > 1 else None


def _shown(body: Mapping[str, Json]) -> dict[str, Json]:
    return {
        name: "(not kept)" if name.casefold() in _PRIVATE else value for name, value in body.items()
    }
