"""A mailbox row as it was read: what is not there, or is no such value, is unknown."""

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


def flag(row: Row, field: str) -> bool:
    """The truth value in *field*. Raises: Unreadable."""
    value = _value(row, field)
    if not isinstance(value, bool):
        raise Unreadable(f"{field} is neither true nor false")
    return value


def limit(row: Row, field: str) -> Limit:
    """The quota in *field*. Raises: Unreadable."""
    value = _value(row, field)
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return Size(value)
    if not isinstance(value, str):
        raise Unreadable(f"{field} is no size")
    try:
        return Size.parse(value)
    except ValueError as error:
        raise Unreadable(f"{field} is no size") from error


def size(row: Row, field: str) -> Size:
    """The size in *field*, which cannot be unlimited. Raises: Unreadable."""
    found = limit(row, field)
    if found is None:
        raise Unreadable(f"{field} is no size")
    return found


def name(row: Row) -> str:
    """What a person calls the mailbox, as far as the row tells."""
    for field in ("UserPrincipalName", "PrimarySmtpAddress", "Guid", "Name"):
        value = row.get(field)
        if isinstance(value, str) and value:
            return value
    return "(a mailbox without a name)"


def _value(row: Row, field: str) -> object:
    if field not in row:
        raise Unreadable(f"{field} is missing")
    return row[field]
