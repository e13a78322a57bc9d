"""All controls, found by being there: every module of `shared.audit.controls` is looked through."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from shared.audit import controls
from shared.audit.model import Control, Read


@cache
def catalogue() -> tuple[Control, ...]:
    """
    Every control, by id.

    Raises:
        ValueError: Two controls have the same id.

    """
    found: dict[str, Control] = {}
    for module in iter_modules(controls.__path__, f"{controls.__name__}."):
        for value in vars(import_module(module.name)).values():
            if isinstance(value, Control) and found.setdefault(value.id, value) is not value:
                raise ValueError(f"two controls are called {value.id}")
    return tuple(found[name] for name in sorted(found))


def reads_of(chosen: tuple[Control, ...]) -> dict[str, Read]:
    """What *chosen* read and consult, each key once, wide enough for all of them."""
    wanted: dict[str, Read] = {}
    for control in chosen:
        for read in (*control.reads, *control.consults):
            wanted[read.key] = wanted[read.key].joined(read) if read.key in wanted else read
    return wanted
