"""
The values of a row as text for people and for spreadsheets. Pure.

What a mailbox is called is written by strangers: it may steer a terminal, turn text around, or be
a formula in a spreadsheet.
"""

import json
import re
from collections.abc import Mapping, Sequence

from shared.web.request import Json

# Controls of terminals, what turns the direction of writing, what breaks a line unseen, and half
# characters, which no terminal can be sent.
_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
_FORMULA = re.compile(r"\s*[=+\-@\t\r]")
_BEYOND_ASCII = 0xFF


def text(value: Json) -> str:
    """*value* in a cell: lists joined, objects as JSON, nothing for null; it steers nothing."""
    match value:
        case None:
            return ""
        case bool():
            return str(value)
        case Mapping():
            return harmless(json.dumps(value, ensure_ascii=False))
        case Sequence() if not isinstance(value, str):
            return "; ".join(text(one) for one in value)
        case _:
            return harmless(str(value))


def harmless(given: str) -> str:
    r"""*given* with what steers a terminal written out: an escape is `\x1b`."""
    return _STEERING.sub(lambda one: _written(one[0]), given)


def one_line(given: str) -> str:
    """*given*, harmless and on one line."""
    return " ".join(harmless(given).split())


def for_spreadsheet(cell: str) -> str:
    """*cell* with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def document(
    value: Json | Mapping[str, Json] | Sequence[Json], *, indent: int | None = None
) -> str:
    """*value* as JSON that steers no terminal either."""
    dumped = json.dumps(value, ensure_ascii=False, indent=indent)
    return _STEERING.sub(lambda one: f"\\u{ord(one[0]):04x}", dumped)


def _written(one: str) -> str:
    code = ord(one)
    return f"\\x{code:02x}" if code <= _BEYOND_ASCII else f"\\u{code:04x}"
