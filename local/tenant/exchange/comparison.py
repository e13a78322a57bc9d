"""
How a filter compares: by the type of the property, in any letter case.

Of a property with many values one that fits is enough, and none may fit for a negation.
"""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from local.tenant.exchange.times import read_time
from local.tenant.exchange.values import Local, Value, span

_ORDERED: dict[str, Callable[[Any, Any], bool]] = {
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}
_TEXT: dict[str, Callable[[str, str], bool]] = {
    "startswith": str.startswith,
    "endswith": str.endswith,
    "contains": operator.contains,
}
_NO_LIMIT = "unlimited"  # what a size may be beside a number
OPERATORS = {"eq", "ne", *_ORDERED, *_TEXT}


class NotComparable(Exception):
    """The operator or the literal does not suit the property."""


@dataclass(frozen=True, slots=True)
class Literal:
    """What a property is compared with, as it is written; `text` is None for null."""

    text: str | None


def holds(value: Value, name: str, wanted: Literal) -> bool:
    """
    Whether *value* stands to *wanted* as the operator *name* says.

    Raises:
        NotComparable: They cannot be compared that way.

    """
    if name == "ne":
        return not holds(value, "eq", wanted)
    if isinstance(value, list):
        if wanted.text is None:
            return not value
        return any(holds(one, name, wanted) for one in value)
    if wanted.text is None or value is None:
        return name == "eq" and value in (None, "") and wanted.text in (None, "")
    if name in _TEXT:
        return _TEXT[name](_folded(value), wanted.text.casefold())
    if name == "eq":
        return _equal(value, wanted.text)
    return _ORDERED[name](*_ordered(value, wanted.text))


def _equal(value: Value, text: str) -> bool:
    match value:
        case datetime():
            return value == _moment(text)
        case Local():
            return value.at == _moment(text)
        case bool() | str():
            return _folded(value) == text.casefold()
        case int():
            return text.casefold() != _NO_LIMIT and int(value) == _number(text)
        case _:
            return _folded(value) == text.casefold()


def _ordered(value: Value, text: str) -> tuple[Any, Any]:
    """Both sides as what can be ordered."""
    match value:
        case bool():
            raise NotComparable("true and false have no order")
        case datetime():
            return value, _moment(text)
        case Local():
            return value.at, _moment(text)
        case int():
            return int(value), _number(text)
        case _:
            return _folded(value), text.casefold()


def _folded(value: Value) -> str:
    return span(value) if isinstance(value, timedelta) else str(value).casefold()


@lru_cache(maxsize=256)
def _moment(text: str) -> datetime:
    try:
        return read_time(text)
    except ValueError as error:
        raise NotComparable(f"{text} is no date") from error


@lru_cache(maxsize=256)
def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise NotComparable(f"{text} is no number") from error
