"""What may be asked of the objects of one type: which properties, filters, orders, expansions."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from local.tenant.graph import refusals
from local.tenant.messages import Document, Json

ODATA_TYPE = "@odata.type"


@dataclass(frozen=True, slots=True)
class Kind[T]:
    """
    A type of objects.

    `default` is what comes without `$select` (all if None). Of `sortable`, those that are True
    take an advanced query. `guarded` properties take one of the permissions named, to be asked
    for or filtered by. `flags` are the properties that are true or false. `directory` says
    whether the type lives in the directory, which alone knows advanced queries.
    """

    name: str
    readers: Mapping[str, Callable[[T], Json]]
    default: frozenset[str] | None = None
    filterable: frozenset[str] = frozenset()
    advanced: frozenset[str] = frozenset()
    sortable: Mapping[str, bool] = field(default_factory=dict)
    searchable: frozenset[str] = frozenset()
    guarded: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    flags: frozenset[str] = frozenset()
    expandable: Mapping[str, Callable[[T], Json]] = field(default_factory=dict)
    directory: bool = True

    def named(self, wanted: str) -> str:
        """
        The property *wanted*, spelled as the type spells it.

        Raises:
            GraphRefusal: The type has no such property.

        """
        for name in self.readers:
            if name.casefold() == wanted.casefold():
                return name
        text = f"Could not find a property named '{wanted}' on type 'microsoft.graph.{self.name}'."
        raise refusals.bad_request(text)

    def document(self, one: T, names: frozenset[str] | None = None) -> Document:
        """*one* as Graph writes it, with the properties in *names*, or the default ones."""
        wanted = self.default if names is None else names
        return {
            name: read(one)
            for name, read in self.readers.items()
            if wanted is None or name in wanted or name == ODATA_TYPE
        }


class MixedKind(Kind[Document]):
    """Objects of several types in one list; each has the properties of its own type only."""

    __slots__ = ()

    def document(self, one: Document, names: frozenset[str] | None = None) -> Document:
        """*one* with those of *names* that it has, and with its type."""
        if names is None:
            return one
        return {name: one[name] for name in one if name in names or name == ODATA_TYPE}


def referenced[T](kind: Kind[T]) -> Kind[T]:
    """
    *kind* where its objects are met through a relation.

    Each says of which type it is, and a filter takes an advanced query.
    """
    said = f"#microsoft.graph.{kind.name}"
    readers: dict[str, Callable[[T], Json]] = {ODATA_TYPE: lambda _: said, **kind.readers}
    return replace(kind, readers=readers, advanced=kind.filterable)


def documents(names: Iterable[str]) -> dict[str, Callable[[Document], Json]]:
    """Readers for objects that are documents already."""
    return {name: partial(_member, name) for name in names}


def _member(name: str, document: Document) -> Json:
    return document.get(name)
