"""Going through the tokens of a text once: what filters and membership rules are read with."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from local.tenant.graph.odata.expression import All, Either, Expression

type Token = tuple[str, str]  # the name of its group in the pattern, and its text


class Misread(Exception):
    """The text does not go on as it must."""


def tokens(pattern: re.Pattern[str], text: str) -> list[Token]:
    """
    The tokens of *text*, each a named group of *pattern*, and one that ends them.

    Raises:
        Misread: Something is no token.

    """
    found, place, text = [], 0, text.rstrip()
    while place < len(text):
        match = pattern.match(text, place)
        if match is None or match.lastgroup is None:
            raise Misread(f"Syntax error at position {place} in '{text}'.")
        found.append((match.lastgroup, match[match.lastgroup]))
        place = match.end()
    return [*found, ("end", "")]


@dataclass(slots=True)
class Cursor(ABC):
    """
    A place among tokens. Those who read a language give its words for `or` and `and`.

    `or` binds less than `and`.
    """

    OR: ClassVar[str]
    AND: ClassVar[str]

    tokens: list[Token]
    place: int = 0

    @property
    def next(self) -> Token:
        return self.tokens[self.place]

    @abstractmethod
    def one(self) -> Expression:
        """What `or` and `and` join. Raises: Misread."""

    def whole(self) -> Expression:
        """The expression that all tokens make. Raises: Misread."""
        found = self.either()
        if self.next[0] != "end":
            raise Misread(f"Syntax error: unexpected '{self.next[1]}'.")
        return found

    def either(self) -> Expression:
        parts = self._joined(self._all, self.OR)
        return parts[0] if len(parts) == 1 else Either(parts)

    def take(self, kind: str) -> str:
        """The text of the next token, which is a *kind*. Raises: Misread."""
        found, text = self.next
        if found != kind:
            raise Misread(f"Syntax error: a {kind} was expected, not '{text}'.")
        self.place += 1
        return text

    def skip(self, wanted: str) -> bool:
        """Whether the next token was the word or mark *wanted*; it is behind us then."""
        kind, text = self.next
        if kind == "text" or text.casefold() != wanted:
            return False
        self.place += 1
        return True

    def expect(self, wanted: str) -> None:
        """The word or mark *wanted* is behind us. Raises: Misread."""
        if not self.skip(wanted):
            raise Misread(f"Syntax error: '{wanted}' was expected, not '{self.next[1]}'.")

    def _all(self) -> Expression:
        parts = self._joined(self.one, self.AND)
        return parts[0] if len(parts) == 1 else All(parts)

    def _joined(self, part: Callable[[], Expression], word: str) -> tuple[Expression, ...]:
        parts = [part()]
        while self.skip(word):
            parts.append(part())
        return tuple(parts)
