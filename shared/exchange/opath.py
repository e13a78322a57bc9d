"""
A filter as admins write it (OPATH), as the native reads take it (OData). Pure.

Source: "Filters in the Exchange Online PowerShell module": `-and -or -not`, `-eq -ne -lt -le -gt
-ge -like -notlike`, and a wildcard only at the beginning or the end of a text.
"""

import re
from collections.abc import Iterator

_TOKEN = re.compile(
    r"""\s*(?:(?P<text>'(?:[^']|'')*'|"[^"]*")|(?P<sign>[()])|(?P<word>[^\s()'"]+))""",
)
_PROPERTY = re.compile(r"[A-Za-z]\w*", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]{1,18}")
_COMPARES = {f"-{one}": one for one in ("eq", "ne", "lt", "le", "gt", "ge")}
_MEANS = {"$true": "true", "$false": "false", "$null": "null"}
_DEEPEST = 30
_HELP = "write it like \"Department -eq 'Sales'\""

type Token = tuple[str, str]  # its kind, and what it says


def odata_of(text: str) -> str:
    """
    The OData filter that means what the OPATH filter *text* does, in braces or not.

    Raises:
        ValueError: *text* is no filter; the sentence says where it stops being one.

    """
    plain = text.strip()
    if plain.startswith("{") and plain.endswith("}"):
        plain = plain[1:-1]
    reader = _Reader(list(_tokens(plain)))
    found = reader.either(0)
    if reader.next is not None:
        raise ValueError(f"the filter cannot be read from {reader.next[1]!r} on; {_HELP}")
    return found


def _tokens(text: str) -> Iterator[Token]:
    at = 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            raise ValueError(f"the filter has a quote that is never closed; {_HELP}")
        at = match.end()
        kind = str(match.lastgroup)
        yield kind, _unquoted(match[kind]) if kind == "text" else match[kind]


def _unquoted(text: str) -> str:
    return text[1:-1].replace("''", "'") if text.startswith("'") else text[1:-1]


class _Reader:
    """The tokens of a filter, read from the left."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def next(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def either(self, depth: int) -> str:
        if depth > _DEEPEST:
            raise ValueError("the filter is nested too deep")
        parts = [self._all(depth)]
        while self._took("-or"):
            parts.append(self._all(depth))
        return parts[0] if len(parts) == 1 else " or ".join(f"({one})" for one in parts)

    def _all(self, depth: int) -> str:
        parts = [self._one(depth)]
        while self._took("-and"):
            parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else " and ".join(f"({one})" for one in parts)

    def _one(self, depth: int) -> str:
        if self._took("-not"):
            return f"not ({self._one(depth + 1)})" if depth < _DEEPEST else self.either(depth + 1)
        if not self._took("("):
            return self._comparison()
        inner = self.either(depth + 1)
        if not self._took(")"):
            raise ValueError(f"the filter has a bracket that is never closed; {_HELP}")
        return inner

    def _comparison(self) -> str:
        name, compares = self._word("a property"), self._word("an operator").casefold()
        if _PROPERTY.fullmatch(name) is None:
            raise ValueError(f"{name!r} is no name of a property; {_HELP}")
        kind, value = self._take("a value")
        if compares in _COMPARES:
            return f"{name} {_COMPARES[compares]} {_literal(kind, value)}"
        if compares in {"-like", "-notlike"}:
            like = _like(name, value)
            return like if compares == "-like" else f"not ({like})"
        known = ", ".join((*_COMPARES, "-like", "-notlike"))
        raise ValueError(f"{compares!r} does not compare; use one of {known}")

    def _word(self, what: str) -> str:
        kind, said = self._take(what)
        if kind != "word":
            raise ValueError(f"the filter has {said!r} where {what} belongs; {_HELP}")
        return said

    def _take(self, what: str) -> Token:
        token = self.next
        if token is None:
            raise ValueError(f"the filter ends where {what} belongs; {_HELP}")
        self._at += 1
        return token

    def _took(self, wanted: str) -> bool:
        token = self.next
        if token is None or token[0] == "text" or token[1].casefold() != wanted:
            return False
        self._at += 1
        return True


def _literal(kind: str, value: str) -> str:
    if kind == "word" and value.casefold() in _MEANS:
        return _MEANS[value.casefold()]
    if kind == "word" and _NUMBER.fullmatch(value):
        return value
    return _quoted(value)


def _like(name: str, value: str) -> str:
    inner = value.strip("*")
    if "*" in inner:
        raise ValueError(f"{value!r} has a wildcard inside; one may stand at either end only")
    starts, ends = value.endswith("*"), value.startswith("*")
    match starts, ends:
        case _ if not inner:
            return f"{name} ne null"
        case True, True:
            return f"contains({name},{_quoted(inner)})"
        case True, False:
            return f"startswith({name},{_quoted(inner)})"
        case False, True:
            return f"endswith({name},{_quoted(inner)})"
        case _:
            return f"{name} eq {_quoted(inner)}"


def _quoted(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
