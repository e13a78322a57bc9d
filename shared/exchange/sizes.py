"""
Sizes as Exchange writes and reads them.

Exchange answers `"49.5 GB (53,150,220,288 bytes)"`, `"Unlimited"`, or a plain number of bytes from
the native reads; only the bytes count, the rest is rounded for reading.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

UNLIMITED = "Unlimited"
_UNITS = {"B": 1, "KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30, "TB": 1 << 40}
_UNIT = r"(?:B|KB|MB|GB|TB)"
_LONG = re.compile(
    rf"(?:[0-9.,]+\s*{_UNIT}\s*)?\(\s*([0-9][0-9,]{{0,30}}) bytes\s*\)", re.IGNORECASE
)
_SHORT = re.compile(rf"([0-9]{{1,30}}(?:\.[0-9]{{1,20}})?)\s*({_UNIT})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class Size:
    """A number of bytes, not negative."""

    bytes: int

    def __post_init__(self) -> None:
        if self.bytes < 0:
            raise ValueError(f"{self.bytes} bytes is no size; a size is not negative")

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """
        The size that *text* names, or None for `Unlimited`.

        A number without a unit is bytes; a fraction is rounded down to whole bytes.

        Raises:
            ValueError: *text* is no size.

        """
        plain = text.strip()
        if plain.casefold() == UNLIMITED.casefold():
            return None
        if exact := _LONG.fullmatch(plain):
            return cls(int(exact[1].replace(",", "")))
        short = _SHORT.fullmatch(plain)
        if short is None:
            raise ValueError(f"{text!r} is no size; write it like '49.5 GB' or 'Unlimited'")
        return cls(int(Fraction(short[1]) * _UNITS[(short[2] or "B").upper()]))

    def __str__(self) -> str:
        """The size as a person reads it: `49.5 GB`."""
        for unit, factor in reversed(_UNITS.items()):
            if self.bytes >= factor:
                return f"{round(self.bytes / factor, 2):g} {unit}"
        return "0 B"

    @property
    def exact(self) -> str:
        """The size as a cmdlet parameter, without rounding."""
        return str(self.bytes)

    @property
    def long(self) -> str:
        """The size as Exchange writes it: four significant digits, then the exact number."""
        unit, factor = next(
            (pair for pair in reversed(_UNITS.items()) if self.bytes >= pair[1]), ("B", 1)
        )
        amount = self.bytes / factor
        rounded = f"{amount:.0f}" if amount >= 1000 else f"{amount:.4g}"  # noqa: PLR2004 - four digits
        return f"{rounded} {unit} ({self.bytes:,} bytes)"
