"""Parameters of one call after binding: typed, under their proper names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Change:
    """A change to a list: replaced as a whole, or some added and some removed."""

    replace: list[str] | None = None
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()

    def applied(self, before: list[str]) -> list[str]:
        """*before* after the change; nothing is in it twice."""
        if self.replace is not None:
            return self.replace
        gone = {one.casefold() for one in self.remove}
        kept = [one for one in before if one.casefold() not in gone]
        there = {one.casefold() for one in kept}
        return kept + [one for one in self.add if one.casefold() not in there]

    def mapped(self, read: Callable[[str], str]) -> "Change":
        """The same change to what *read* makes of each value."""
        replace = None if self.replace is None else [read(one) for one in self.replace]
        return Change(replace, tuple(map(read, self.add)), tuple(map(read, self.remove)))


type Argument = str | bool | int | datetime | Change | list[str] | None


@dataclass(frozen=True, slots=True)
class Bound:
    """The arguments of a call; a parameter that was not given is absent, `null` is None."""

    arguments: Mapping[str, Argument]

    def has(self, name: str) -> bool:
        return name in self.arguments

    def text(self, name: str) -> str | None:
        value = self.arguments.get(name)
        return None if value is None else str(value)

    def required(self, name: str) -> str:
        """The text of a mandatory parameter."""
        return str(self.arguments[name])

    def flag(self, name: str) -> bool:
        return self.arguments.get(name) is True

    def size(self, name: str) -> int | None:
        value = self.arguments.get(name)
        return value if isinstance(value, int) else None

    def time(self, name: str) -> datetime | None:
        value = self.arguments.get(name)
        return value if isinstance(value, datetime) else None

    def change(self, name: str) -> Change:
        value = self.arguments.get(name)
        return value if isinstance(value, Change) else Change(replace=[])

    def several(self, name: str) -> list[str]:
        value = self.arguments.get(name)
        return value if isinstance(value, list) else []
