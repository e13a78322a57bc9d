"""
Faults by rule: which requests are hit, decided by a count or by seeded chance.

A rule matches when everything it names matches: `path` (regular expression), `cmdlet`
(regular expression on the whole name), `identity` (the object, letter case aside), `method`.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Any

from local.tenant.messages import Json


class BadRule(Exception):
    """The rule says something that is not understood."""


class Kind(StrEnum):
    """What happens to a request that is hit."""

    THROTTLE = "throttle"
    STATUS = "status"
    TIMEOUT = "timeout"
    RESET = "reset"
    SLOW = "slow"
    MALFORMED = "malformed"
    EXPIRE_TOKEN = "expire-token"  # noqa: S105 - a kind of fault
    LOST_RESPONSE = "lost-response"
    REDIRECT = "redirect"
    LAG = "lag"


@dataclass(frozen=True, slots=True)
class Facts:
    """What rules look at, and what the journal keeps."""

    method: str
    path: str
    cmdlet: str | None
    identity: str | None
    parameters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One fault; `seconds` is the wait of slow, timeout and lag, `retry_after` that of throttle."""

    kind: Kind
    path: re.Pattern[str] | None = None
    cmdlet: re.Pattern[str] | None = None
    identity: str | None = None
    method: str | None = None
    probability: float = 1.0
    count: int | None = None
    seconds: float = 0.0
    retry_after: float | None = None
    status: int = 503
    body: str | None = None
    location: str | None = None

    @classmethod
    def parse(cls, given: Mapping[str, Json]) -> "Rule":
        """
        The rule that *given* describes.

        Raises:
            BadRule: An unknown member or kind, or a value of the wrong sort.

        """
        unknown = sorted(given.keys() - _MEMBERS.keys())
        if unknown:
            raise BadRule(f"unknown member {unknown[0]!r}; known are {', '.join(sorted(_MEMBERS))}")
        values: dict[str, Any] = {}
        for name, value in given.items():
            target, convert = _MEMBERS[name]
            try:
                values[target] = None if value is None else convert(value)
            except (ValueError, TypeError, re.error) as error:
                raise BadRule(f"{name}: {value!r} does not fit ({error})") from error
        if "kind" not in values:
            raise BadRule(f"a rule needs a kind: {', '.join(Kind)}")
        return cls(**values)

    def matches(self, facts: Facts) -> bool:
        if self.method and self.method.upper() != facts.method:
            return False
        if self.path and not self.path.search(facts.path):
            return False
        if self.cmdlet and not (facts.cmdlet and self.cmdlet.fullmatch(facts.cmdlet)):
            return False
        wanted = self.identity
        return wanted is None or wanted.casefold() == (facts.identity or "").casefold()


def _pattern(value: Json) -> re.Pattern[str]:
    return re.compile(str(value), re.IGNORECASE)


def _number(value: Json) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise TypeError("a number is wanted")
    return float(value)


def _whole(value: Json) -> int:
    return int(_number(value))


_MEMBERS: dict[str, tuple[str, Callable[[Any], object]]] = {
    "kind": ("kind", Kind),
    "path": ("path", _pattern),
    "cmdlet": ("cmdlet", _pattern),
    "identity": ("identity", str),
    "method": ("method", str),
    "probability": ("probability", _number),
    "count": ("count", _whole),
    "seconds": ("seconds", _number),
    "retryAfter": ("retry_after", _number),
    "status": ("status", _whole),
    "body": ("body", str),
    "location": ("location", str),
}


class Faults:
    """The rules in force, in order."""

    def __init__(self, seed: int) -> None:
        self._chance = Random(seed)  # noqa: S311 - reproducible on purpose
        self._rules: list[Rule] = []
        self._left: dict[int, int] = {}
        self.expired: set[str] = set()
        self.hits: Counter[str] = Counter()

    def add(self, rules: list[Rule]) -> None:
        for rule in rules:
            if rule.count is not None:
                self._left[len(self._rules)] = rule.count
            self._rules.append(rule)

    def clear(self) -> None:
        """No rule is in force; tokens that were expired stay so."""
        self._rules.clear()
        self._left.clear()

    def take(self, facts: Facts) -> list[Rule]:
        """The rules that hit this request now; counts go down."""
        taken = []
        for number, rule in enumerate(self._rules):
            if self._left.get(number) == 0 or not rule.matches(facts):
                continue
            if rule.probability < 1 and self._chance.random() >= rule.probability:
                continue
            if number in self._left:
                self._left[number] -= 1
            self.hits[rule.kind] += 1
            taken.append(rule)
        return taken
