"""
A few people whose names break what was only tried with plain ones.

They are ordinary employees otherwise, and their places carry no plant.
"""

from dataclasses import dataclass

LONGEST_ALIAS = 64


@dataclass(frozen=True, slots=True)
class Special:
    """The names of one; `mailbox_stem` begins the alias where `stem` begins only the UPN."""

    given: str
    family: str
    stem: str
    mailbox_stem: str | None = None


_LONG = "wolfeschlegelsteinhausenbergerdorff"
QUOTE, OTHER_ADDRESS, UNICODE, LONG_ALIAS = 31, 32, 35, 36
SPECIALS = {
    QUOTE: Special("Siobhan", "O'Neil", "siobhan.o'neil"),
    OTHER_ADDRESS: Special("Priya", "Raman-Cole", "priya.raman", "priya.raman-cole"),
    UNICODE: Special("Zoë", "Łukasiewicz 李", "zoe.lukasiewicz"),
    LONG_ALIAS: Special("Hubert", _LONG.title(), f"hubert.blaine.{_LONG}.senior"),
}
BY_DISPLAY_NAME = {f"{one.given} {one.family}".casefold(): index for index, one in SPECIALS.items()}


def stem_of(index: int, stem: str) -> str:
    """*stem*, drawn out so that with the number behind it the longest alias there is comes out."""
    if index != LONG_ALIAS:
        return stem
    return stem.ljust(LONGEST_ALIAS - len(str(index)), "x")
