"""
Routes of the native reads, found by being there.

A route is a path in which `(key)` stands for any key. Whoever may run its cmdlet may read it; one
without a cmdlet is for everybody who was let in.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from local.tenant.exchange import refusals
from local.tenant.exchange.binding import bind
from local.tenant.exchange.cmdlet import cmdlets
from local.tenant.exchange.native.path import Segment, text_of
from local.tenant.exchange.native.query import Query
from local.tenant.exchange.rbac import Caller
from local.tenant.exchange.values import Row
from local.tenant.messages import Answer, Document, Json, Request
from local.tenant.tenant import Tenant

_ROOT_SEGMENTS = 4  # the empty one, `adminapi`, the version, the tenant


@dataclass(frozen=True, slots=True)
class Read:
    """One read: by whom, of which path, with which options."""

    caller: Caller
    request: Request
    segments: tuple[Segment, ...]
    query: Query

    @property
    def tenant(self) -> Tenant:
        return self.caller.tenant

    @property
    def root(self) -> str:
        """The address of the service, without a slash at its end."""
        return self.request.origin + "/".join(self.request.path.split("/")[:_ROOT_SEGMENTS])

    def key(self, place: int = 0) -> str:
        """The key of the segment at *place*."""
        return self.query.key(self.segments[place].key or "")

    def argument(self, name: str) -> str | None:
        """
        What the last segment's argument *name* says; None where it says null or nothing.

        An argument may stand for a query option: `f(a=@b)?@b='text'`.
        """
        literal = self.segments[-1].arguments.get(name.casefold())
        if literal is not None and literal.startswith("@"):
            literal = self.query.options.get(literal.casefold())
        if literal is None or literal.casefold() == "null":
            return None
        return text_of(literal)

    def rows(self, cmdlet: str, **parameters: Json) -> list[Row]:
        """
        All rows of *cmdlet*, whose state a native read shares.

        Raises:
            ExchangeRefusal: The cmdlet ends in an error.

        """
        known = cmdlets()[cmdlet.casefold()]
        output = known.run(self.tenant, bind(known, parameters))
        return [row for place in range(len(output.positions)) for row in output.at(place, None)]

    def entity(self, context: str, content: Document) -> Answer:
        """The answer that is one entity."""
        where: Document = {"@odata.context": f"{self.root}/$metadata#{context}"}
        return Answer.of(200, where | content)

    def entities(self, context: str, content: Iterable[Document]) -> Answer:
        """The answer that is a short list: as many as `$top` allows, trimmed by `$select`."""
        chosen = self.query.chosen
        value: list[Json] = [
            one if chosen is None else {k: v for k, v in one.items() if k.casefold() in chosen}
            for one in list(content)[: self.query.top]
        ]
        return self.entity(context, {"value": value})


type Handler = Callable[[Read], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """What answers a path, the cmdlet whose rights it needs, which of OData's options it takes."""

    cmdlet: str | None
    handler: Handler
    options: frozenset[str]


_registry: dict[str, Route] = {}


def native(path: str, cmdlet: str | None = None, *options: str) -> Callable[[Handler], Handler]:
    """Register the function below for *path*; `$select` and `$format` it takes anyway."""

    def register(handler: Handler) -> Handler:
        _registry[path.casefold()] = Route(cmdlet, handler, frozenset(options))
        return handler

    return register


@cache
def natives() -> Mapping[str, Route]:
    """Every route by its path in lower case."""
    package = importlib.import_module("local.tenant.exchange.native.resources")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
    return _registry


def unknown_expansion(name: str) -> refusals.ExchangeRefusal:
    """The refusal of an `$expand` that names nothing to expand."""
    return refusals.bad_request(f"Could not find a property named '{name}' to expand.")
