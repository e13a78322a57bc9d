"""
What a cmdlet is: its name, its parameters, what it does. Cmdlets are found by being there.

A parameter is declared as `Name type`, `Name! type` when it is mandatory. Types: `text`, `bool`,
`bool?` (which null unsets), `size`, `time`, `count`, `many` (a list, or a hashtable with Add and
Remove), and `One|Two|Three` for a choice, `One|Two*` for several. What Exchange has beyond that is
in `catalogue`, and refused as not simulated.
"""

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from local.tenant.exchange.bound import Bound
from local.tenant.exchange.values import Row
from local.tenant.tenant import Tenant

type Names = frozenset[str] | None
type Position = int | Row

_PREFERENCES = "Continue|Ignore|Inquire|SilentlyContinue|Stop|Suspend"
COMMON = (
    "Confirm bool",
    "WhatIf bool",
    "Verbose bool",
    "Debug bool",
    f"ErrorAction {_PREFERENCES}",
    f"WarningAction {_PREFERENCES}",
    f"InformationAction {_PREFERENCES}",
    # What these name is filled in the caller's own session, of which there is none here.
    *(f"{name}Variable text" for name in ("Error", "Information", "Out", "Pipeline", "Warning")),
    "OutBuffer count",
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: how it is spelled, of which type, and whether it must be given."""

    name: str
    type: str
    mandatory: bool

    @classmethod
    def parse(cls, text: str) -> "Parameter":
        name, _, type_name = text.partition(" ")
        return cls(name.removesuffix("!"), type_name, name.endswith("!"))


@dataclass(frozen=True, slots=True)
class Output:
    """
    What a cmdlet gives: the row at each position, made when its page is asked for.

    `row` gives None for a position that does not fit, so pages can be cut without making all rows,
    and a list for one that holds several.
    `whole` output is given in one piece: its cmdlet has its own way to go on.
    """

    positions: Sequence[int] | Sequence[Row]
    row: Callable[[int, Names], Row | list[Row] | None] | None = None
    warnings: tuple[str, ...] = ()
    whole: bool = False

    def at(self, place: int, names: Names) -> list[Row]:
        """The rows at *place*: mostly one, or none."""
        position = self.positions[place]
        if isinstance(position, dict):
            return [position]
        found = None if self.row is None else self.row(position, names)
        if isinstance(found, dict):
            return [found]
        return found or []


NOTHING = Output(())

type Run = Callable[[Tenant, Bound], Output]


@dataclass(frozen=True, slots=True)
class Cmdlet:
    """A cmdlet; `parameters` by their name in lower case."""

    name: str
    parameters: Mapping[str, Parameter]
    run: Run

    @property
    def reads(self) -> bool:
        return self.name.startswith(("Get-", "Search-"))


_registry: dict[str, Cmdlet] = {}


def cmdlet(name: str, *parameters: str) -> Callable[[Run], Run]:
    """Register the function below as cmdlet *name*."""
    declared = [Parameter.parse(text) for text in (*parameters, *COMMON)]

    def register(run: Run) -> Run:
        by_name = {one.name.casefold(): one for one in declared}
        _registry[name.casefold()] = Cmdlet(name, by_name, run)
        return run

    return register


@cache
def cmdlets() -> Mapping[str, Cmdlet]:
    """Every cmdlet by its name in lower case."""
    package = importlib.import_module("local.tenant.exchange.cmdlets")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
    return _registry
