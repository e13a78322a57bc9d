"""
JSON as a service really sends it, read at the speed of C. Pure.

Facts that surprised us:
- A byte-order mark may stand before it.
- Half a surrogate pair may stand in a text: a name was cut in the middle of an emoji. Such a text
  cannot be written as UTF-8 again, so the half becomes U+FFFD, as everywhere in Unicode.
- Numbers beyond 2^63 occur, and are kept exact.
"""

import re
from codecs import BOM_UTF8

from pydantic_core import from_json

from shared.web.request import Json

_PAIR = rb"\\u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}"
_HALF = rb"\\u[dD][89a-fA-F][\da-fA-F]{2}"
# From the left, so that an escaped backslash before a `u` is passed over whole.
_ESCAPE = re.compile(rb"(" + _PAIR + rb")|" + _HALF + rb"|(\\.)", re.DOTALL)


def json_of(body: bytes) -> Json:
    """
    The JSON value that *body* holds.

    Raises:
        ValueError: It holds none: nothing at all, half of one, HTML, NUL bytes, no UTF-8, a
            number that is none, or nesting that no honest answer has.

    """
    text = body.removeprefix(BOM_UTF8)
    try:
        value: Json = from_json(text, allow_inf_nan=False)
    except ValueError:
        if b"\\u" not in text:
            raise
        value = from_json(_ESCAPE.sub(_whole, text), allow_inf_nan=False)
    return value


def _whole(found: re.Match[bytes]) -> bytes:
    return found[0] if found[1] or found[2] else rb"\ufffd"
