"""
The shape of a JSON value: which members it has and of what kind, never what they say.

Shapes of many values merge into one that fits them all, so that a list of a thousand mailboxes has
the shape of a mailbox. Nothing of a tenant's data survives in a shape but names that Microsoft
gave: a member whose name is the tenant's own is called `(own name)`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self

from shared.web.request import Json

_LARGEST_INT64 = 2**63 - 1
_OWN_NAME = "(own name)"
_PROPERTY = re.compile(r"[A-Za-z_][\w.\-/ ()\[\]]{0,79}")
_ANNOTATION = re.compile(
    r"[\w.()\[\]]{0,80}@(odata|data|adminapi|microsoft\.graph)\.[\w.]+|@removed"
)
_GUID_LIKE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-", re.IGNORECASE)
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("empty text", re.compile(r"")),
    ("guid", re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)),
    ("date with 7 digits, UTC", re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z")),
    ("date with 7 digits, offset", re.compile(r"\d{4}-\d\d-\d\dT[\d:]{8}\.\d{7}[+-]\d\d:\d\d")),
    ("date", re.compile(r"\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d)?)?")),
    ("size", re.compile(r"[\d.]+ [KMGT]?B \([\d,]+ bytes\)")),
    ("time span", re.compile(r"-?(\d+\.)?\d\d:\d\d:\d\d(\.\d{7})?")),
    ("Unlimited", re.compile(r"Unlimited")),
    ("address on the web", re.compile(r"https?://\S+")),
)


@dataclass(frozen=True, slots=True)
class Shape:
    """
    The kinds a value had, the shape of each member of its objects, that of its lists' entries.

    `always` are the members that none of the objects lacked.
    """

    kinds: frozenset[str] = frozenset()
    members: Mapping[str, "Shape"] = field(default_factory=dict)
    always: frozenset[str] = frozenset()
    entries: "Shape | None" = None

    def merged(self, other: "Shape") -> "Shape":
        """The shape that fits what fits either."""
        both = {
            name: _either(self.members.get(name), other.members.get(name))
            for name in sorted({*self.members, *other.members})
        }
        if "object" in self.kinds and "object" in other.kinds:
            always = self.always & other.always
        else:
            always = self.always | other.always
        entries = None
        if self.entries or other.entries:
            entries = _either(self.entries, other.entries)
        return Shape(self.kinds | other.kinds, both, always, entries)

    def document(self) -> dict[str, Json]:
        """The shape as JSON; `of_document` reads it back."""
        written: dict[str, Json] = {"kinds": sorted(self.kinds)}
        if self.members:
            written["members"] = {name: one.document() for name, one in self.members.items()}
            written["notAlways"] = sorted(self.members.keys() - self.always)
        if self.entries is not None:
            written["entries"] = self.entries.document()
        return written

    @classmethod
    def of_document(cls, document: Mapping[str, Json]) -> Self:
        """The shape that `document` wrote."""
        kinds, members = document["kinds"], document.get("members", {})
        rare, entries = document.get("notAlways", []), document.get("entries")
        if not isinstance(kinds, list) or not isinstance(members, dict):
            raise TypeError("not a shape")
        found = {
            name: cls.of_document(one) for name, one in members.items() if isinstance(one, dict)
        }
        missing = {str(name) for name in rare} if isinstance(rare, list) else set()
        return cls(
            frozenset(str(kind) for kind in kinds),
            found,
            frozenset(found.keys() - missing),
            cls.of_document(entries) if isinstance(entries, dict) else None,
        )


def shape_of(value: Json) -> Shape:
    """The shape of *value*."""
    if isinstance(value, Mapping):
        members: dict[str, Shape] = {}
        for name, one in value.items():
            safe = name_of(name)
            members[safe] = _either(members.get(safe), shape_of(one))
        return Shape(frozenset({"object"}), members, frozenset(members))
    if isinstance(value, list | tuple):
        entries = _merged(shape_of(one) for one in value)
        return Shape(frozenset({"list"}), entries=entries)
    return Shape(frozenset({kind_of(value)}))


def kind_of(value: Json) -> str:
    """What sort of scalar *value* is; text by its form."""
    match value:
        case None:
            return "null"
        case bool():
            return "bool"
        case int():
            return "integer" if abs(value) <= _LARGEST_INT64 else "integer beyond 64 bits"
        case float():
            return "number"
        case str():
            return next((name for name, form in _FORMS if form.fullmatch(value)), "text")
        case _:
            raise TypeError(f"{type(value).__name__} is no scalar of JSON")


def name_of(member: str) -> str:
    """*member*, unless its name may be the tenant's own: an address, an id, a sentence."""
    if _ANNOTATION.fullmatch(member):
        return member
    if _PROPERTY.fullmatch(member) and not _GUID_LIKE.search(member):
        return member
    return _OWN_NAME


def _merged(shapes: Iterable[Shape]) -> Shape | None:
    found: Shape | None = None
    for one in shapes:
        found = _either(found, one)
    return found


def _either(first: Shape | None, second: Shape | None) -> Shape:
    if first is None or second is None:
        return first or second or Shape()
    return first.merged(second)
