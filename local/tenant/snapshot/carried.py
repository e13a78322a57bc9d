"""
Which parts of a world a snapshot carries: all that its annotations call state.

A class that is wired to the world, to its clock say, carries what its `saved` returns and takes it
back by `restore`. What follows from the recipe, and how the world behaves (faults, limits,
latency, what was asked of it), stays behind.
"""

import inspect
from collections.abc import Collection, Iterator
from dataclasses import is_dataclass
from functools import cache
from operator import attrgetter
from typing import Protocol, get_args, get_type_hints, runtime_checkable

from local.tenant.exchange import values
from local.tenant.snapshot.codec import Codec
from local.tenant.snapshot.hints import classes_in
from local.tenant.tenant import Tenant
from local.tenant.world import World

_FROM_THE_RECIPE = {"tenant_id", "names", "key", "clock"}
_NO_STATE = {"recipe", "clock", "lag", "signer", "tenants", "faults", "limits", "journal"} | {
    "dns",
    "latency_ms",
}


@runtime_checkable
class Carrier[S](Protocol):
    """State that is wired to the world."""

    def saved(self) -> S:
        """What is to be carried."""

    def restore(self, saved: S) -> None:
        """The state is what `saved` once returned."""


def parts_of(owner: World | Tenant) -> dict[str, object]:
    """What is carried of *owner*: dotted paths of attributes, each with the hint for its value."""
    return _of_tenants() if isinstance(owner, Tenant) else _of_worlds()


@cache
def codec() -> Codec:
    """The codec for everything that is carried."""
    hints = [*_of_tenants().values(), *_of_worlds().values()]
    return Codec(classes_in(*hints) | set(_kinds_of_values()))


def read(owner: World | Tenant, path: str) -> object:
    """What is carried of *path* in *owner*."""
    value = attrgetter(path)(owner)
    return value.saved() if isinstance(value, Carrier) else value


def write(owner: World | Tenant, path: str, saved: object) -> None:
    """*path* in *owner* is as it was carried."""
    value = attrgetter(path)(owner)
    if isinstance(value, Carrier):
        value.restore(saved)
    else:
        above, _, name = path.rpartition(".")
        setattr(attrgetter(above)(owner) if above else owner, name, saved)


@cache
def _of_tenants() -> dict[str, object]:
    return dict(_parts(Tenant, _FROM_THE_RECIPE))


@cache
def _of_worlds() -> dict[str, object]:
    return dict(_parts(World, _NO_STATE))


def _parts(owner: type, stays: Collection[str] = ()) -> Iterator[tuple[str, object]]:
    """The parts of a dataclass; one that holds carriers is gone through, not carried whole."""
    for name, hint in get_type_hints(owner).items():
        if name in stays:
            continue
        if is_dataclass(hint) and isinstance(hint, type) and _holds_carriers(hint):
            yield from ((f"{name}.{path}", found) for path, found in _parts(hint))
        else:
            yield name, _carried(hint)


def _holds_carriers(owner: type) -> bool:
    return any(
        hasattr(hint, "saved")
        or (is_dataclass(hint) and isinstance(hint, type) and _holds_carriers(hint))
        for hint in get_type_hints(owner).values()
    )


def _carried(hint: object) -> object:
    """What a field of *hint* carries: itself, or what a carrier saves."""
    saved = getattr(hint, "saved", None)
    if saved is None:
        return hint
    carries = get_type_hints(saved)["return"]
    return carries[get_args(hint)] if getattr(carries, "__parameters__", ()) else carries


def _kinds_of_values() -> Iterator[type]:
    """The kinds of text and number that rows of settings hold; no annotation names them."""
    for _, one in inspect.getmembers(values, inspect.isclass):
        if one.__module__ == values.__name__ and issubclass(one, str | int):
            yield one
