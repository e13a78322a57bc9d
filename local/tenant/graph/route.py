"""
Routes of Graph, found by being there.

A route names the application permissions of which any one is enough.
"""

import importlib
import pkgutil
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from local.tenant.graph import refusals
from local.tenant.messages import Answer, Document, Request
from local.tenant.tenant import Tenant


@dataclass(frozen=True, slots=True)
class Call:
    """
    One call: for which tenant, by whom, and what the placeholders of the path hold.

    `caller` is the object id of the caller: a person when `delegated`, else a service principal.
    """

    tenant: Tenant
    request: Request
    permissions: frozenset[str]
    directory_roles: frozenset[str]
    names: Mapping[str, str]
    caller: str = ""
    delegated: bool = False

    def require(self, *any_of: str) -> None:
        """
        Nothing, when the caller holds one of the permissions.

        Raises:
            GraphRefusal: It holds none of them.

        """
        if self.permissions.isdisjoint(any_of):
            raise refusals.denied()

    def body(self) -> Document:
        """
        What was sent; that it is told of which type it is, as some clients do, says nothing more.

        Raises:
            NotJson: It is no JSON object.

        """
        return {key: one for key, one in self.request.document().items() if key != "@odata.type"}

    def with_option(self, name: str, value: str) -> "Call":
        """The same call with the query option *name*."""
        query = {**self.request.query, name: value}
        return replace(self, request=replace(self.request, query=query))


type Handler = Callable[[Call], Answer]

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_KEYED = re.compile(r"(\w+)\('(.*)'\)", re.DOTALL)


def spread(segments: Sequence[str]) -> list[str]:
    """
    *segments*, each `users('key')` as the two segments `users` and `key`.

    Graph takes both ways of naming one of a set; a quote inside the key is doubled.
    """
    found: list[str] = []
    for segment in segments:
        match = _KEYED.fullmatch(segment)
        found += [match[1], match[2].replace("''", "'")] if match else [segment]
    return found


@dataclass(frozen=True, slots=True)
class Route:
    """
    A method and a path below the version; what is in braces is a placeholder.

    It may be a whole segment, or a part of one: `servicePrincipals(appId='{id}')`.
    """

    method: str
    segments: tuple[str, ...]
    permissions: tuple[str, ...]
    handler: Handler

    def fit(self, segments: Sequence[str]) -> dict[str, str] | None:
        """What the placeholders hold, when *segments* fit."""
        if len(segments) != len(self.segments):
            return None
        held = {}
        for pattern, segment in zip(self.segments, segments, strict=True):
            if pattern.startswith("{"):
                held[pattern[1:-1]] = segment
            elif "{" in pattern:
                before, name, after = _PLACEHOLDER.split(pattern)
                inside = _between(segment, before, after)
                if inside is None:
                    return None
                held[name] = inside.replace("''", "'")
            elif pattern.casefold() not in _names_of(segment):
                return None
        return held

    @property
    def placeholders(self) -> int:
        return sum("{" in segment for segment in self.segments)


def _between(segment: str, before: str, after: str) -> str | None:
    folded = segment.casefold()
    if not folded.startswith(before.casefold()) or not folded.endswith(after.casefold()):
        return None
    return segment[len(before) : len(segment) - len(after)]


def _names_of(segment: str) -> tuple[str, str]:
    """
    What *segment* may be called in a path.

    `graph` is another name of `microsoft.graph`; a function without arguments may say so.
    """
    name = segment.casefold().removesuffix("()")
    return name, f"microsoft.{name}"


_registry: list[Route] = []


def route(method: str, path: str, *permissions: str) -> Callable[[Handler], Handler]:
    """Register the function below for *method* on *path*."""

    def register(handler: Handler) -> Handler:
        segments = tuple(path.strip("/").split("/"))
        _registry.append(Route(method, segments, permissions, handler))
        return handler

    return register


@cache
def routes() -> list[Route]:
    """Every route, those with fewer placeholders first: `/users/$count` is no user."""
    package = importlib.import_module("local.tenant.graph.resources")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
    return sorted(_registry, key=lambda one: one.placeholders)
