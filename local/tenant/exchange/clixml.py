"""
Rows as serialised PowerShell objects, for callers that ask for `X-ResponseFormat: clixml`.

Source: [MS-PSRP], section 2.2.5, serialisation of primitive types, lists and objects.
"""

import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from types import NoneType
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from local.tenant.exchange.values import (
    Bytes,
    Guid,
    Huge,
    Local,
    Long,
    Row,
    Short,
    Small,
    Value,
    local_moment,
    moment,
    sized,
    span,
)

_NAMESPACE = "http://schemas.microsoft.com/powershell/2004/04"
_OBJECT = ("Deserialized.System.Management.Automation.PSCustomObject", "System.Object")
_LIST = ("System.Collections.ArrayList", "System.Object")
# What XML cannot carry, and what would read as such an escape; both are written `_x000A_`.
_SPECIAL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def clixml(row: Row) -> str:
    """*row* as one serialised object."""
    root = Element("Objs", {"Version": "1.1.0.1", "xmlns": _NAMESPACE})
    body = SubElement(_typed(root, 0, _OBJECT), "MS")
    for number, (name, value) in enumerate(row.items(), 1):
        _write(body, number, name, value)
    return tostring(root, encoding="unicode")


def _write(parent: Element, number: int, name: str, value: Value) -> None:
    if isinstance(value, list):
        holder = _typed(parent, number, _LIST)
        holder.set("N", _escaped(name))
        members = SubElement(holder, "LST")
        for one in value:
            SubElement(members, "S").text = _escaped(one)
        return
    tag, text = _primitive(value)
    element = SubElement(parent, tag, {"N": _escaped(name)})
    element.text = text


def _typed(parent: Element, number: int, names: Iterable[str]) -> Element:
    """An object below *parent*; its reference is unique within the document."""
    element = SubElement(parent, "Obj", {"RefId": str(number)})
    types = SubElement(element, "TN", {"RefId": str(number)})
    for name in names:
        SubElement(types, "T").text = name
    return element


def _primitive(value: Value) -> tuple[str, str | None]:
    """The tag of *value* and its text."""
    tag, write = _FORMS[type(value)]
    return tag, write(value)


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


_FORMS: dict[type, tuple[str, Callable[[Any], str | None]]] = {
    NoneType: ("Nil", lambda _: None),
    bool: ("B", lambda value: "true" if value else "false"),
    Guid: ("G", str),
    str: ("S", _escaped),
    Bytes: ("S", sized),
    Short: ("I16", lambda value: str(int(value))),
    Small: ("U16", lambda value: str(int(value))),
    int: ("I32", str),
    Long: ("I64", lambda value: str(int(value))),
    Huge: ("U64", lambda value: str(int(value))),
    datetime: ("DT", moment),
    Local: ("DT", local_moment),
    timedelta: ("S", span),
}
