"""
What a `$filter` says, as values.

A path is a property, or a property of one: `displayName`, `signInActivity/lastSignInDateTime`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from local.tenant.messages import Json

type Path = tuple[str, ...]
type Leaf = Compare | Within | Matches | Any | Count
type Expression = Leaf | Not | All | Either


@dataclass(frozen=True, slots=True)
class Compare:
    """`path operator value`; the operator is `eq`, `ne`, `gt`, `ge`, `lt` or `le`."""

    path: Path
    operator: str
    value: Json


@dataclass(frozen=True, slots=True)
class Within:
    """`path in (values)`."""

    path: Path
    values: tuple[Json, ...]


@dataclass(frozen=True, slots=True)
class Matches:
    """`function(path, text)`; the function is `startswith`, `endswith` or `contains`."""

    function: str
    path: Path
    text: str


@dataclass(frozen=True, slots=True)
class Any:
    """`path/any(variable: condition)`; without condition, whether there is any element."""

    path: Path
    variable: str
    condition: Expression | None


@dataclass(frozen=True, slots=True)
class Count:
    """`path/$count operator number`."""

    path: Path
    operator: str
    number: int


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    part: Expression


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one part holds."""

    parts: tuple[Expression, ...]


def conjuncts(expression: Expression) -> Iterator[Expression]:
    """What must hold in any case for *expression* to hold."""
    if isinstance(expression, All):
        for part in expression.parts:
            yield from conjuncts(part)
    else:
        yield expression


def leaves(expression: Expression) -> Iterator[Leaf]:
    """Every part of *expression* that looks at the object itself, not at an element of it."""
    match expression:
        case Not(part):
            yield from leaves(part)
        case All(parts) | Either(parts):
            for part in parts:
                yield from leaves(part)
        case _:
            yield expression
