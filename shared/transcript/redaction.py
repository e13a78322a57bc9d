"""
What of a call's parameters and answers a transcript may keep: no secret, no person's words. Pure.

A parameter's kind decides where the catalogue knows one that can hold nothing else: a number, a
time, a member of an enumeration. All others go by the words of their name, however deep in a body
they stand, and a value that looks like a secret is kept under no name.
"""

import json
import re
from collections.abc import Mapping

from shared.web.request import Json

NOT_KEPT = "(not kept)"
_LONGEST = 500  # characters; longer is a document, or somebody's letter

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_PLAIN = frozenset({"switch", "bool", "number", "limit", "time", "guid", "span", "size"})
_OPAQUE = frozenset({"secret", "bytes"})
_SECRET = re.compile(
    "pass(?:words?|phrase|code)?|pwd|pin|secrets?|(?:e|skip|delta)?tokens?|credentials?|sas|assertion"
)
_TEXT = re.compile(
    "message|subject|body|text|html|words|patterns|comments?|notes?|description|disclaimer"
    "|signature|footer|insert|response|reason|replies|query|script|introduction|content"
)
# A name that ends so says who, where or which, whatever words it has before.
_NAMES_A_THING = re.compile(
    "ids?|to|user|type|class|code|format|zone|language|connector|policy|name"
)
# Secrets and texts whose names do not say so, and the other way round.
_PRIVATE = re.compile(
    "(?:access|account|api|private|shared)keys?|connectionstring|mailtip(?:translations)?|(?:oauth|device|user|verification)code"
    "|(?:set|addx)headervalue"
)
_PUBLIC = re.compile("(?:signing)?certificatesubject")
_LOOKS_SECRET = re.compile(
    r"-----BEGIN|\beyJ[\w-]{8,}|\bBearer\s|\b(?:sig|code|client_secret|\w+_token)=",
    re.IGNORECASE,
)


def kept_parameter(name: str, value: Json, kind: str) -> Json:
    """*value* of a cmdlet's parameter *name*, which the catalogue lists as *kind*, to be kept."""
    if value is None or kind in _PLAIN or kind.startswith("="):
        return value
    return NOT_KEPT if kind in _OPAQUE else kept(name, value)


def kept(name: str, value: Json) -> Json:
    """*value* of whatever is called *name*, to be kept; in a body each member goes by its own."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if _private(name):
        return NOT_KEPT
    match value:
        case str():
            return NOT_KEPT if len(value) > _LONGEST or _LOOKS_SECRET.search(value) else value
        case Mapping():
            return {member: kept(member, one) for member, one in value.items()}
        case _:
            return [kept(name, one) for one in value]


def kept_answer(body: bytes) -> Json:
    """The answer *body*, to be kept; what is not JSON is a file or somebody's text, and is not."""
    try:
        return kept("", json.loads(body))
    except (ValueError, RecursionError):
        return NOT_KEPT


def _private(name: str) -> bool:
    words = [word.casefold() for word in _WORD.findall(name)]
    whole = "".join(words)
    if not words or _PUBLIC.fullmatch(whole):
        return False
    if _PRIVATE.fullmatch(whole) or any(map(_SECRET.fullmatch, words)):
        return True
    return any(map(_TEXT.fullmatch, words)) and not _NAMES_A_THING.fullmatch(words[-1])
