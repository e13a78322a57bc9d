"""
What the annotations of the state promise: which classes there are, and whether a value fits.

New state is carried by being annotated; there is no list to keep.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Literal, TypeAliasType, Union, get_args, get_origin, get_type_hints

# What a hint means to isinstance, where that is not the class itself.
_WIDER: dict[object, tuple[type, ...]] = {float: (float, int)}


def classes_in(*hints: object) -> set[type]:
    """The dataclasses and enums that *hints* lead to, through fields and arguments."""
    found: set[type] = set()
    seen: set[object] = set()
    waiting = list(hints)
    while waiting:
        hint = waiting.pop()
        if isinstance(hint, TypeAliasType):
            hint = hint.__value__
        if isinstance(hint, list) or hint in seen:
            continue
        seen.add(hint)
        waiting += get_args(hint)
        if isinstance(hint, type) and issubclass(hint, Enum):
            found.add(hint)
        elif isinstance(hint, type) and is_dataclass(hint):
            found.add(hint)
            waiting += get_type_hints(hint).values()
    return found


def fits(value: object, hint: object) -> bool:
    """Whether *value* is what *hint* promises, all the way down to what is no dataclass."""
    if isinstance(hint, TypeAliasType):
        return fits(value, hint.__value__)
    if hint in {Any, object}:
        return True
    if hint is None:
        return value is None
    origin = get_origin(hint)
    if origin in {Union, UnionType}:
        return any(fits(value, one) for one in get_args(hint))
    if origin is Literal:
        return value in get_args(hint)
    if isinstance(origin, type):
        return isinstance(value, origin) and all(
            fits(one, wanted) for one, wanted in _parts(value, get_args(hint))
        )
    if not isinstance(hint, type):
        return False
    if isinstance(value, bool | NoneType):
        return type(value) is hint
    return isinstance(value, _WIDER.get(hint, hint))


def _parts(value: object, arguments: tuple[object, ...]) -> Iterator[tuple[object, object]]:
    """The elements of *value*, a container, each with the hint for it."""
    if not arguments:
        return
    if isinstance(value, Mapping):
        of_key, of_value = arguments[0], arguments[-1]
        for key, one in value.items():
            yield key, of_key
            yield one, of_value
    elif isinstance(value, tuple) and arguments[-1] is not Ellipsis:
        if len(value) != len(arguments):
            yield value, None  # fits nothing
        yield from zip(value, arguments, strict=False)
    elif isinstance(value, list | tuple | deque | set | frozenset):
        for one in value:
            yield one, arguments[0]
