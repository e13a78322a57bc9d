"""
The fields of a row as values: what is not there, or is no such value, is unknown.

A field that is absent, null where that means nothing, or of another kind raises `Unreadable`;
nothing is ever taken for false, zero or empty in its place.
"""

from datetime import datetime
from functools import lru_cache

from shared.exchange.durations import Duration
from shared.exchange.sizes import Size
from shared.web.request import Row

type Limit = Size | None  # None is Unlimited, larger than any size


class Unreadable(Exception):
    """A field that a decision needs is missing, or holds something else; the text says which."""


def text(row: Row, field: str) -> str:
    """The text in *field*; null is the empty text. Raises: Unreadable."""
    value = _value(row, field)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Unreadable(f"{field} is no text")
    return value


def texts(row: Row, field: str) -> tuple[str, ...]:
    """The list of texts in *field*. Raises: Unreadable."""
    value = _value(row, field)
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise Unreadable(f"{field} is no list of texts")
    return tuple(str(one) for one in value)


def maybe_texts(row: Row, field: str) -> tuple[str, ...]:
    """The list of texts in *field*; none where it is null. Raises: Unreadable."""
    return () if _value(row, field) is None else texts(row, field)


def flag(row: Row, field: str) -> bool:
    """The truth value in *field*. Raises: Unreadable."""
    value = _value(row, field)
    if not isinstance(value, bool):
        raise Unreadable(f"{field} is neither true nor false")
    return value


def maybe_flag(row: Row, field: str) -> bool | None:
    """The truth value in *field*; None where nobody ever set it. Raises: Unreadable."""
    return None if _value(row, field) is None else flag(row, field)


def whole(row: Row, field: str) -> int:
    """The whole number in *field*, exact at any length. Raises: Unreadable."""
    value = _value(row, field)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Unreadable(f"{field} is no whole number")
    return value


def limit(row: Row, field: str) -> Limit:
    """The quota in *field*. Raises: Unreadable."""
    value = _value(row, field)
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return Size(value)
    if not isinstance(value, str):
        raise Unreadable(f"{field} is no size")
    try:
        return _size(value)
    except ValueError as error:
        raise Unreadable(f"{field} is no size") from error


def size(row: Row, field: str) -> Size:
    """The size in *field*, which cannot be unlimited. Raises: Unreadable."""
    found = limit(row, field)
    if found is None:
        raise Unreadable(f"{field} is no size")
    return found


def length(row: Row, field: str) -> Duration | None:
    """The length of time in *field*; None is Unlimited. Raises: Unreadable."""
    try:
        return Duration.parse(text(row, field))
    except ValueError as error:
        raise Unreadable(f"{field} is no length of time") from error


def moment(row: Row, field: str) -> datetime | None:
    """The time in *field*; None where it never was. Raises: Unreadable."""
    written = text(row, field)
    if not written:
        return None
    try:
        found = datetime.fromisoformat(written)
    except ValueError as error:
        raise Unreadable(f"{field} is no time") from error
    if found.utcoffset() is None:
        raise Unreadable(f"{field} is a time without a zone")
    return found


@lru_cache(maxsize=1024)  # a tenant's mailboxes share a handful of quotas
def _size(written: str) -> Limit:
    return Size.parse(written)


def _value(row: Row, field: str) -> object:
    if field not in row:
        raise Unreadable(f"{field} is missing")
    return row[field]
