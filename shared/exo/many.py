"""Running a line for each row of a table, ten at a time; what was done is always known."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shared.exchange.answers import Reply
from shared.exchange.batch import SIZE
from shared.exchange.client import Exchange
from shared.exo.plan import sized
from shared.exo.sheets import Sheet
from shared.exo.targets import Target
from shared.web.errors import AlreadySo, Malformed, Refused, ServiceError, Transient, lost
from shared.web.request import Effect

_UNDER_WAY = "stopped while it was under way; read the object before you run it again"


class Ending(StrEnum):
    """What became of a row."""

    DONE = "done"
    ALREADY_SO = "already-so"
    WOULD_RUN = "would-run"
    FAILED = "failed"
    UNKNOWN = "unknown"
    NOT_RUN = "not-run"

    @property
    def well(self) -> bool:
        """Whether nothing is left to do."""
        return self in {Ending.DONE, Ending.ALREADY_SO, Ending.WOULD_RUN}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row, and why where that is not plain."""

    ending: Ending
    reason: str = ""


class Account:
    """What became of each of *targets* so far; whoever is stopped half-way reads it then."""

    def __init__(self, targets: Sequence[Target]) -> None:
        self.targets = targets
        self.outcomes = [Outcome(Ending.NOT_RUN) for _ in targets]

    @property
    def begun(self) -> bool:
        """Whether anything was sent."""
        return any(one.ending is not Ending.NOT_RUN for one in self.outcomes)

    @property
    def well(self) -> bool:
        """Whether nothing is left to do for any row."""
        return all(one.ending.well for one in self.outcomes)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows ended how."""
        found = Counter(one.ending for one in self.outcomes)
        return {one.value: found[one] for one in Ending if found[one]}

    def warned(self) -> list[tuple[Target, Outcome]]:
        """The rows that were run, and of which the service said something."""
        pairs = zip(self.targets, self.outcomes, strict=True)
        return [
            (target, outcome)
            for target, outcome in pairs
            if outcome.ending is Ending.DONE and outcome.reason
        ]

    def left(self) -> list[tuple[Target, Outcome]]:
        """The rows that have to be run, or looked at, again."""
        pairs = zip(self.targets, self.outcomes, strict=True)
        return [(target, outcome) for target, outcome in pairs if not outcome.ending.well]


async def run_each(
    exchange: Exchange,
    account: Account,
    sheet: Sheet,
    *,
    what_if: bool,
    everything: bool,
    told: Callable[[int], None],
) -> str | None:
    """
    Each target of *account* has its outcome there, and the rows that came are in *sheet*.

    It stops where all ten of a batch are refused, or reach nobody: the others would not fare
    better. The sentence says why; None when all were run.
    """
    targets, outcomes = account.targets, account.outcomes
    for start in range(0, len(targets), SIZE):
        end = min(start + SIZE, len(targets))
        calls = [sized(one.call, everything=everything) for one in targets[start:end]]
        writes = calls[0].cmdlet.effect is Effect.WRITE
        if writes and not what_if:
            outcomes[start:end] = [Outcome(Ending.UNKNOWN, _UNDER_WAY)] * (end - start)
        replies = await exchange.batch(calls)
        outcomes[start:end] = [_outcome(one, writes=writes, what_if=what_if) for one in replies]
        for reply in replies:
            if isinstance(reply, Reply):
                sheet.add(reply.rows)
        told(end)
        if end < len(targets) and (why := _hopeless(replies)):
            return why
    return None


def _outcome(reply: Reply | ServiceError, *, writes: bool, what_if: bool) -> Outcome:
    match reply:
        case Reply() if writes and what_if:
            return Outcome(Ending.WOULD_RUN)
        case Reply():
            return Outcome(Ending.DONE, " ".join(reply.warnings))
        case AlreadySo():
            return Outcome(Ending.ALREADY_SO, reply.detail)
        case Transient() if writes and lost(reply):
            return Outcome(Ending.UNKNOWN, f"whether it was done is unknown: {reply}")
        case Malformed() if writes:  # it was answered, and nobody can read how
            return Outcome(Ending.UNKNOWN, f"whether it was done is unknown: {reply}")
        case _:
            return Outcome(Ending.FAILED, str(reply))


def _hopeless(replies: Sequence[Reply | ServiceError]) -> str | None:
    """Why those after *replies* need not be sent; None when one of them may go well."""
    if all(isinstance(one, Refused) for one in replies):
        return f"Stopped, since the first {len(replies)} were all refused: {replies[0]}"
    if all(isinstance(one, Transient) for one in replies):
        return f"Stopped, since the service does not serve us now: {replies[0]}"
    return None
