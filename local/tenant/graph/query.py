"""
The query options of a list, checked as Graph checks them: what it would refuse is refused.

Source: "Advanced query capabilities on Microsoft Entra ID objects". Without the header, `$count`
as an option is passed over, as Graph does; everything else that needs the header is a 400.
"""

from collections.abc import Callable
from dataclasses import dataclass

from local.tenant.graph import refusals
from local.tenant.graph.filters import condition, needs_advanced, require
from local.tenant.graph.kind import Kind
from local.tenant.graph.odata.expression import Expression, leaves
from local.tenant.graph.odata.meaning import holds
from local.tenant.graph.route import Call
from local.tenant.graph.search import searched
from local.tenant.messages import Document, Json
from local.tenant.numbers import whole_number

_DEFAULT_TOP, _LARGEST_TOP = 100, 999
_KNOWN = frozenset(
    {
        "$count",
        "$deltatoken",
        "$expand",
        "$filter",
        "$format",
        "$orderby",
        "$search",
        "$select",
        "$skiptoken",
        "$top",
    }
)


@dataclass(frozen=True, slots=True)
class Order:
    """By which property, and whether backwards."""

    name: str
    descending: bool


@dataclass(frozen=True, slots=True)
class Query[T]:
    """What is asked of a list of objects of one kind."""

    kind: Kind[T]
    names: frozenset[str] | None
    where: Expression | None
    search: Callable[[Document], bool] | None
    order: Order | None
    top: int
    counted: bool
    expand: tuple[str, frozenset[str] | None] | None

    @classmethod
    def of(cls, call: Call, kind: Kind[T]) -> "Query[T]":
        """
        What *call* asks of *kind*.

        Raises:
            GraphRefusal: Graph would not answer it.

        """
        options = options_of(call)
        eventual = is_eventual(call)
        counted = options.get("$count", "").casefold() == "true" and eventual and kind.directory
        names = chosen(kind, options.get("$select"))
        where = condition(kind, options.get("$filter"), advanced=counted)
        _guard(call, kind, {*(names or ()), *_looked_at(where)})
        order = _order(kind, options.get("$orderby"), advanced=counted)
        if where is not None and order is not None and kind.directory and not counted:
            raise needs_advanced("Sorting not supported for current query.")
        return cls(
            kind,
            names,
            where,
            searched(call, kind, options.get("$search")),
            order,
            _top(options.get("$top")),
            counted,
            _expand(kind, options.get("$expand")),
        )

    def fits(self, one: T) -> bool:
        """Whether *one* is among what is asked for."""
        if self.where is not None and not holds(self.where, self._reading(one)):
            return False
        return self.search is None or self.search(self.kind.document(one, self.kind.searchable))

    def row(self, one: T) -> Document:
        """*one* as it is asked for."""
        row = self.kind.document(one, self.names)
        if self.expand is not None:
            name, inner = self.expand
            row[name] = _trimmed(self.kind.expandable[name](one), inner)
        return row

    def rank(self, one: T) -> str:
        """The place of *one* in the order that is asked for."""
        if self.order is None:
            return ""
        return str(self.kind.readers[self.order.name](one) or "").casefold()

    def _reading(self, one: T) -> Callable[[str], Json]:
        return lambda name: self.kind.readers[name](one)


def options_of(call: Call) -> dict[str, str]:
    """
    The query options of *call*; Graph takes them with and without the dollar sign.

    Raises:
        GraphRefusal: One that begins with a dollar sign is none.

    """
    found = {}
    for name, value in call.request.query.items():
        key = name.casefold()
        known = key if key.startswith("$") else f"${key}"
        if known in _KNOWN:
            found[known] = value
        elif name.startswith("$"):
            raise refusals.bad_request(f"'{name}' is not supported by the service.")
    return found


def is_eventual(call: Call) -> bool:
    """Whether the caller agrees to an answer that may be a little old."""
    return call.request.headers.get("consistencylevel", "").casefold() == "eventual"


def chosen[T](kind: Kind[T], text: str | None) -> frozenset[str] | None:
    """
    The properties that the `$select` *text* names; None without one.

    Raises:
        GraphRefusal: The type has no such property.

    """
    if not text:
        return None
    names = [part.strip() for part in text.split(",")]
    if "*" in names:
        return frozenset(kind.readers) - kind.guarded.keys()
    return frozenset(kind.named(name) for name in names)


def _order[T](kind: Kind[T], text: str | None, *, advanced: bool) -> Order | None:
    if not text:
        return None
    wanted, _, direction = text.strip().partition(" ")
    name = kind.named(wanted)
    if name not in kind.sortable or direction.strip().casefold() not in {"", "asc", "desc"}:
        raise refusals.unsupported(f"Sorting by '{text}' is not supported.")
    require(advanced or not kind.sortable[name], f"$orderby {name}")
    return Order(name, direction.strip().casefold() == "desc")


def _looked_at(where: Expression | None) -> set[str]:
    """The properties that a filter reads."""
    return {one.path[0] for one in leaves(where)} if where is not None else set()


def _guard[T](call: Call, kind: Kind[T], names: set[str]) -> None:
    """
    Nothing, when the caller may see what it asks for.

    Raises:
        GraphRefusal: A property takes a permission that the caller does not have.

    """
    for name in sorted(names & kind.guarded.keys()):
        if call.permissions.isdisjoint(kind.guarded[name]):
            text = "The principal does not have required Microsoft Graph permission(s): "
            wanted = " OR ".join(kind.guarded[name])
            raise refusals.GraphRefusal(
                403, "Authentication_MSGraphPermissionMissing", f"{text}{wanted} to call this API."
            )


def _top(text: str | None) -> int:
    if text is None:
        return _DEFAULT_TOP
    number = whole_number(text)
    if number is None or not 0 < number <= _LARGEST_TOP:
        raise refusals.bad_request(
            f"Invalid page size specified: '{text}'. Must be between 1 and {_LARGEST_TOP}."
        )
    return number


def _expand[T](kind: Kind[T], text: str | None) -> tuple[str, frozenset[str] | None] | None:
    """What to expand, and which properties of it: `manager($select=id,displayName)`."""
    if not text:
        return None
    wanted, _, inside = text.strip().partition("(")
    by_name = {name.casefold(): name for name in kind.expandable}
    option, _, names = inside.removesuffix(")").partition("=")
    known = not inside or (option.strip().casefold() == "$select" and inside.endswith(")"))
    if wanted.casefold() not in by_name or not known:
        raise refusals.bad_request(f"Parsing OData Select and Expand failed: '{text}'.")
    chosen_names = frozenset(name.strip() for name in names.split(",")) if inside else None
    return by_name[wanted.casefold()], chosen_names


def _trimmed(value: Json, names: frozenset[str] | None) -> Json:
    if names is None or not isinstance(value, dict):
        return value
    return {key: one for key, one in value.items() if key in names or key.startswith("@")}
