"""
How values travel: cmdlets annotate types beside the value, native reads do not.

Source: captures of InvokeCommand answers, 2024 to 2026.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from local.tenant.exchange.values import Bytes, Guid, Row, Small, moment, sized, span
from local.tenant.messages import Document, Json


def annotated(row: Row) -> Document:
    """*row* as InvokeCommand writes it, each annotation before its value."""
    written: Document = {}
    for name, value in row.items():
        match value:
            case Guid():
                written[f"{name}@data.type"] = "System.Guid"
                written[f"{name}@odata.type"] = "#Guid"
                written[name] = value
            case bool() | str() | None:
                written[name] = value
            case list():
                written[f"{name}@odata.type"] = "#Collection(String)"
                written[name] = list(value)
            case Bytes():
                written[name] = sized(value)
            case Small():
                written[f"{name}@data.type"] = "System.UInt16"
                written[f"{name}@odata.type"] = "#Decimal"
                written[name] = int(value)
            case int():
                written[f"{name}@data.type"] = "System.Int32"
                written[name] = value
            case datetime():
                written[f"{name}@data.type"] = "System.DateTime"
                written[name] = moment(value)
            case timedelta():
                written[name] = span(value)
    return written


def plain(row: Row, *, whole_bytes: bool = False) -> Document:
    """*row* as a native read writes it; statistics give sizes as whole bytes."""
    return {name: _plain(value, whole_bytes) for name, value in row.items()}


def _plain(value: object, whole_bytes: bool) -> Json:  # noqa: FBT001 - one caller, above
    match value:
        case Bytes():
            return int(value) if whole_bytes else sized(value)
        case bool() | int() | str() | None:
            return value
        case list():
            return list(value)
        case datetime():
            return moment(value)
        case timedelta():
            return span(value)
        case _:
            raise TypeError(f"{type(value).__name__} does not travel")


def selected(row: Row, names: frozenset[str] | None) -> Row:
    """The properties of *row* that *names*, in lower case, asks for; all when it is None."""
    if names is None:
        return row
    return {name: value for name, value in row.items() if name.casefold() in names}


def selection(query: Mapping[str, str]) -> frozenset[str] | None:
    """The names in `$select`, in lower case; None without one."""
    text = query.get("$select")
    if not text:
        return None
    return frozenset(part.strip().casefold() for part in text.split(",") if part.strip())
