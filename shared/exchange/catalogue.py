"""
The cmdlets of Exchange Online and their parameters, as Microsoft's reference lists them.

The file beside this one is made by `local.setup.catalogue` and names the commit it was made from.
It is read when the first cmdlet is looked up, never at import, and a cmdlet's parameters are taken
apart when that cmdlet is asked for.

What the reference can be trusted with:
- Which cmdlets and parameters there are, and what is mandatory in every parameter set. Its
  parameter sets contradict its own examples, so nothing rests on them.
- The members of an enumeration, taken over all its uses: one page lists only what makes sense
  there. Values listed for plain text or lists are examples, and are not kept.
- Not whether a cmdlet is still there on the day; `status` is what the reference says.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from shared.web.request import Effect

_NEAR_ENOUGH = 0.7
_SUGGESTIONS = 3
_READING_VERBS = ("Get-", "Search-")


class Status(StrEnum):
    """What the reference says about a cmdlet's future. A cmdlet without a word is `current`."""

    CURRENT = "current"
    DEPRECATED = "deprecated"
    DEPRECATION_ANNOUNCED = "deprecation-announced"
    RETIREMENT_ANNOUNCED = "retirement-announced"
    REPLACED = "replaced"
    RETIRED = "retired"
    UNSUPPORTED = "unsupported"
    UNDOCUMENTED = "undocumented"  # seen in the module, absent from the reference

    @property
    def gone(self) -> bool:
        """Whether there is nothing left to call."""
        return self in {Status.REPLACED, Status.RETIRED, Status.UNSUPPORTED}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter; `members` are the values of an enumeration and empty for all other kinds."""

    name: str
    kind: str
    mandatory: bool
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cmdlet:
    """
    A cmdlet; `parameters` by their name in lower case, the common ones among them.

    `module_only` marks a command of the PowerShell module, which the service cannot run by name.
    `instead` is what the reference recommends, where it does.
    """

    name: str
    parameters: Mapping[str, Parameter]
    on_premises: frozenset[str] = frozenset()
    status: Status = Status.CURRENT
    instead: str | None = None
    module_only: bool = False

    @property
    def effect(self) -> Effect:
        """
        Whether the cmdlet reads; what is not known to read is a write.

        A Test- that can be rehearsed does something: Test-Message, for one, sends a message.
        """
        reads = self.name.startswith(_READING_VERBS) or (
            self.name.startswith("Test-") and "whatif" not in self.parameters
        )
        return Effect.READ if reads else Effect.WRITE

    def takes(self, parameter: str) -> bool:
        """Whether there is such a parameter, as far as is known."""
        return self.status is Status.UNDOCUMENTED or parameter.casefold() in self.parameters


class Catalogue:
    """All cmdlets, looked up by name in any letter case."""

    def __init__(self, text: str) -> None:
        content = json.loads(text)
        self.source: Mapping[str, str] = content["source"]
        self._entries: Mapping[str, Mapping[str, Any]] = content["cmdlets"]
        self._former: Mapping[str, str] = content["former"]
        self._choices: Mapping[str, str] = content["choices"]
        self._spelling = {name.casefold(): name for name in (*self._former, *self._entries)}
        self._common = self._parameters(content["common"]["takes"])
        self._known: dict[str, Cmdlet] = {}

    @property
    def common(self) -> Iterable[str]:
        """The parameters that PowerShell adds to every cmdlet, in lower case."""
        return self._common.keys()

    @property
    def names(self) -> Iterable[str]:
        """Every cmdlet, those that are gone or only in the module among them."""
        return self._entries.keys()

    def find(self, name: str) -> Cmdlet | None:
        """The cmdlet called *name*; None when there is none."""
        spelled = self._spelling.get(name.casefold())
        if spelled is None or spelled not in self._entries:
            return None
        if spelled not in self._known:
            self._known[spelled] = self._cmdlet(spelled, self._entries[spelled])
        return self._known[spelled]

    def last_listed(self, name: str) -> str | None:
        """The date when the reference last had *name*, which it has no more; None otherwise."""
        return self._former.get(self._spelling.get(name.casefold(), ""))

    def near(self, name: str) -> list[str]:
        """The cmdlets that are spelled most like *name* and can be called, nearest first."""
        found = (self.find(one) for one in nearest(name, self._entries))
        return [one.name for one in found if one and not one.status.gone and not one.module_only]

    def _cmdlet(self, name: str, entry: Mapping[str, Any]) -> Cmdlet:
        return Cmdlet(
            name,
            self._common | self._parameters(entry["takes"]),
            frozenset(entry.get("onPremises", "").casefold().split()),
            Status(entry.get("status", Status.CURRENT)),
            entry.get("instead"),
            bool(entry.get("moduleOnly")),
        )

    def _parameters(self, text: str) -> dict[str, Parameter]:
        parameters = (self._parameter(part) for part in text.split())
        return {one.name.casefold(): one for one in parameters}

    def _parameter(self, text: str) -> Parameter:
        marked, _, kind = text.partition(":")
        name = marked.removesuffix("!")
        enumeration = kind.removeprefix("=").removesuffix("[]") if kind.startswith("=") else ""
        members = tuple(self._choices.get(enumeration, "").split())
        return Parameter(name, kind or "text", marked != name, members)


def nearest(name: str, names: Iterable[str]) -> list[str]:
    """Those of *names* that are spelled most like *name*, whatever the letter case."""
    spelling = {one.casefold(): one for one in names}
    found = get_close_matches(name.casefold(), spelling, _SUGGESTIONS, _NEAR_ENOUGH)
    return [spelling[one] for one in found]


@cache
def catalogue() -> Catalogue:
    """The catalogue of this version, read once in a process."""
    file = resources.files("shared.exchange") / "cmdlets.json"
    return Catalogue(file.read_text(encoding="utf-8"))
