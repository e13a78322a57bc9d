"""
How values travel: cmdlets annotate types beside the value, native reads do not.

Source: captures of InvokeCommand answers, 2024 to 2026.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from types import NoneType
from typing import Any

from local.tenant.exchange.values import (
    Bytes,
    Guid,
    Huge,
    Local,
    Long,
    Row,
    Short,
    Small,
    local_moment,
    moment,
    sized,
    span,
)
from local.tenant.messages import Document, Json


@dataclass(frozen=True, slots=True)
class _Form:
    """How values of one type travel: the two annotations, where there are any, and the value."""

    data_type: str | None
    odata_type: str | None
    write: Callable[[Any], Json]


# Looked up by exact type: a page has a hundred thousand values.
_BARE = {bool, str, NoneType}
_FORMS = {
    Guid: _Form("System.Guid", "#Guid", str),
    list: _Form(None, "#Collection(String)", list),
    Bytes: _Form(None, None, sized),
    Small: _Form("System.UInt16", "#Decimal", int),
    int: _Form("System.Int32", None, int),
    Long: _Form("System.Int64", None, int),
    Huge: _Form(None, None, int),
    Short: _Form("System.Int16", "#Int16", int),
    datetime: _Form("System.DateTime", None, moment),
    Local: _Form("System.DateTime", None, local_moment),
    timedelta: _Form(None, None, span),
}


def annotated(row: Row) -> Document:
    """*row* as InvokeCommand writes it, each annotation before its value."""
    written: dict[str, Any] = {}
    for name, value in row.items():
        kind = type(value)
        if kind in _BARE:
            written[name] = value
            continue
        form = _FORMS[kind]
        if form.data_type:
            written[name + "@data.type"] = form.data_type
        if form.odata_type:
            written[name + "@odata.type"] = form.odata_type
        written[name] = form.write(value)
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
        case Local():
            return local_moment(value)
        case timedelta():
            return span(value)
        case _:
            raise TypeError(f"{type(value).__name__} does not travel")


def selected(row: Row, names: frozenset[str] | None) -> Row:
    """The properties of *row* that *names*, in lower case, asks for; all when it is None."""
    if names is None:
        return row
    kept = spelled(tuple(row), names)
    return row if len(kept) == len(row) else {name: row[name] for name in kept}


# Once for all rows of a page: they have the same properties.
@lru_cache(maxsize=512)
def spelled(known: tuple[str, ...], names: frozenset[str]) -> tuple[str, ...]:
    """Those of *known* that *names*, in lower case, asks for."""
    return tuple(name for name in known if name.casefold() in names)


def option(query: Mapping[str, str], name: str) -> str:
    """The value of the option *name*, in any letter case; empty when it was not given."""
    return next((value for key, value in query.items() if key.casefold() == name), "")


def selection(query: Mapping[str, str]) -> frozenset[str] | None:
    """The names in `$select`, in lower case; None without one, and for the `*` that means all."""
    parts = (part.strip().casefold() for part in option(query, "$select").split(","))
    names = frozenset(part for part in parts if part)
    return None if not names or "*" in names else names
