"""
Sizes as Exchange writes and reads them.

Exchange answers `"49.5 GB (53,150,220,288 bytes)"`, `"Unlimited"`, or a plain number of bytes from
the native reads; only the bytes count, the rest is rounded for reading.
"""

import re
from dataclasses import dataclass
from typing import Self

_UNITS = {"B": 1, "KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30, "TB": 1 << 40}
_EXACT = re.compile(r"\(\s*([\d,]+) bytes\s*\)")
_SHORT = re.compile(r"(\d+(?:\.\d+)?)\s*(B|KB|MB|GB|TB)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class Size:
    """A number of bytes."""

    bytes: int

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """
        The size that *text* names, or None for `Unlimited`.

        A number without a unit is bytes; a fraction is rounded down to whole bytes.

        Raises:
            ValueError: *text* is no size.

        """
        plain = text.strip()
        if plain.casefold() == "unlimited":
            return None
        if exact := _EXACT.search(plain):
            return cls(int(exact[1].replace(",", "")))
        short = _SHORT.fullmatch(plain)
        if short is None:
            raise ValueError(f"{text!r} is no size; write it like '49.5 GB' or 'Unlimited'")
        return cls(int(float(short[1]) * _UNITS[(short[2] or "B").upper()]))

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
