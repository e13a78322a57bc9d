"""
Reading a membership rule: `(user.accountEnabled -eq true) -and (user.department -eq "Sales")`.

It becomes the same kind of expression as a filter. Source: "Manage rules for dynamic membership
groups in Microsoft Entra ID", the operators on texts and truths; `-or` binds less than `-and`.
"""

import re
from dataclasses import dataclass
from functools import cache

from local.tenant.graph.odata.cursor import Cursor, Misread, tokens
from local.tenant.graph.odata.expression import (
    Compare,
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


@cache
def rule(text: str) -> Expression:
    """
    What the rule *text* says of a user.

    Raises:
        Misread: It is no rule that is understood here.

    """
    return _Reader(tokens(_TOKEN, text)).whole()


@dataclass(slots=True)
class _Reader(Cursor):
    """Each method reads what it is named for."""

    OR = "-or"
    AND = "-and"

    def one(self) -> Expression:
        if self.skip("-not"):
            return Not(self.one())
        if self.skip("("):
            found = self.either()
            self.expect(")")
            return found
        path = (self.take("property").partition(".")[2],)
        operator = self.take("operator").casefold().removeprefix("-")
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
                raise Misread(f"the operator -{operator} is not understood")

    def _values(self) -> tuple[Json, ...]:
        self.expect("[")
        found = [self._value()]
        while self.skip(","):
            found.append(self._value())
        self.expect("]")
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
                raise Misread(f"a value was expected, not '{text}'")
