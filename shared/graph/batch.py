"""
Twenty calls in one: how they are sent, and what came back for each. Pure.

Facts that surprised us:
- The outer answer is 200 even when parts failed; each part has its own status and, when
  throttled, its own Retry-After. The order of the answers is anything.
- Parts may depend on one another only all in a row, each on the one before; a part whose
  predecessor failed is answered 424.

Source: Microsoft Graph, JSON batching.
"""

import json
from collections.abc import Callable, Mapping, Sequence

from shared.graph.failures import meaning
from shared.graph.protocol import (
    VERSION,
    Part,
    call_of,
    document_of,
    headers_of,
    shown,
    target_of,
    unreadable,
)
from shared.web.errors import Call, NotFound, ServiceError, ServiceFault, Throttled
from shared.web.request import Answer, Effect, Json, Outcome, Request, Row

SIZE = 20  # the service takes no more parts in one call
_OK, _NO_CONTENT, _REDIRECT = 200, 204, 300

type Answers = list[Row | ServiceError]


def batch(origin: str, parts: Sequence[Part], *, request_id: str, chained: bool = False) -> Request:
    """
    One call that carries *parts*, at most 20; a write as soon as one of them writes.

    When *chained*, each part runs only once the one before it has succeeded.
    """
    bodies = [_entry(number, part, chained=chained) for number, part in enumerate(parts)]
    writes = any(part.effect is Effect.WRITE for part in parts)
    carried: list[Json] = [
        {"call": f"{part.method} {part.base}", "parameters": shown(part)} for part in parts
    ]
    return Request(
        "POST",
        f"{origin}{VERSION}/$batch",
        Call("POST /$batch", None, request_id),
        Effect.WRITE if writes else Effect.READ,
        {
            "Accept": "application/json",
            "Content-Type": "application/json",
            "client-request-id": request_id,
        },
        json.dumps({"requests": bodies}).encode(),
        {"parts": carried},
    )


def read_batch(call: Call, parts: Sequence[Part]) -> Callable[[Answer], Outcome[Answers]]:
    """
    How to read the answer to a batch: for each of *parts*, in order, its object or its error.

    A part without an answer, or with two, may have run. Answers to what was not asked are
    passed over. The reader raises any `ServiceError` when the batch as a whole failed.
    """
    reads = all(part.effect is Effect.READ for part in parts)

    def read(answer: Answer) -> Outcome[Answers]:
        responses = document_of(call, answer, reads=reads).get("responses")
        if not isinstance(responses, list):
            detail = "the answer has no list of responses"
            raise unreadable(call, answer.status, detail, reads=reads)
        found: dict[str, list[Mapping[str, Json]]] = {}
        for entry in responses:
            if isinstance(entry, dict):
                found.setdefault(str(entry.get("id")), []).append(entry)
        answers = [
            _read_part(call_of(part, call.request_id), found.get(str(number), []))
            for number, part in enumerate(parts)
        ]
        throttled = any(isinstance(one, Throttled) for one in answers)
        return Outcome(answers, len(answers), throttled=throttled)

    return read


def _entry(number: int, part: Part, *, chained: bool) -> dict[str, Json]:
    entry: dict[str, Json] = {"id": str(number), "method": part.method, "url": target_of(part)}
    if headers := headers_of(part):
        entry["headers"] = headers
    if part.body is not None:
        entry["body"] = dict(part.body)
    if chained and number:
        entry["dependsOn"] = [str(number - 1)]
    return entry


def _read_part(call: Call, entries: Sequence[Mapping[str, Json]]) -> Row | ServiceError:
    if len(entries) != 1:
        why = "answers it twice" if entries else "has no answer for it"
        return ServiceFault(call, f"the batch {why}", ran=True)
    status, headers, body = (entries[0].get(name) for name in ("status", "headers", "body"))
    if not isinstance(status, int) or isinstance(status, bool):
        return ServiceFault(call, "the batch's answer for it has no status", ran=True)
    if not _OK <= status < _REDIRECT:
        return meaning(call, status, _lowered(headers), body)
    reads = call.name.startswith("GET ")
    if status == _NO_CONTENT and reads:
        return NotFound(call, "there is nothing", status=status)
    if body is None and not reads:
        return {}
    if not isinstance(body, dict):
        return unreadable(call, status, "the answer is not a JSON object", reads=reads)
    return body


def _lowered(headers: Json) -> dict[str, str]:
    if not isinstance(headers, Mapping):
        return {}
    return {str(name).lower(): str(value) for name, value in headers.items()}
