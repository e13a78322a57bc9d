"""
Lengths of time as Exchange writes and reads them.

Exchange answers `"90.00:00:00"`, `"06:00:00"`, `"00:00:00.3000000"` or `"Unlimited"`, never the
`P90D` of other services. Its smallest step, the tick, is a tenth of Python's microsecond.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from shared.exchange.sizes import UNLIMITED

_TICKS_A_SECOND = 10_000_000
_TICKS_A_MICROSECOND = 10
_DAY_S = 86_400
_MOST = 2**63  # ticks; .NET counts them with a signed number of 64 bits
_TEXT = re.compile(
    r"(-)?(?:([0-9]{1,8})\.)?([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])(?:\.([0-9]{1,7}))?"
)


@dataclass(frozen=True, slots=True, order=True)
class Duration:
    """A number of ticks of 100 nanoseconds; negative runs backwards."""

    ticks: int

    def __post_init__(self) -> None:
        if not -_MOST <= self.ticks < _MOST:
            raise ValueError("the time is longer than Exchange can count")

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """
        The length of time that *text* names, or None for `Unlimited`.

        Raises:
            ValueError: *text* is no length of time.

        """
        plain = text.strip()
        if plain.casefold() == UNLIMITED.casefold():
            return None
        found = _TEXT.fullmatch(plain)
        if found is None:
            raise ValueError(f"{text!r} is no length of time; write it like '14.00:00:00'")
        sign, days, hours, minutes, seconds, fraction = found.groups(default="0")
        whole = ((int(days) * 24 + int(hours)) * 60 + int(minutes)) * 60 + int(seconds)
        ticks = whole * _TICKS_A_SECOND + int(fraction.ljust(7, "0"))
        return cls(-ticks if sign == "-" else ticks)

    @classmethod
    def of(cls, length: timedelta) -> Self:
        """*length*, exactly."""
        return cls(length // timedelta(microseconds=1) * _TICKS_A_MICROSECOND)

    @property
    def timedelta(self) -> timedelta:
        """The length for Python, which drops tenths of a microsecond."""
        micro = abs(self.ticks) // _TICKS_A_MICROSECOND
        return timedelta(microseconds=-micro if self.ticks < 0 else micro)

    def __str__(self) -> str:
        """The length as Exchange writes it, and takes it as a parameter."""
        whole, fraction = divmod(abs(self.ticks), _TICKS_A_SECOND)
        days, rest = divmod(whole, _DAY_S)
        text = f"{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}"
        sign, before = "-" if self.ticks < 0 else "", f"{days}." if days else ""
        return f"{sign}{before}{text}" + (f".{fraction:07}" if fraction else "")
