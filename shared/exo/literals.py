"""
PowerShell's notation for values: quotes, lists and hashtables. Pure.

Facts that surprised us:
- Text that is pasted from a page has the quotes and dashes of its typesetter; PowerShell takes
  them for its own, and so must this.
- A quote within a word (O'Brien) opens nothing; only one at the beginning of a value does.
"""

import re
from collections.abc import Iterator, Mapping

from shared.exo.refusal import WrongLine

# So has the space that a page puts where no line may break.
_STRAIGHT = str.maketrans("\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u00a0", "''''\"\"\" ")
_BEFORE_A_VALUE = " \t\r\n=,;:{("
_CLOSES = {"(": ")", "{": "}"}
_TABLE = re.compile(r"@\{(.*)\}", re.DOTALL)
_KEY = re.compile(r"\s*([A-Za-z]\w*|'[^']*'|\"[^\"]*\")\s*=(.*)", re.DOTALL | re.ASCII)
_VARIABLE = re.compile(r"\$(?!(?:true|false|null)\b)(?:\w|\(|\{)", re.ASCII | re.IGNORECASE)
_ESCAPED = re.compile(r'`(.)|""', re.DOTALL)
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}


def words(line: str) -> list[str]:
    """
    The words of *line*, each still in its quotes.

    Raises:
        WrongLine: A quote is not closed, or the line is more than one command.

    """
    straight = line.translate(_STRAIGHT)
    if len(list(_cut(straight, "|;"))) > 1:
        raise WrongLine(
            "One cmdlet is run at a time, and there is no pipeline here: leave out what comes "
            "after | or ;. Choose properties with --select A,B, write a file with "
            "`--output csv > file.csv`, and run a cmdlet for many with @file.csv."
        )
    return [word for word in _cut(straight, " \t\r\n") if word]


def members(text: str) -> list[str]:
    """
    The members of the list *text*, without their quotes; one is a list of one.

    Raises:
        WrongLine: A quote is not closed, or a member is a variable of PowerShell.

    """
    inner = text.strip().removeprefix("@(").removesuffix(")") if text.startswith("@(") else text
    return [bare(one) for one in _cut(inner, ",") if one.strip()]


def table(text: str) -> Mapping[str, list[str]] | None:
    """
    The hashtable that *text* is, each value a list; None when it is none.

    Raises:
        WrongLine: It begins as one and is none, or a member has no name.

    """
    if not text.startswith("@"):
        return None
    found = _TABLE.fullmatch(text.strip())
    if found is None:
        _explain(text)
        return None
    parts = [part for part in _cut(found[1], ";\n") if part.strip()]
    return dict(_member(part) for part in parts)


def bare(text: str) -> str:
    """*text* without the quotes around it. Raises: WrongLine."""
    plain = text.strip()
    if len(plain) > 1 and plain[0] == plain[-1] == "'":
        return plain[1:-1].replace("''", "'")
    if len(plain) > 1 and plain[0] == plain[-1] == '"':
        return _double(plain[1:-1])
    return plain


def _double(inner: str) -> str:
    if _VARIABLE.search(inner):
        raise WrongLine(
            f'"{inner}" has a variable of PowerShell, and there are none here: write its value, '
            "or put the text in single quotes."
        )
    return _ESCAPED.sub(lambda one: _CONTROLS.get(one[1], one[1]) if one[1] else '"', inner)


def _member(part: str) -> tuple[str, list[str]]:
    found = _KEY.fullmatch(part)
    if found is None:
        raise WrongLine(f'{part.strip()} is no Name=value; write @{{Add="a","b";Remove="c"}}.')
    return bare(found[1]), members(found[2])


def _explain(text: str) -> None:
    """A hashtable that the shell has taken apart is told as that."""
    if text.startswith("@{") or re.match(r"@(?:add|remove)=", text, re.IGNORECASE):
        raise WrongLine(
            f"{text} is a hashtable that the shell has taken apart. Put it in single quotes: "
            '\'@{Add="a","b";Remove="c"}\'.'
        )


def _cut(text: str, ends: str) -> Iterator[str]:
    """The parts of *text* between *ends* that stand outside quotes and brackets."""
    quote, open_ones, start = "", "", 0
    for place, one in enumerate(text):
        before = text[place - 1] if place > start else " "
        if quote:
            escaped = quote == '"' and before == "`"
            quote = "" if one == quote and not escaped else quote
        elif one in "'\"" and (before in _BEFORE_A_VALUE or before == one):
            quote = one
        elif one in _CLOSES and (before in _BEFORE_A_VALUE or before == "@" or open_ones):
            open_ones += _CLOSES[one]
        elif open_ones.endswith(one) and open_ones:
            open_ones = open_ones[:-1]
        elif not open_ones and one in ends:
            yield text[start:place]
            start = place + 1
    if quote or open_ones:
        raise WrongLine(
            f"{text[start:].strip()} has a {quote or open_ones[-1]} too few. If the shell has "
            "taken the line apart, put the value in single quotes."
        )
    yield text[start:]
