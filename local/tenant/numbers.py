"""Whole numbers as callers write them; one that no integer of the service holds is none."""

_MOST_DIGITS = 18  # what fits into 64 bits, whatever the digits are


def whole_number(text: str) -> int | None:
    """The number that *text* writes in plain digits; None when it writes none."""
    if not (text.isascii() and text.isdecimal()) or len(text) > _MOST_DIGITS:
        return None
    return int(text)
