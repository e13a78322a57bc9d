"""
One fault: which requests it is about, how often they are hit, and what happens to them.

A rule matches when everything it names matches: `path` (regular expression), `cmdlet`
(regular expression on the whole name), `identity` (the object, letter case aside), `method`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
from typing import Any

from local.tenant.messages import Document, Json

_STATUSES = range(200, 600)
_NAME = re.compile(r"[A-Za-z][A-Za-z._]*")


class BadRule(Exception):
    """The rule says something that is not understood."""


class Kind(StrEnum):
    """What happens to a request that is hit."""

    THROTTLE = "throttle"
    STATUS = "status"
    TIMEOUT = "timeout"
    RESET = "reset"
    CUT = "cut"
    SLOW = "slow"
    MALFORMED = "malformed"
    EMPTY = "empty"
    NUL = "nul"
    ERRORS = "errors"
    WARNINGS = "warnings"
    EXPIRE_TOKEN = "expire-token"  # noqa: S105 - a kind of fault
    CLAIMS_CHALLENGE = "claims-challenge"
    LOST_RESPONSE = "lost-response"
    REDIRECT = "redirect"
    LAG = "lag"


class Form(StrEnum):
    """How a throttled caller is told: Exchange's plain text, or JSON."""

    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Facts:
    """What rules look at, and what the journal keeps."""

    method: str
    path: str
    cmdlet: str | None
    identity: str | None
    parameters: tuple[str, ...]

    @property
    def key(self) -> str:
        """What makes two requests the same one, repeated: never when they came."""
        said = (self.method, self.path, self.cmdlet or "", self.identity or "")
        return "\n".join((*said, *sorted(self.parameters))).casefold()


@dataclass(frozen=True, slots=True)
class Rule:
    """
    One fault.

    `count` is how many requests are hit in all, `times` how often each same request is;
    `seconds` is the wait of slow, timeout and lag, or what a throttle's text tells.
    """

    kind: Kind
    said: Mapping[str, Json]
    path: re.Pattern[str] | None = None
    cmdlet: re.Pattern[str] | None = None
    identity: str | None = None
    method: str | None = None
    probability: float = 1.0
    count: int | None = None
    times: int | None = None
    seconds: float = 0.0
    retry_after: float | None = None
    form: Form | None = None
    status: int | None = None
    exception: str | None = None
    body: str | None = None
    location: str | None = None

    @classmethod
    def parse(cls, given: Mapping[str, Json]) -> "Rule":
        """
        The rule that *given* describes.

        Raises:
            BadRule: An unknown member or kind, a value of the wrong sort, a member that says
                nothing to this kind, or one that it needs and lacks.

        """
        known = _ANYWHERE | _MEANS
        values: dict[str, Any] = {}
        for name, value in given.items():
            if name not in known:
                raise BadRule(f"unknown member {name!r}; known are {', '.join(sorted(known))}")
            target, convert = known[name]
            try:
                if value is not None:
                    values[target] = convert(value)
            except (ValueError, TypeError, re.error) as error:
                raise BadRule(f"{name}: {value!r} does not fit ({error})") from error
        if "kind" not in values:
            raise BadRule(f"a rule needs a kind: {', '.join(Kind)}")
        idle = given.keys() - _ANYWHERE.keys() - _SAYS[values["kind"]]
        if idle:
            raise BadRule(f"{min(idle)} says nothing to a rule of kind {values['kind']}")
        if values["kind"] in _WAITS and "seconds" not in values:
            raise BadRule(f"a rule of kind {values['kind']} needs seconds")
        return cls(said=dict(given), **values)

    def matches(self, facts: Facts) -> bool:
        if self.method and self.method != facts.method:
            return False
        if self.kind in _OF_EXCHANGE and not facts.path.casefold().startswith("/adminapi"):
            return False
        if self.path and not self.path.search(facts.path):
            return False
        if self.cmdlet and not (facts.cmdlet and self.cmdlet.fullmatch(facts.cmdlet)):
            return False
        wanted = self.identity
        return wanted is None or wanted.casefold() == (facts.identity or "").casefold()

    def shown(self, hits: int, remaining: int | None) -> Document:
        """The rule as it was given, and what became of it."""
        return {**self.said, "hits": hits, "remaining": remaining}


def _pattern(value: Json) -> re.Pattern[str]:
    return re.compile(_text(value), re.IGNORECASE)


def _text(value: Json) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is wanted")
    return value


def _number(value: Json) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError("a number is wanted")
    if not isfinite(value) or value < 0:
        raise ValueError("a number from zero up is wanted")
    return float(value)


def _whole(value: Json) -> int:
    if not _number(value).is_integer():
        raise TypeError("a whole number is wanted")
    return int(_number(value))


def _share(value: Json) -> float:
    if _number(value) > 1:
        raise ValueError("from 0, never, to 1, always")
    return _number(value)


def _status(value: Json) -> int:
    if _whole(value) not in _STATUSES:
        raise ValueError("from 200 to 599")
    return _whole(value)


def _exception(value: Json) -> str:
    if not _NAME.fullmatch(_text(value)):
        raise ValueError("a name, such as DCOverloadedException")
    return _text(value)


def _method(value: Json) -> str:
    return _text(value).upper()


# By the name of a member: the field it sets, and what its value has to be.
_ANYWHERE: dict[str, tuple[str, Callable[[Any], object]]] = {
    "kind": ("kind", Kind),
    "path": ("path", _pattern),
    "cmdlet": ("cmdlet", _pattern),
    "identity": ("identity", _text),
    "method": ("method", _method),
    "probability": ("probability", _share),
    "count": ("count", _whole),
    "times": ("times", _whole),
}
_MEANS: dict[str, tuple[str, Callable[[Any], object]]] = {
    "seconds": ("seconds", _number),
    "retryAfter": ("retry_after", _number),
    "form": ("form", Form),
    "status": ("status", _status),
    "exception": ("exception", _exception),
    "body": ("body", _text),
    "location": ("location", _text),
}
_WAITS = {Kind.SLOW, Kind.LAG}  # without a time these would do nothing, in silence
_OF_EXCHANGE = {Kind.ERRORS, Kind.WARNINGS}
_SAYS: dict[Kind, set[str]] = {
    Kind.THROTTLE: {"retryAfter", "form", "seconds"},
    Kind.STATUS: {"status", "retryAfter", "body", "exception"},
    Kind.TIMEOUT: {"seconds"},
    Kind.RESET: set(),
    Kind.CUT: set(),
    Kind.SLOW: {"seconds"},
    Kind.MALFORMED: {"body"},
    Kind.EMPTY: {"status"},
    Kind.NUL: {"status"},
    Kind.ERRORS: {"body"},
    Kind.WARNINGS: {"body"},
    Kind.EXPIRE_TOKEN: set(),
    Kind.CLAIMS_CHALLENGE: set(),
    Kind.LOST_RESPONSE: set(),
    Kind.REDIRECT: {"location"},
    Kind.LAG: {"seconds"},
}
