"""
A filter as PowerShell has it, OPATH, as the OData that native reads take. Pure.

A `*` stands at the beginning or the end of a text, nowhere else; the service knows no other.
"""

import re
from collections.abc import Iterator

from shared.exo.refusal import WrongLine

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<text>'(?:[^']|'')*'|"[^"]*")
      | (?P<operator>-(?:and|or|not|eq|ne|lt|gt|le|ge|like|notlike)\b)
      | (?P<bracket>[()])
      | (?P<word>[$]?[\w.:+-]+)
    )""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_COMPARED = {f"-{one}": one for one in ("eq", "ne", "lt", "gt", "le", "ge")}
_JOINED = {"-and": " and ", "-or": " or ", "-not": "not "}
_NAME = re.compile(r"[A-Za-z]\w*", re.ASCII)


def odata(opath: str) -> str:
    """
    The OData for *opath*.

    Raises:
        WrongLine: It is no filter, or one that no native read can hold against its entities.

    """
    tokens = list(_tokens(opath))
    made, place = "", 0
    while place < len(tokens):
        kind, token = tokens[place]
        if kind == "bracket" or token in _JOINED:
            made += _JOINED.get(token, token)
            place += 1
        else:
            made += _comparison(opath, tokens[place : place + 3])
            place += 3
    return made


def _tokens(opath: str) -> Iterator[tuple[str, str]]:
    inner = opath.strip()
    if inner.startswith("{") and inner.endswith("}"):
        inner = inner[1:-1].strip()
    place = 0
    while place < len(inner):
        found = _TOKEN.match(inner, place)
        if found is None or found.lastgroup is None:
            raise WrongLine(f"the filter cannot be read from {inner[place : place + 30]!r} on")
        token = found[found.lastgroup]
        yield found.lastgroup, token.casefold() if found.lastgroup == "operator" else token
        place = found.end()


def _comparison(opath: str, parts: list[tuple[str, str]]) -> str:
    kinds = [kind for kind, _ in parts]
    if kinds not in (["word", "operator", "text"], ["word", "operator", "word"]):
        raise WrongLine(
            f"{opath!r} is no filter; write Property -eq 'value', joined by -and and -or"
        )
    name, operator, value = (token for _, token in parts)
    if _NAME.fullmatch(name) is None:
        raise WrongLine(f"{name!r} is no name of a property")
    if operator in _COMPARED:
        return f"{name} {_COMPARED[operator]} {_literal(value)}"
    if operator in {"-like", "-notlike"}:
        return ("not " if operator == "-notlike" else "") + _like(name, value)
    raise WrongLine(f"{opath!r} is no filter: {operator} joins, and does not compare")


def _literal(value: str) -> str:
    plain = value.strip("'\"").removeprefix("$").casefold()
    if plain in {"true", "false", "null"}:
        return plain
    return value if value.isdecimal() else _quoted(_inner(value))


def _like(name: str, value: str) -> str:
    inner = _inner(value)
    begins, ends = not inner.startswith("*"), not inner.endswith("*")
    wanted = inner.strip("*")
    if "*" in wanted:
        raise WrongLine(f"-like {value}: a * stands at the beginning or the end, nowhere else")
    if begins and ends:
        return f"{name} eq {_quoted(wanted)}"
    function = "startswith" if begins else "endswith" if ends else "contains"
    return f"{function}({name},{_quoted(wanted)})"


def _inner(value: str) -> str:
    if value[:1] == "'":
        return value[1:-1].replace("''", "'")
    return value[1:-1] if value[:1] == '"' else value


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
