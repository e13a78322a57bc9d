"""
The kinds of values that InvokeCommand gives, told from the value and the annotations beside it.

    s  text        b  truth        i  whole number    n  one beyond 64 bits    u  UInt16
    g  GUID        d  moment       z  size            t  span of time          [s]  texts
A question mark behind allows null.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}(Z|[+-]\d\d:\d\d)")
_GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SIZE = re.compile(r"Unlimited|[\d.]+ (B|KB|MB|GB|TB) \([\d,]+ bytes\)")
_SPAN = re.compile(r"Unlimited|-?(\d+\.)?\d\d:\d\d:\d\d(\.\d{7})?")
_WHOLE = {"System.Int16", "System.Int32", "System.Int64"}
_MOST = 1 << 63


def told(row: Mapping[str, Any], name: str, kind: str) -> bool:
    """Whether the value *name* of *row* is of *kind*, and annotated as such."""
    if kind.endswith("?"):
        return row[name] is None or told(row, name, kind.removesuffix("?"))
    data, odata = row.get(f"{name}@data.type"), row.get(f"{name}@odata.type")
    return _KINDS[kind](row[name], data, odata)


def _text(pattern: re.Pattern[str] | None = None) -> Callable[[Any, Any, Any], bool]:
    def fits(value: Any, data: Any, odata: Any) -> bool:
        plain = isinstance(value, str) and data is odata is None
        return plain and (pattern is None or pattern.fullmatch(value) is not None)

    return fits


def _guid(value: Any, data: Any, odata: Any) -> bool:
    fits = isinstance(value, str) and _GUID.fullmatch(value) is not None
    return fits and (data, odata) == ("System.Guid", "#Guid")


def _moment(value: Any, data: Any, _odata: Any) -> bool:
    fits = isinstance(value, str) and _MOMENT.fullmatch(value) is not None
    return fits and data == "System.DateTime"


def _texts(value: Any, _data: Any, odata: Any) -> bool:
    fits = isinstance(value, list) and all(isinstance(one, str) for one in value)
    return fits and odata == "#Collection(String)"


_KINDS: Mapping[str, Callable[[Any, Any, Any], bool]] = {
    "s": _text(),
    "z": _text(_SIZE),
    "t": _text(_SPAN),
    "g": _guid,
    "d": _moment,
    "[s]": _texts,
    "b": lambda value, data, odata: isinstance(value, bool) and data is odata is None,
    "i": lambda value, data, _: type(value) is int and data in _WHOLE,
    "u": lambda value, data, odata: (
        (type(value), data, odata) == (int, "System.UInt16", "#Decimal")
    ),
    "n": lambda value, data, odata: (
        type(value) is int and value >= _MOST and odata in {None, "#Decimal"}
    ),
}
