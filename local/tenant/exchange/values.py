"""
Values as Exchange Online keeps them; `wire` says how each is written.

Integers are Int32 unless wrapped; a `datetime` is a point in time in UTC.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

_UNITS = ((1 << 40, "TB"), (1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "KB"))


class Guid(str):
    """A GUID: a string on the wire, with its own annotation."""

    __slots__ = ()


class Bytes(int):
    """A size: `49.5 GB (53,150,220,288 bytes)` to cmdlets, a whole number to native reads."""

    __slots__ = ()


class Long(int):
    """An Int64."""

    __slots__ = ()


class Huge(int):
    """A UInt64: a bare number on the wire, and often more than a signed one of 64 bits holds."""

    __slots__ = ()


class Short(int):
    """An Int16, which is annotated twice."""

    __slots__ = ()


class Small(int):
    """A UInt16, which is annotated twice."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Local:
    """A point in time that the service writes with its own offset, which is that of UTC."""

    at: datetime


type Value = bool | int | str | datetime | Local | timedelta | list[str] | None
type Row = dict[str, Value]


@lru_cache(maxsize=4096)
def sized(count: int) -> str:
    """*count* bytes as Exchange writes them: four significant digits, then the exact number."""
    for factor, unit in _UNITS:
        if count >= factor:
            return f"{count / factor:.4g} {unit} ({count:,} bytes)"
    return f"{count} B ({count:,} bytes)"


@lru_cache(maxsize=256)
def span(length: timedelta) -> str:
    """*length* as .NET writes it: `14.00:00:00`, `06:00:00`."""
    hours, rest = divmod(length.seconds, 3600)
    clock = f"{hours:02}:{rest // 60:02}:{rest % 60:02}"
    if length.microseconds:
        clock += f".{length.microseconds:06}0"
    return f"{length.days}.{clock}" if length.days else clock


@lru_cache(maxsize=4096)
def moment(time: datetime) -> str:
    """*time* with seven digits of a second: `2025-02-03T08:15:30.0000000Z`."""
    return f"{time:%Y-%m-%dT%H:%M:%S}.{time.microsecond:06}0Z"


def local_moment(time: Local) -> str:
    """*time* as a local date: `2026-06-14T17:23:32.0000000+00:00`."""
    return moment(time.at).removesuffix("Z") + "+00:00"
