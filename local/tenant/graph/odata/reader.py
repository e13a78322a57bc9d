"""
Reading a `$filter`: `or` binds less than `and`, and that less than `not`.

Source: OData 4.01 URL conventions, as far as Graph takes them.
"""

import re
from dataclasses import dataclass, field

from local.tenant.graph.odata.cursor import Cursor, Misread, tokens
from local.tenant.graph.odata.expression import (
    Any,
    Compare,
    Count,
    Expression,
    Matches,
    Not,
    Path,
    Within,
)
from local.tenant.messages import Json
from local.tenant.numbers import whole_number

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


def read(text: str) -> Expression:
    """
    What *text* says.

    Raises:
        Misread: It is no filter, or none that Graph takes.

    """
    return _Reader(tokens(_TOKEN, text)).whole()


@dataclass(slots=True)
class _Reader(Cursor):
    """Each method reads what it is named for."""

    OR = "or"
    AND = "and"

    depth: int = 0
    variables: list[str] = field(default_factory=list)

    def one(self) -> Expression:
        if self.skip("not"):
            return Not(self._negated_once())
        return self._primary()

    def _negated_once(self) -> Expression:
        self._deeper()
        found = self.one()
        self.depth -= 1
        return found

    def _primary(self) -> Expression:
        if self.skip("("):
            self._deeper()
            found = self.either()
            self.depth -= 1
            self.expect(")")
            return found
        word = self.take("word").casefold()
        if word in _FUNCTIONS and self.skip("("):
            path = self._path()
            self.expect(",")
            text = self.take("text")
            self.expect(")")
            return Matches(word, path, _unquoted(text))
        self.place -= 1
        return self._about(self._path())

    def _about(self, path: Path) -> Expression:
        """The rest of a clause that begins with *path*."""
        if path[-1].casefold() == "any" and self.skip("("):
            return self._any(path[:-1])
        operator = self.take("word").casefold()
        if operator == "in":
            return Within(path, self._values())
        if operator not in _OPERATORS:
            raise Misread(f"Syntax error: '{operator}' is no operator.")
        if path[-1].casefold() == "$count":
            return Count(path[:-1], operator, _number(self.take("number")))
        return Compare(path, operator, self._value())

    def _any(self, path: Path) -> Any:
        if self.skip(")"):
            return Any(path, "", None)
        variable = self.take("word")
        self.expect(":")
        self._deeper()
        self.variables.append(variable)
        condition = self.either()
        self.variables.pop()
        self.depth -= 1
        self.expect(")")
        return Any(path, variable, condition)

    def _path(self) -> Path:
        """A path; the variable of the innermost `any` is left out of it, so `x` alone is ()."""
        names = [self.take("word")]
        while self.skip("/"):
            names.append(self.take("word"))
        if self.variables and names[0] == self.variables[-1]:
            return tuple(names[1:]) or ("",)
        return tuple(names)

    def _values(self) -> tuple[Json, ...]:
        self.expect("(")
        found = [self._value()]
        while self.skip(","):
            found.append(self._value())
        self.expect(")")
        return tuple(found)

    def _value(self) -> Json:
        kind, text = self.next
        self.place += 1
        match kind:
            case "text":
                return _unquoted(text)
            case "number":
                return _number(text)
            case "guid" | "time":
                return text
            case "word" if text.casefold() in _CONSTANTS:
                return _CONSTANTS[text.casefold()]
            case _:
                raise Misread(f"Syntax error: a value was expected, not '{text}'.")

    def _deeper(self) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise Misread("The filter is nested too deeply.")


def _number(text: str) -> int:
    found = whole_number(text.removeprefix("-"))
    if found is None:
        raise Misread(f"Syntax error: '{text[:20]}…' is no number of 64 bits.")
    return -found if text.startswith("-") else found


def _unquoted(text: str) -> str:
    return text[1:-1].replace("''", "'")
