"""
JSON batches: many requests in one, answered in any order, each with its own status.

Exchange takes parts with absolute addresses, Graph such with relative ones and `dependsOn`. Parts
run at the same time unless one waits for another. A part that leads to another host, or out of the
service that the batch was sent to, is refused by itself.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import cast
from urllib.parse import SplitResult, parse_qsl, urlsplit

from local.tenant.messages import Answer, Document, Json, NotJson, Request
from local.tenant.messages import compact as compacted

_FAILED_DEPENDENCY = 424
# The hosts that this process stands in for; clients with fixed addresses name them in parts.
_CLOUD = {
    f"https://{host}"
    for host in (
        "outlook.office365.com",
        "outlook.office.com",
        "outlook.office365.us",
        "outlook-dod.office365.us",
        "outlook.office365.cn",
        "partner.outlook.cn",
        "graph.microsoft.com",
    )
}
_SHAPE = "Invalid batch payload format."
_FOREIGN = "The address of a part has to be within the service that the batch is sent to."


class BadBatch(Exception):
    """The batch as a whole is not acceptable."""


@dataclass(frozen=True, slots=True)
class Part:
    """One request of a batch, and the parts it waits for; `foreign` leads out of the service."""

    id: str
    request: Request
    depends_on: tuple[str, ...]
    foreign: bool


@dataclass(frozen=True, slots=True)
class Batch:
    """The parts in the order they came."""

    parts: list[Part]


def batch_of(outer: Request, most: int) -> Batch:
    """
    The parts of *outer*, *most* of them at most.

    Raises:
        BadBatch: Too many, twice the same id, a part that waits for none before it, or not the
            shape of a batch.

    """
    try:
        given = outer.document().get("requests")
    except NotJson as error:
        raise BadBatch(str(error)) from error
    if not isinstance(given, list) or not given:
        raise BadBatch(_SHAPE)
    if len(given) > most:
        raise BadBatch(f"Number of batch request steps exceeds the maximum value of {most}.")
    parts = [_part(outer, one) for one in given]
    known = set[str]()
    for part in parts:
        if part.id in known:
            raise BadBatch("Request id has to be unique in a batch.")
        # Only what came before can be waited for, so that no two parts wait for each other.
        if not known.issuperset(part.depends_on):
            raise BadBatch("Request dependency could not be found.")
        known.add(part.id)
    return Batch(parts)


async def gathered(batch: Batch, run: Callable[[int], Awaitable[Answer]]) -> Answer:
    """The answer that carries the answers of all parts."""
    done = {part.id: asyncio.get_running_loop().create_future() for part in batch.parts}

    async def one(number: int) -> Document:
        part = batch.parts[number]
        awaited = [await done[other] for other in part.depends_on]
        if any(status >= 400 for status in awaited):  # noqa: PLR2004 - a part that failed
            error = {"error": {"code": "FailedDependency", "message": "A dependency failed."}}
            answer = Answer.of(_FAILED_DEPENDENCY, error)
        elif part.foreign:
            error = {"error": {"code": "BadRequest", "message": _FOREIGN}}
            answer = Answer.of(400, error)
        else:
            answer = await run(number)
        done[part.id].set_result(answer.status)
        return _response(part, answer)

    responses = await asyncio.gather(*(one(number) for number in range(len(batch.parts))))
    listed: list[Json] = list(responses)
    return Answer.of(200, {"responses": listed})


def _part(outer: Request, given: Json) -> Part:
    if not isinstance(given, dict) or not {"id", "method", "url"} <= given.keys():
        raise BadBatch(_SHAPE)
    address = _address(str(given["url"]))
    prefix = "" if address.scheme else outer.path.rpartition("/")[0]
    path = prefix + (address.path if address.path.startswith("/") else f"/{address.path}")
    own = given.get("headers")
    headers = {k.lower(): str(v) for k, v in own.items()} if isinstance(own, dict) else {}
    # A part need not repeat the token; what it leaves out is taken from around it.
    inherited = {
        k: v for k, v in outer.headers.items() if k in {"authorization", "x-anchormailbox"}
    }
    body = given.get("body")
    depends = given.get("dependsOn")
    return Part(
        str(given["id"]),
        Request(
            str(given["method"]).upper(),
            path,
            dict(parse_qsl(address.query, keep_blank_values=True)),
            inherited | headers,
            b"" if body is None else compacted(body).encode(),
            outer.origin,
            part=True,
        ),
        tuple(str(one) for one in depends) if isinstance(depends, list) else (),
        _foreign(outer, address.netloc and f"{address.scheme}://{address.netloc}", path),
    )


def _address(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError as error:
        raise BadBatch(_SHAPE) from error


def _foreign(outer: Request, origin: str, path: str) -> bool:
    """Whether a part would go elsewhere than *outer* did; without an origin it is relative."""
    if origin and origin.casefold() not in {outer.origin.casefold(), *_CLOUD}:
        return True
    service = outer.path.casefold().split("/")[1]
    return path.casefold().split("/")[1] != service


def _response(part: Part, answer: Answer) -> Document:
    headers: dict[str, Json] = {
        _SPELLING.get(name, name): value for name, value in answer.headers.items()
    }
    response: Document = {"id": part.id, "status": answer.status, "headers": headers}
    if answer.body:
        readable = answer.document is not None
        response["body"] = cast("Json", answer.document) if readable else _text(answer)
    return response


def _text(answer: Answer) -> str:
    return answer.body.decode(errors="replace")


_SPELLING = {"content-type": "Content-Type", "retry-after": "Retry-After"}
