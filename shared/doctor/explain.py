"""What a pasted error text means. Pure; the text is hostile until it is made plain."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape

from shared.doctor.catalogue import catalogue
from shared.doctor.finding import Finding

LONGEST = 20_000  # characters that are looked at
_MOST = 5
_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)", re.DOTALL)
_CODE = re.compile(r"AADSTS([0-9]{4,8})(?![0-9])", re.IGNORECASE)
# How JSON and HTML write what a message says plainly.
_LINE_BREAK = re.compile(r"\\[rnt]")
_LETTER = re.compile(r"\\u([0-9a-f]{4})", re.IGNORECASE)
_APOSTROPHES = str.maketrans("\u2018\u2019\u201b\u00b4`", "'''''")


@dataclass(frozen=True, slots=True)
class Match:
    """A finding that a text speaks of; `sure` unless the text only hints at it."""

    finding: Finding
    sure: bool


def plain(text: str) -> str:
    """*text* in one line, short, without anything that moves a cursor or colours a terminal."""
    bare = _ESCAPE.sub(" ", text[:LONGEST]).translate(_APOSTROPHES)
    return " ".join("".join(map(_visible, bare)).split())


def _visible(letter: str) -> str:
    """*letter*; what has no width is nothing, for it may stand inside a word, else a space."""
    category = unicodedata.category(letter)
    if category[0] != "C":
        return letter
    return "" if category == "Cf" else " "


def _unescaped(text: str) -> str:
    """*text* as its writer meant it, where it was pasted from JSON or a page's source."""
    said = _LETTER.sub(lambda found: chr(int(found[1], 16)), text[:LONGEST])
    return unescape(_LINE_BREAK.sub(" ", said))


def explain(text: str, findings: Iterable[Finding] | None = None) -> tuple[Match, ...]:
    """What *text* may come of, the likeliest first; nothing when it is not known."""
    line = plain(_unescaped(text))
    ranked = []
    for one in catalogue() if findings is None else findings:
        told, hinted = one.told(line), one.hinted(line)
        if told or hinted:
            ranked.append((-told, -hinted, one.code, Match(one, sure=told > 0)))
    return tuple(match for *_, match in sorted(ranked, key=lambda rank: rank[:3]))[:_MOST]


def unknown_numbers(text: str, matches: Iterable[Match]) -> tuple[str, ...]:
    """The numbers of Entra's errors in *text* that none of *matches* speaks of."""
    numbers = dict.fromkeys(f"AADSTS{number}" for number in _CODE.findall(plain(text)))
    known = [match.finding for match in matches]
    return tuple(one for one in numbers if not any(finding.told(one) for finding in known))
