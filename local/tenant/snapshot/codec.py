"""
State as JSON and back: what JSON has stays itself, all else is `{"$": its kind, "is": …}`.

Only classes that the codec was given are made, and only with fields that fit their annotations:
the file may come from anywhere.
"""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any, cast, get_type_hints

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate, load_pem_x509_certificate

from local.tenant.messages import Document, Json
from local.tenant.snapshot.hints import fits

_TAG, _IS = "$", "is"
_HOME = "local.tenant."
_LONGEST = 10_000_000  # of a range: more people than any world has


class Foreign(Exception):
    """The document says something that the state of a tenant does not."""


@dataclass(frozen=True, slots=True)
class _Leaf:
    """How values of one type are written and read."""

    tag: str
    write: Callable[[Any], Json]
    read: Callable[[Any], object]


_LEAVES: dict[type, _Leaf] = {
    datetime: _Leaf("datetime", datetime.isoformat, datetime.fromisoformat),
    timedelta: _Leaf(
        "timedelta",
        lambda one: [one.days, one.seconds, one.microseconds],
        lambda given: timedelta(*given),
    ),
    bytes: _Leaf("bytes", bytes.hex, bytes.fromhex),
    range: _Leaf(
        "range", lambda one: [one.start, one.stop, one.step], lambda given: _range(*given)
    ),
    Certificate: _Leaf(
        "certificate",
        lambda one: one.public_bytes(Encoding.PEM).decode(),
        lambda given: load_pem_x509_certificate(given.encode()),
    ),
}
_CONTAINERS: dict[type, str] = {
    set: "set", frozenset: "frozenset", tuple: "tuple", deque: "deque",
}  # fmt: skip
_MAP = "map"


class Codec:
    """Writes and reads state made of *classes*: dataclasses, enums, kinds of text and number."""

    def __init__(self, classes: Iterable[type]) -> None:
        self._by_tag = {tag_of(one): one for one in classes}
        self._leaves = {leaf.tag: leaf for leaf in _LEAVES.values()}
        self._containers = {tag: kind for kind, tag in _CONTAINERS.items()}

    def encoded(self, value: object) -> Json:
        """
        *value* as JSON.

        Raises:
            TypeError: It holds something that is no state, such as a clock.

        """
        kind = type(value)
        if value is None or kind in {bool, int, float, str}:
            return value  # type: ignore[return-value] # exactly these types are JSON
        if isinstance(value, list):
            return [self.encoded(one) for one in value]
        if isinstance(value, dict):
            return self._mapping(value)
        if leaf := _LEAVES.get(kind):
            return {_TAG: leaf.tag, _IS: leaf.write(value)}
        if kind in _CONTAINERS and isinstance(value, tuple | deque | set | frozenset):
            members = value if isinstance(value, tuple | deque) else sorted(value, key=repr)
            return {_TAG: _CONTAINERS[kind], _IS: [self.encoded(one) for one in members]}
        return self._own(kind, value)

    def decoded(self, given: Json) -> object:
        """
        What `encoded` made *given* from.

        Raises:
            Foreign: It made no such thing.

        """
        if isinstance(given, list):
            return [self.decoded(one) for one in given]
        if not isinstance(given, dict):
            return given
        if _TAG not in given:
            return {key: self.decoded(one) for key, one in given.items()}
        tag, content = str(given[_TAG]), given.get(_IS)
        try:
            return self._tagged(tag, content)
        except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
            raise Foreign(f"a {tag} is written in a way that is not understood") from error

    def _mapping(self, value: dict[Any, object]) -> Json:
        if all(type(key) is str for key in value) and _TAG not in value:
            return {key: self.encoded(one) for key, one in value.items()}
        pairs: list[Json] = [[self.encoded(key), self.encoded(one)] for key, one in value.items()]
        return {_TAG: _MAP, _IS: pairs}

    def _own(self, kind: type, value: object) -> Document:
        """A value of one of the classes."""
        tag = tag_of(kind)
        if self._by_tag.get(tag) is not kind:
            raise TypeError(f"{tag} is no state that a snapshot carries: has it saved and restore?")
        if isinstance(value, Enum):
            return {_TAG: tag, _IS: value.name}
        if isinstance(value, str | int):
            return {_TAG: tag, _IS: str(value) if isinstance(value, str) else int(value)}
        told = {one.name: self.encoded(getattr(value, one.name)) for one in fields(value)}  # type: ignore[arg-type] # the classes left are dataclasses
        return {_TAG: tag, _IS: told}

    def _tagged(self, tag: str, content: Json) -> object:
        if leaf := self._leaves.get(tag):
            return leaf.read(content)
        if tag == _MAP and isinstance(content, list):
            return dict(tuple(map(self.decoded, pair)) for pair in content)  # type: ignore[arg-type] # a wrong pair raises
        if (container := self._containers.get(tag)) and isinstance(content, list):
            return container(map(self.decoded, content))
        if (own := self._by_tag.get(tag)) is None:
            raise Foreign(f"nothing here is called {tag}")
        if issubclass(own, Enum):
            return own[str(content)]
        if is_dataclass(own):
            return self._made(own, content)
        if type(content) is not (str if issubclass(own, str) else int):
            raise Foreign(f"a {tag} is no {type(content).__name__}")
        return cast("Callable[[Json], object]", own)(content)

    def _made(self, own: type, content: Json) -> object:
        """A dataclass; a field that an older file does not have is as its default says."""
        told = {name: self.decoded(one) for name, one in dict(content).items()}  # type: ignore[arg-type] # no object raises
        hints = _hints(own)
        for name, value in told.items():
            if name not in hints:
                raise Foreign(f"a {tag_of(own)} has no {name}")
            if not fits(value, hints[name]):
                raise Foreign(f"{name} of a {tag_of(own)} is not of the right sort")
        missing = [one for one in _needed(own) if one not in told]
        if missing:
            raise Foreign(f"a {tag_of(own)} lacks its {missing[0]}")
        return own(**told)


def tag_of(kind: type) -> str:
    """By which name a class is known: its place in the code."""
    return f"{kind.__module__}.{kind.__qualname__}".removeprefix(_HOME)


@cache
def _hints(own: type) -> dict[str, Any]:
    return get_type_hints(own)


@cache
def _needed(own: type) -> tuple[str, ...]:
    return tuple(
        one.name for one in fields(own) if one.default is MISSING and one.default_factory is MISSING
    )


def _range(start: int, stop: int, step: int) -> range:
    made = range(start, stop, step)
    if len(made) > _LONGEST:
        raise ValueError("too long")
    return made
