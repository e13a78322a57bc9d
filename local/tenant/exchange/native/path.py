"""
The path of a native read, taken apart: `Mailbox('key')/Exchange.Function(name='value')`.

Source: OData 4.01, URL conventions: a quote inside a text is doubled, an enumeration value is
written with its type before it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

_SEGMENT = re.compile(r"([\w.]+)(?:\((.*)\))?", re.DOTALL)
_KEY = re.compile(r"'((?:[^']|'')*)'", re.DOTALL)
_ARGUMENT = re.compile(
    r"\s*(\w+)\s*=\s*(\[[^\]]*\]|@\w+|[\w.]*'(?:[^']|'')*'|[\w.-]+)\s*(?:,|$)", re.DOTALL
)


class NoSuchPath(Exception):
    """The path is not written as a path can be."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment; names, its own and those of its arguments, are in lower case."""

    name: str
    key: str | None = None
    arguments: Mapping[str, str] = field(default_factory=dict)

    @property
    def pattern(self) -> str:
        """What a route is looked up by: the name, and whether there is a key."""
        return self.name if self.key is None else f"{self.name}(key)"


def parsed(segments: Sequence[str]) -> list[Segment]:
    """
    *segments*, decoded ones, as what they name.

    Raises:
        NoSuchPath: One is not written as a segment can be.

    """
    return [_parsed(one) for one in segments]


def _parsed(text: str) -> Segment:
    match = _SEGMENT.fullmatch(text)
    if match is None:
        raise NoSuchPath(text)
    name, inside = match[1].casefold(), match[2]
    if not inside:
        return Segment(name)
    if key := _KEY.fullmatch(inside):
        return Segment(name, key[1].replace("''", "'"))
    return Segment(name, None, _arguments(inside))


def _arguments(text: str) -> dict[str, str]:
    found, place = {}, 0
    while place < len(text):
        match = _ARGUMENT.match(text, place)
        if match is None:
            raise NoSuchPath(text)
        found[match[1].casefold()] = match[2]
        place = match.end()
    return found


def text_of(literal: str) -> str:
    """What a literal says: `'a'`, `Exchange.ElcFolderType'Inbox'` and `guid'…'` without quotes."""
    _, quote, rest = literal.partition("'")
    return rest[:-1].replace("''", "'") if quote else literal
