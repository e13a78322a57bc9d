"""What a step decides: the goal is reached, change this, leave it, or a person must act."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from shared.exchange.values import Value
from shared.offboarding.facts import Facts, Reading
from shared.offboarding.model import Item, Reason
from shared.offboarding.policy import AutoReply
from shared.web.request import Json


class Fresh(Enum):
    """A value made at the moment of the write, so that no decision ever holds it."""

    PASSWORD = auto()


@dataclass(frozen=True, slots=True)
class Cmdlet:
    """A cmdlet to run; `item` names the object it is about in a step over many."""

    name: str
    parameters: Mapping[str, Value]
    item: str | None = None


type Body = Mapping[str, Json | Mapping[str, Json | Fresh]]


@dataclass(frozen=True, slots=True)
class GraphWrite:
    """A Graph call that writes."""

    method: str
    path: str
    body: Body | None = None
    item: str | None = None


type Write = Cmdlet | GraphWrite


@dataclass(frozen=True, slots=True)
class Done:
    """The goal holds. `left` are the objects that stay as they are, each with its reason."""

    now: Mapping[str, Json] = field(default_factory=dict)
    left: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """The goal does not hold; `writes` bring it about."""

    before: Mapping[str, Json]
    desired: Mapping[str, Json]
    writes: tuple[Write, ...]
    left: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Skip:
    """The step does not apply to this person."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Manual:
    """A person must act; the step is looked at again later."""

    reason: Reason


type Decision = Done | Change | Skip | Manual


@dataclass(frozen=True, slots=True)
class Context:
    """
    What a decision rests on beside the facts.

    `before` is what the ledger keeps of the step's first attempt, None where there was none.
    `assumed` are the steps that a dry run takes as done.
    """

    auto_reply: AutoReply
    before: Mapping[str, Json] | None = None
    assumed: frozenset[str] = frozenset()
    delegates: tuple[str, ...] = ()
    forward_to: str | None = None
    auto_reply_text: str | None = None


type Decide = Callable[[Facts, Context], Decision]


@dataclass(frozen=True, slots=True)
class Step:
    """
    One step: what it reads, what must have ended before, and its decision.

    `after` orders only; `needs` must have ended well, or the step is not run. `by_time` says that
    the effect shows only as a time that moved: when what goes before had to be done again, so has
    this, and the time is captured anew.
    """

    id: str
    decide: Decide
    reads: frozenset[Reading]
    after: frozenset[str]
    needs: frozenset[str]
    source: str
    by_time: bool = False


def step(
    step_id: str,
    *,
    reads: set[Reading],
    source: str,
    after: set[str] | None = None,
    needs: set[str] | None = None,
    by_time: bool = False,
) -> Callable[[Decide], Step]:
    """Make a step of a decision; *source* names the cmdlet or Graph call it rests on."""

    def made(decide: Decide) -> Step:
        return Step(
            step_id,
            decide,
            frozenset(reads),
            frozenset(after or ()),
            frozenset(needs or ()),
            source,
            by_time,
        )

    return made
