"""
Reading a `$filter`: `or` binds less than `and`, and that less than `not`.

Source: OData 4.01 URL conventions, as far as Graph takes them.
"""

import re
from dataclasses import dataclass, field

from local.tenant.graph.odata.expression import (
    All,
    Any,
    Compare,
    Count,
    Either,
    Expression,
    Matches,
    Not,
    Path,
    Within,
)
from local.tenant.messages import Json

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<text>'(?:[^']|'')*')
    | (?P<guid>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})
    | (?P<time>\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:\d\d))?)
    | (?P<number>-?\d+)
    | (?P<word>\$?[a-z_][\w.]*)
    | (?P<mark>[(),:/])
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_OPERATORS = frozenset({"eq", "ne", "gt", "ge", "lt", "le"})
_FUNCTIONS = frozenset({"startswith", "endswith", "contains"})
_CONSTANTS: dict[str, Json] = {"true": True, "false": False, "null": None}
_DEEPEST = 50  # parentheses inside parentheses


class BadFilter(Exception):
    """The text is no filter, or none that Graph takes."""


def read(text: str) -> Expression:
    """
    What *text* says.

    Raises:
        BadFilter: With the reason.

    """
    reader = _Reader(_tokens(text))
    found = reader.either()
    if reader.next != ("end", ""):
        raise BadFilter(f"Syntax error: unexpected '{reader.next[1]}' in '{text}'.")
    return found


def _tokens(text: str) -> list[tuple[str, str]]:
    found, place, text = [], 0, text.rstrip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            raise BadFilter(f"Syntax error at position {place} in '{text}'.")
        found.append((match.lastgroup, match[match.lastgroup]))
        place = match.end()
    return [*found, ("end", "")]


@dataclass(slots=True)
class _Reader:
    """Goes through the tokens once; each method reads what it is named for."""

    tokens: list[tuple[str, str]]
    place: int = 0
    depth: int = 0
    variables: list[str] = field(default_factory=list)

    @property
    def next(self) -> tuple[str, str]:
        return self.tokens[self.place]

    def either(self) -> Expression:
        parts = [self._all()]
        while self._word("or"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _all(self) -> Expression:
        parts = [self._negated()]
        while self._word("and"):
            parts.append(self._negated())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _negated(self) -> Expression:
        if self._word("not"):
            return Not(self._negated_once())
        return self._primary()

    def _negated_once(self) -> Expression:
        self._deeper()
        found = self._negated()
        self.depth -= 1
        return found

    def _primary(self) -> Expression:
        if self._mark("("):
            self._deeper()
            found = self.either()
            self.depth -= 1
            self._expect(")")
            return found
        word = self._take("word").casefold()
        if word in _FUNCTIONS and self._mark("("):
            path = self._path()
            self._expect(",")
            text = self._take("text")
            self._expect(")")
            return Matches(word, path, _unquoted(text))
        self.place -= 1
        return self._about(self._path())

    def _about(self, path: Path) -> Expression:
        """The rest of a clause that begins with *path*."""
        if path[-1].casefold() == "any" and self._mark("("):
            return self._any(path[:-1])
        operator = self._take("word").casefold()
        if operator == "in":
            return Within(path, self._values())
        if operator not in _OPERATORS:
            raise BadFilter(f"Syntax error: '{operator}' is no operator.")
        if path[-1].casefold() == "$count":
            return Count(path[:-1], operator, int(self._take("number")))
        return Compare(path, operator, self._value())

    def _any(self, path: Path) -> Any:
        if self._mark(")"):
            return Any(path, "", None)
        variable = self._take("word")
        self._expect(":")
        self._deeper()
        self.variables.append(variable)
        condition = self.either()
        self.variables.pop()
        self.depth -= 1
        self._expect(")")
        return Any(path, variable, condition)

    def _path(self) -> Path:
        """A path; the variable of the innermost `any` is left out of it, so `x` alone is ()."""
        names = [self._take("word")]
        while self._mark("/"):
            names.append(self._take("word"))
        if self.variables and names[0] == self.variables[-1]:
            return tuple(names[1:]) or ("",)
        return tuple(names)

    def _values(self) -> tuple[Json, ...]:
        self._expect("(")
        found = [self._value()]
        while self._mark(","):
            found.append(self._value())
        self._expect(")")
        return tuple(found)

    def _value(self) -> Json:
        kind, text = self.next
        self.place += 1
        match kind:
            case "text":
                return _unquoted(text)
            case "number":
                return int(text)
            case "guid" | "time":
                return text
            case "word" if text.casefold() in _CONSTANTS:
                return _CONSTANTS[text.casefold()]
            case _:
                raise BadFilter(f"Syntax error: a value was expected, not '{text}'.")

    def _take(self, kind: str) -> str:
        found, text = self.next
        if found != kind:
            raise BadFilter(f"Syntax error: a {kind} was expected, not '{text}'.")
        self.place += 1
        return text

    def _word(self, wanted: str) -> bool:
        return self._skip("word", wanted)

    def _mark(self, wanted: str) -> bool:
        return self._skip("mark", wanted)

    def _skip(self, kind: str, wanted: str) -> bool:
        found, text = self.next
        if found != kind or text.casefold() != wanted:
            return False
        self.place += 1
        return True

    def _expect(self, mark: str) -> None:
        if not self._mark(mark):
            raise BadFilter(f"Syntax error: '{mark}' was expected, not '{self.next[1]}'.")

    def _deeper(self) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise BadFilter("The filter is nested too deeply.")


def _unquoted(text: str) -> str:
    return text[1:-1].replace("''", "'")
