"""
Ten calls in one: how they are sent, and what came back for each. Pure.

Facts that surprised us:
- Each part is a whole request with an absolute address; the token around them serves for all.
- The outer answer is 200 even when parts failed; each part has its own status and, when
  throttled, its own Retry-After. The order of the answers is anything.
"""

import json
from collections.abc import Callable, Mapping, Sequence

from shared.exchange.answers import Page, annotated, page_of
from shared.exchange.failures import failure, meaning
from shared.exchange.protocol import Organization, headers
from shared.web.document import json_of
from shared.web.errors import Call, Malformed, ServiceError, ServiceFault, Throttled
from shared.web.request import READ_TIMEOUT_S, Answer, Effect, Json, Outcome, Request

SIZE = 10  # nobody has seen more parts in one call
_GO_ON = "odata.continue-on-error"

type Answers = list[Page | ServiceError]


def batch(organization: Organization, parts: Sequence[Request], *, request_id: str) -> Request:
    """One call that carries *parts*, at most 10; a write as soon as one of them writes."""
    entries = b",".join(_entry(number, part) for number, part in enumerate(parts))
    shown: list[Json] = [{"call": part.call.name, "parameters": part.shown} for part in parts]
    around = headers(organization, "", request_id)
    del around["X-CmdletName"]
    return Request(
        "POST",
        f"{organization.root}/$batch",
        Call("$batch", None, request_id),
        Effect.WRITE if _writes(parts) else Effect.READ,
        {**around, "Content-Type": "application/json; charset=utf-8", "Prefer": _GO_ON},
        b'{"requests":[' + entries + b"]}",
        {"parts": shown},
        timeout_s=max((part.timeout_s for part in parts), default=READ_TIMEOUT_S),
    )


def read_batch(call: Call, parts: Sequence[Request]) -> Callable[[Answer], Outcome[Answers]]:
    """
    How to read the answer to a batch: for each of *parts*, in order, its page or its error.

    A part without an answer, or with two, may have run. Answers to what was not asked are passed
    over. The reader raises any `ServiceError` when the batch as a whole failed.
    """
    writes = _writes(parts)

    def read(answer: Answer) -> Outcome[Answers]:
        found = _by_id(call, answer, writes=writes)
        bare = not annotated(answer.body)
        answers: Answers = [
            _part(part, found.get(str(number), []), bare=bare) for number, part in enumerate(parts)
        ]
        rows = sum(len(one.rows) for one in answers if isinstance(one, Page))
        return Outcome(answers, rows, throttled=any(isinstance(a, Throttled) for a in answers))

    return read


def _writes(parts: Sequence[Request]) -> bool:
    return any(part.effect is Effect.WRITE for part in parts)


def _entry(number: int, part: Request) -> bytes:
    own = {**part.headers, "Prefer": f"{part.headers.get('Prefer', '')};{_GO_ON}".lstrip(";")}
    entry = {"id": str(number), "method": part.method, "url": part.url, "headers": own}
    # The body is JSON already; it is put in as it is.
    return json.dumps(entry).encode()[:-1] + b',"body":' + (part.body or b"null") + b"}"


def _by_id(call: Call, answer: Answer, *, writes: bool) -> dict[str, list[Mapping[str, Json]]]:
    if not 200 <= answer.status < 300:  # noqa: PLR2004 - the bounds of success
        raise failure(call, answer)
    try:
        document = json_of(answer.body)
    except ValueError:
        document = None
    responses = document.get("responses") if isinstance(document, dict) else None
    if not isinstance(responses, list):
        detail = "the answer has no list of responses"
        if writes:
            raise ServiceFault(call, f"{detail}; it may have run", ran=True, status=answer.status)
        raise Malformed(call, detail, status=answer.status)
    found: dict[str, list[Mapping[str, Json]]] = {}
    for entry in responses:
        if isinstance(entry, dict):
            found.setdefault(str(entry.get("id")), []).append(entry)
    return found


def _part(
    part: Request, entries: Sequence[Mapping[str, Json]], *, bare: bool
) -> Page | ServiceError:
    if len(entries) != 1:
        why = "answers it twice" if entries else "has no answer for it"
        return ServiceFault(part.call, f"the batch {why}", ran=True)
    status, own, body = (entries[0].get(name) for name in ("status", "headers", "body"))
    if not isinstance(status, int) or isinstance(status, bool):
        return ServiceFault(part.call, "the batch's answer for it has no status", ran=True)
    if not 200 <= status < 300:  # noqa: PLR2004 - the bounds of success
        raw = body if isinstance(body, str) else ""
        return meaning(part.call, status, _lowered(own), body, raw)
    try:
        return page_of(part, status, {} if body is None else body, bare=bare)
    except ServiceError as error:
        return error


def _lowered(own: Json) -> dict[str, str]:
    if not isinstance(own, Mapping):
        return {}
    return {str(name).lower(): str(value) for name, value in own.items()}
