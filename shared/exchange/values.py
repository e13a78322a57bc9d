"""
Values of cmdlet parameters, and how each travels in JSON. Pure.

Facts that surprised us:
- A JSON object without the `@odata.type` tag is refused where a hashtable is wanted; one with the
  tag alone is an empty hashtable, and clears a list.
- A list replaces what is there; only a hashtable with Add and Remove changes it.
- A list of hashtables, or of byte arrays, is announced by a sibling of the parameter.
"""

import math
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from uuid import UUID

from shared.exchange.durations import Duration
from shared.exchange.sealing import Sealed
from shared.exchange.sizes import Size
from shared.web.request import Json

BYTES = "#Exchange.ByteArrayType"
_TABLE = "#Exchange.GenericHashTable"
_LARGEST = 2**63

type Scalar = (
    bool | int | float | str | bytes | Enum | UUID | datetime | timedelta | Size | Duration | Sealed
)
type Value = Scalar | Edit | Sequence[Value] | Mapping[str, Value] | None


@dataclass(frozen=True, slots=True)
class Edit:
    """
    Members to add to a list and to remove from it; the others stay.

    An edit of nothing would travel as the empty hashtable, which clears the list.
    """

    add: Sequence[str] = ()
    remove: Sequence[str] = ()

    def __post_init__(self) -> None:
        if isinstance(self.add, str) or isinstance(self.remove, str):
            raise TypeError("an edit takes lists of members, not one text")
        if not self.add and not self.remove:
            raise ValueError("an edit names members to add or to remove; an empty one clears all")


def encoded(given: Mapping[str, object]) -> dict[str, Json]:
    """
    The members of a JSON object for *given*, each list of objects with its announcement.

    Raises:
        ValueError: A value cannot be sent so that it arrives as it was meant.

    """
    sent: dict[str, Json] = {}
    for name, value in given.items():
        if kind := _kind_of_members(name, value):
            sent[f"{name}@odata.type"] = f"#Collection({kind[1:]})"
        sent[name] = encode(name, value)
    return sent


def encode(name: str, value: object) -> Json:
    """
    *value* as the parameter called *name* travels in JSON.

    Raises:
        ValueError: It cannot be sent so that it arrives as it was meant.

    """
    match value:
        case None | bool():
            return value
        case int():
            # Beyond a signed number of 64 bits a JSON number may be read rounded; a text is not.
            return value if -_LARGEST <= value < _LARGEST else str(value)
        case bytes() | Edit() | Mapping():
            return _object(name, value)
        case Sequence() if not isinstance(value, str):
            return [encode(name, member) for member in value]
        case _:
            return _plain(name, value)


def _object(name: str, value: bytes | Edit | Mapping[str, object]) -> Json:
    match value:
        case bytes():
            return {"@odata.type": BYTES, "Data": b64encode(value).decode()}
        case Edit():
            given = {"Add": list(value.add), "Remove": list(value.remove)}
            return _object(name, {key: members for key, members in given.items() if members})
        case _:
            return {"@odata.type": _TABLE, **encoded(value)}


def _plain(name: str, value: object) -> Json:
    """What is neither list nor object; an enumeration as what its member stands for."""
    match value:
        case Enum():
            return encode(name, value.value)
        case str():
            if not value.isascii() and any("\ud800" <= one <= "\udfff" for one in value):
                raise ValueError(f"{name} holds half a character, which no text may; mend it")
            return value
        case float() if math.isfinite(value):
            return value
        case float():
            raise ValueError(f"{name} is no finite number")
        case Size():
            return value.exact
        case Sealed():
            return value.text
        case UUID():
            return str(value)
        case date() | timedelta() | Duration():
            return _time(name, value)
        case _:
            raise ValueError(f"{name} is a {type(value).__name__}, which no parameter takes")


def _time(name: str, value: date | timedelta | Duration) -> str:
    if isinstance(value, timedelta):
        return str(Duration.of(value))
    if isinstance(value, Duration):
        return str(value)
    if not isinstance(value, datetime) or value.utcoffset() is None:
        raise ValueError(f"{name} is a time without a zone, so nobody knows when; give its zone")
    try:
        moment = value.astimezone(UTC).replace(tzinfo=None)
    except OverflowError as error:
        raise ValueError(f"{name} lies outside the calendar") from error
    # Seven digits, as the service itself writes; ours has six.
    return moment.isoformat(timespec="microseconds") + "0Z"


def _kind_of_members(name: str, value: object) -> str | None:
    """What a list holds that has to be announced."""
    if not isinstance(value, Sequence) or isinstance(value, str | bytes):
        return None
    kinds = {_kind(member) for member in value}
    if len(kinds) > 1:
        raise ValueError(f"{name} mixes objects, bytes and plain values in one list")
    return kinds.pop() if kinds else None


def _kind(member: object) -> str | None:
    match member:
        case bytes():
            return BYTES
        case Mapping() | Edit():
            return _TABLE
        case _:
            return None
