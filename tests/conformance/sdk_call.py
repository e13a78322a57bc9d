"""
One route of Graph as a call of Microsoft's client: its builder, its method, what it understood.

The builder is found by walking the SDK's own attributes along the path. Where the walk ends early
the SDK does not have the route.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import Enum
from inspect import signature
from typing import Any
from uuid import UUID

from kiota_abstractions.base_request_configuration import RequestConfiguration
from kiota_abstractions.serialization import Parsable
from msgraph import GraphServiceClient

type Walked = Any

_OWN = {"additional_data", "backing_store"}
_KEYED = re.compile(r"(\w+)\((\w+)='(.*)'\)")


def builder(client: GraphServiceClient, segments: Sequence[str], route: str) -> Walked | None:
    """The SDK's builder for the address *segments* of *route*; None if it has none."""
    at: Walked | None = client
    for pattern, segment in zip(route.split(" /")[1].split("/"), segments, strict=True):
        at = _step(at, pattern, segment)
        if at is None:
            return None
    return at


def _step(at: Walked, pattern: str, segment: str) -> Walked | None:
    if keyed := _KEYED.fullmatch(segment):
        name, key, value = keyed.groups()
        by_key = getattr(at, f"{_snake(name)}_with_{_snake(key)}", None)
        return by_key(value) if by_key else None
    if pattern in {segment, "{collection}"}:
        return getattr(at, _snake(segment), None)
    by_id = [name for name in dir(at) if name.startswith("by_")]
    return getattr(at, by_id[0])(segment) if by_id else None


def _snake(name: str) -> str:
    bare = name.removeprefix("microsoft.").removeprefix("$").replace(".", "_")
    return re.sub(r"(?<!^)([A-Z])", r"_\1", bare).lower()


@dataclass
class _Few:
    """A few rows of a list: the SDK takes milliseconds for each."""

    top: int = 5

    def get_query_parameter(self, name: str) -> str:
        return f"%24{name}"


# Lists that are long in the seeded tenant, and take `$top`.
_LONG = {
    "GET /auditLogs/signIns", "GET /deviceManagement/managedDevices", "GET /groups",
    "GET /groups/{id}/members", "GET /groups/{id}/transitiveMembers",
    "GET /oauth2PermissionGrants", "GET /users",
}  # fmt: skip


async def call(at: Walked, route: str, body: Any) -> Any:
    """What the SDK makes of the answer to *route*, whose caller says that it may be late."""
    asked = RequestConfiguration(query_parameters=_Few() if route in _LONG else None)
    asked.headers.add("ConsistencyLevel", "eventual")
    asked.headers.add("Prefer", "odata.maxpagesize=5")  # what a change feed takes instead
    verb = getattr(at, route.split(maxsplit=1)[0].lower())
    if "body" not in signature(verb).parameters:
        return await verb(asked)
    assert body is not None, "say in sdk_bodies what this route is sent"
    return await verb(body, asked)


def lost(document: Any, model: Any) -> set[str]:
    """
    What *document* says and *model* does not hold, as paths.

    A property that the SDK does not know, or whose value is not of the type that it declares,
    is one that Graph does not have or does not write so.
    """
    return _missing(document, model, "") | _unknown(model, "")


def _missing(told: Any, held: Any, path: str) -> set[str]:
    match told, held:
        case (None, _) | ([], None):
            return set()
        case dict(), Parsable():
            said = {name: value for name, value in told.items() if "@" not in name}
            parts = (
                _missing(value, getattr(held, _snake(name), None), f"{path}/{name}")
                for name, value in said.items()
            )
            return set[str]().union(*parts)
        case list(), list() if len(told) == len(held):
            pairs = zip(told, held, strict=True)
            return {one for before, after in pairs for one in _missing(before, after, path)}
        case _:
            return set() if _same(told, held) else {f"{path}: {told!r}"}


def _same(told: Any, held: Any) -> bool:
    match held:
        case datetime():
            return datetime.fromisoformat(told) == held
        case Enum():
            return told.casefold() == held.value.casefold()
        case UUID():
            return told == str(held)
        case _:
            return told == held


def _unknown(model: Any, path: str) -> set[str]:
    if isinstance(model, list):
        return {one for each in model for one in _unknown(each, path)}
    if not isinstance(model, Parsable):
        return set()
    extra = {name: value for name, value in model.additional_data.items() if "@" not in name}
    found = {f"{path}/{name}: {value!r}, unknown" for name, value in extra.items()}
    names = (one.name for one in fields(model) if one.name not in _OWN)
    return found.union(*(_unknown(getattr(model, one), f"{path}/{one}") for one in names))
