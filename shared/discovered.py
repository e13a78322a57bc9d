"""What a room holds, found by being there: adding one is adding a file, and no list to edit."""

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


def discovered[T](room: ModuleType, kind: type[T], name: Callable[[T], str]) -> dict[str, T]:
    """
    Each *kind* that a module of the package *room* has at its top, by *name*, in order of names.

    Raises:
        ValueError: Two of them have the same name.

    """
    found: dict[str, T] = {}
    for module in iter_modules(room.__path__, f"{room.__name__}."):
        for value in vars(import_module(module.name)).values():
            if isinstance(value, kind) and found.setdefault(name(value), value) is not value:
                raise ValueError(f"two files of {room.__name__} are about {name(value)}")
    return dict(sorted(found.items()))
