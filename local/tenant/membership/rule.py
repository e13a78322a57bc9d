"""
Reading a membership rule: `(user.accountEnabled -eq true) -and (user.department -eq "Sales")`.

It becomes the same kind of expression as a filter. Source: "Manage rules for dynamic membership
groups in Microsoft Entra ID", the operators on texts and truths; `-or` binds less than `-and`.
"""

import re
from dataclasses import dataclass
from functools import cache

from local.tenant.graph.odata.expression import (
    All,
    Compare,
    Either,
    Expression,
    Matches,
    Not,
    Within,
)
from local.tenant.messages import Json

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<text>"[^"]*"|'[^']*')
    | (?P<property>user\.\w+)
    | (?P<operator>-\w+)
    | (?P<constant>true|false|null)
    | (?P<mark>[()\[\],])
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_CONSTANTS: dict[str, Json] = {"true": True, "false": False, "null": None}


class BadRule(Exception):
    """The text is no rule that is understood here."""


@cache
def rule(text: str) -> Expression:
    """
    What the rule *text* says of a user.

    Raises:
        BadRule: With the place that is not understood.

    """
    reader = _Reader(_tokens(text))
    found = reader.either()
    if reader.next[0] != "end":
        raise BadRule(f"'{reader.next[1]}' was not expected in: {text}")
    return found


def _tokens(text: str) -> list[tuple[str, str]]:
    found, place, text = [], 0, text.rstrip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            raise BadRule(f"position {place} is not understood in: {text}")
        found.append((match.lastgroup, match[match.lastgroup]))
        place = match.end()
    return [*found, ("end", "")]


@dataclass(slots=True)
class _Reader:
    tokens: list[tuple[str, str]]
    place: int = 0

    @property
    def next(self) -> tuple[str, str]:
        return self.tokens[self.place]

    def either(self) -> Expression:
        parts = [self._all()]
        while self._skip("-or"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def _all(self) -> Expression:
        parts = [self._one()]
        while self._skip("-and"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _one(self) -> Expression:
        if self._skip("-not"):
            return Not(self._one())
        if self._skip("("):
            found = self.either()
            self._expect(")")
            return found
        path = (self._take("property").partition(".")[2],)
        operator = self._take("operator").casefold().removeprefix("-")
        negated = operator.startswith("not")
        found = self._clause(path, operator.removeprefix("not"))
        return Not(found) if negated else found

    def _clause(self, path: tuple[str, ...], operator: str) -> Expression:
        match operator:
            case "eq" | "ne":
                return Compare(path, operator, self._value())
            case "startswith" | "contains":
                return Matches(operator, path, str(self._value()))
            case "in":
                return Within(path, self._values())
            case _:
                raise BadRule(f"the operator -{operator} is not understood")

    def _values(self) -> tuple[Json, ...]:
        self._expect("[")
        found = [self._value()]
        while self._skip(","):
            found.append(self._value())
        self._expect("]")
        return tuple(found)

    def _value(self) -> Json:
        kind, text = self.next
        self.place += 1
        match kind:
            case "text":
                return text[1:-1]
            case "constant":
                return _CONSTANTS[text.casefold()]
            case _:
                raise BadRule(f"a value was expected, not '{text}'")

    def _take(self, kind: str) -> str:
        found, text = self.next
        if found != kind:
            raise BadRule(f"a {kind} was expected, not '{text}'")
        self.place += 1
        return text

    def _skip(self, wanted: str) -> bool:
        if self.next[1].casefold() != wanted:
            return False
        self.place += 1
        return True

    def _expect(self, mark: str) -> None:
        if not self._skip(mark):
            raise BadRule(f"'{mark}' was expected, not '{self.next[1]}'")
