"""
Filters: OPATH (`Type -eq 'x' -and …`) of cmdlets, OData (`Type eq 'x' and …`) of native reads.

Both are the same language with other words; comparison ignores letter case, as Exchange's does.
What is not understood is refused: a filter that is not applied would give rows too many.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from local.tenant.exchange.refusals import ExchangeRefusal, bad_request
from local.tenant.exchange.values import Value

type Fits[S] = Callable[[S], bool]
type Readers[S] = Mapping[str, Callable[[S], Value]]

_TOKEN = re.compile(
    r"\s*(?:(?P<paren>[()])|(?P<text>'(?:[^']|'')*')|(?P<word>-?\$?[A-Za-z][\w.]*|\d+))"
)
_COMPARE = {"eq", "ne"}


def matcher[S](text: str, properties: Readers[S]) -> Fits[S]:
    """
    Whether a source fits the filter *text*; an empty one fits all.

    Raises:
        ExchangeRefusal: The filter is not understood.

    """
    if not text.strip():
        return lambda _: True
    parser = _Parser(_tokens(text), properties, text)
    fits = parser.either()
    if parser.rest:
        raise _not_understood(text)
    return fits


@dataclass(slots=True)
class _Parser[S]:
    """Recursive descent: `or` binds looser than `and`, `and` looser than `not`."""

    rest: list[str]
    properties: Readers[S]
    text: str

    def either(self) -> Fits[S]:
        parts = [self._both()]
        while self._take("or"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else lambda source: any(fit(source) for fit in parts)

    def _both(self) -> Fits[S]:
        parts = [self._one()]
        while self._take("and"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else lambda source: all(fit(source) for fit in parts)

    def _one(self) -> Fits[S]:
        if self._take("not"):
            inner = self._one()
            return lambda source: not inner(source)
        if self._take("("):
            inner = self.either()
            if not self._take(")"):
                raise _not_understood(self.text)
            return inner
        return self._comparison()

    def _comparison(self) -> Fits[S]:
        if len(self.rest) < 3:  # noqa: PLR2004 - property, operator, value
            raise _not_understood(self.text)
        name, operator, value = (self.rest.pop(0) for _ in range(3))
        by_name = {known.casefold(): read for known, read in self.properties.items()}
        read = by_name.get(name.casefold())
        if read is None or operator.lstrip("-").casefold() not in _COMPARE:
            raise _not_understood(self.text)
        wanted = _value(value)
        equal = operator.lstrip("-").casefold() == "eq"
        return lambda source: _holds(read(source), wanted) is equal

    def _take(self, word: str) -> bool:
        if self.rest and self.rest[0].lstrip("-").casefold() == word:
            self.rest.pop(0)
            return True
        return False


def _tokens(text: str) -> list[str]:
    tokens, place = [], 0
    while text[place:].strip():
        match = _TOKEN.match(text, place)
        if match is None:
            raise _not_understood(text)
        tokens.append(match[0].strip())
        place = match.end()
    return tokens


def _value(token: str) -> str:
    plain = token[1:-1].replace("''", "'") if token.startswith("'") else token.lstrip("$")
    return "" if plain == "null" and not token.startswith("'") else plain.casefold()


def _holds(value: Value, wanted: str) -> bool:
    """Whether *value* is *wanted*; a property of many values, whether one of them is."""
    if isinstance(value, list):
        return wanted in (one.casefold() for one in value)
    return wanted == ("" if value is None else str(value).casefold())


def _not_understood(text: str) -> ExchangeRefusal:
    return bad_request(f"The filter is not valid or not supported: {text}")
