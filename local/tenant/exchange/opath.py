"""
Filters: OPATH (`Type -eq 'x' -and …`) of cmdlets, OData (`Type eq 'x' and …`) of native reads.

The two are parsed alike and do not take each other's words. What is not understood is refused: a
filter that is not applied would give rows too many.
Source: "Filters in the Exchange Online PowerShell module", which translates the one to the other.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import Enum

from local.tenant.exchange.comparison import OPERATORS, Literal, NotComparable, holds
from local.tenant.exchange.refusals import ExchangeRefusal, bad_request
from local.tenant.exchange.values import Value

type Fits[S] = Callable[[S], bool]
type Readers[S] = Mapping[str, Callable[[S], Value]]

_GUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_TOKEN = re.compile(
    rf"""\s*(?:[(),]|'(?:[^']|'')*'|"[^"]*"|{_GUID}|-?\d[\w.:+-]*|-?\$?[A-Za-z][\w.]*)"""
)
_FUNCTIONS = ("startswith", "endswith", "contains")
_WILD = {"like": True, "notlike": False}
_NULLS = {"null", "$null"}
_DEEPEST = 50  # parentheses inside parentheses


class Dialect(Enum):
    """Whose words a filter uses; the value is what stands before an operator."""

    OPATH = "-"
    ODATA = ""


def matcher[S](
    text: str,
    properties: Readers[S],
    dialect: Dialect = Dialect.OPATH,
    barred: Collection[str] = (),
) -> Fits[S]:
    """
    Whether a source fits the filter *text*; an empty one fits all.

    *barred* are properties, in lower case, that there are and that cannot be filtered by.

    Raises:
        ExchangeRefusal: The filter is not understood, or compares what cannot be compared.

    """
    if not text.strip():
        return lambda _: True
    parser = _Parser(_tokens(text), properties, text, dialect, barred)
    fits = parser.either()
    if parser.rest:
        raise _not_understood(text)

    def checked(source: S) -> bool:
        try:
            return fits(source)
        except NotComparable as error:
            raise bad_request(f"The filter is not valid: {error}. {text}") from error

    return checked


@dataclass(slots=True)
class _Parser[S]:
    """Recursive descent: `or` binds looser than `and`, `and` looser than `not`."""

    rest: list[str]
    properties: Readers[S]
    text: str
    dialect: Dialect
    barred: Collection[str]
    depth: int = 0

    def either(self) -> Fits[S]:
        parts = [self._both()]
        while self._take(self.dialect.value + "or"):
            parts.append(self._both())
        return parts[0] if len(parts) == 1 else lambda source: any(fit(source) for fit in parts)

    def _both(self) -> Fits[S]:
        parts = [self._one()]
        while self._take(self.dialect.value + "and"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else lambda source: all(fit(source) for fit in parts)

    def _one(self) -> Fits[S]:
        if self._take(self.dialect.value + "not"):
            inner = self._deeper(self._one)
            return lambda source: not inner(source)
        if self._take("("):
            inner = self._deeper(self.either)
            self._wanted(")")
            return inner
        if self.dialect is Dialect.ODATA and self.rest[:1] and self.rest[0].lower() in _FUNCTIONS:
            return self._function()
        return self._comparison()

    def _deeper(self, part: Callable[[], Fits[S]]) -> Fits[S]:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _not_understood(self.text)
        fits = part()
        self.depth -= 1
        return fits

    def _function(self) -> Fits[S]:
        """`startswith(Alias,'a')`, which may go on `eq true`."""
        name = self._next().lower()
        self._wanted("(")
        read = self._property()
        self._wanted(",")
        wanted = _literal(self._next())
        self._wanted(")")
        same = True
        if self._take("eq"):
            said = self._next().lower()
            if said not in {"true", "false"}:
                raise _not_understood(self.text)
            same = said == "true"
        return lambda source: holds(read(source), name, wanted) is same

    def _comparison(self) -> Fits[S]:
        read = self._property()
        operator = self._next().lower()
        prefix = self.dialect.value
        if not operator.startswith(prefix):
            raise _not_understood(self.text)
        operator, wanted = operator.removeprefix(prefix), _literal(self._next())
        if self.dialect is Dialect.OPATH and operator in _WILD:
            return self._wild(read, wanted, same=_WILD[operator])
        if operator not in OPERATORS or operator in _FUNCTIONS:
            raise _not_understood(self.text)
        return lambda source: holds(read(source), operator, wanted)

    def _wild(self, read: Callable[[S], Value], wanted: Literal, *, same: bool) -> Fits[S]:
        """`-like`: a wildcard may stand at the start, at the end, or at both."""
        pattern = wanted.text or ""
        bare = Literal(pattern.strip("*"))
        if "*" in (bare.text or ""):
            raise _not_understood(self.text)
        start, end = pattern.startswith("*"), pattern.endswith("*")
        operator = {
            (False, False): "eq",
            (False, True): "startswith",
            (True, False): "endswith",
            (True, True): "contains",
        }[start, end]
        return lambda source: holds(read(source), operator, bare) is same

    def _property(self) -> Callable[[S], Value]:
        name = self._next().casefold()
        read = next(
            (one for known, one in self.properties.items() if known.casefold() == name), None
        )
        if read is None or name in self.barred:
            raise _not_understood(self.text)
        return read

    def _next(self) -> str:
        if not self.rest:
            raise _not_understood(self.text)
        return self.rest.pop(0)

    def _take(self, word: str) -> bool:
        if self.rest and self.rest[0].casefold() == word:
            self.rest.pop(0)
            return True
        return False

    def _wanted(self, word: str) -> None:
        if not self._take(word):
            raise _not_understood(self.text)


def _tokens(text: str) -> list[str]:
    tokens, place = [], 0
    while text[place:].strip():
        match = _TOKEN.match(text, place)
        if match is None:
            raise _not_understood(text)
        tokens.append(match[0].strip())
        place = match.end()
    return tokens


def _literal(token: str) -> Literal:
    if token.startswith("'"):
        return Literal(token[1:-1].replace("''", "'"))
    if token.startswith('"'):
        return Literal(token[1:-1])
    if token.casefold() in _NULLS:
        return Literal(None)
    return Literal(token.lstrip("$"))


def _not_understood(text: str) -> ExchangeRefusal:
    return bad_request(f"The filter is not valid or not supported: {text}")
