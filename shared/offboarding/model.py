"""
What an offboarding case is made of: states and their moves, steps' outcomes, reasons.

A case is one person leaving one tenant. All values are immutable; a move gives a new case.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from shared.web.request import Json


class State(StrEnum):
    """Where a case stands."""

    REJECTED = "rejected"
    AWAITING_APPROVAL = "awaiting-approval"
    SCHEDULED = "scheduled"
    QUEUED = "queued"
    RUNNING = "running"
    WAITING = "waiting"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINAL = frozenset({State.REJECTED, State.COMPLETED, State.FAILED, State.CANCELLED})
CANCELLABLE = frozenset({State.AWAITING_APPROVAL, State.SCHEDULED, State.QUEUED, State.WAITING})
# States whose arrival is told to whoever asked; waiting is told only when it waits for a person.
ANSWERED = frozenset(FINAL | {State.AWAITING_APPROVAL, State.SCHEDULED})

# A fresh case is queued for its admission, so a queued or running case may still be turned away.
MOVES: Mapping[State, frozenset[State]] = {
    State.AWAITING_APPROVAL: frozenset({State.SCHEDULED, State.QUEUED, State.CANCELLED}),
    State.SCHEDULED: frozenset({State.SCHEDULED, State.QUEUED, State.CANCELLED}),
    State.QUEUED: frozenset({State.RUNNING, State.QUEUED, State.CANCELLED, State.FAILED}),
    State.RUNNING: frozenset(State),  # cancelled too: a cancel may have come before the request
    State.WAITING: frozenset({State.QUEUED, State.RUNNING, State.CANCELLED, State.FAILED}),
    State.FAILED: frozenset({State.QUEUED}),
    State.REJECTED: frozenset(),
    State.COMPLETED: frozenset(),
    State.CANCELLED: frozenset(),
}


class Outcome(StrEnum):
    """What became of a step, or of one object of a step over many."""

    CHANGED = "changed"
    ALREADY_SO = "already-so"
    WOULD_CHANGE = "would-change"
    SKIPPED = "skipped"
    MANUAL = "manual"
    NOT_RUN = "not-run"
    FAILED = "failed"


WELL = frozenset({Outcome.CHANGED, Outcome.ALREADY_SO, Outcome.SKIPPED})
_FROM_BAD_TO_GOOD = (
    Outcome.FAILED,
    Outcome.NOT_RUN,
    Outcome.MANUAL,
    Outcome.WOULD_CHANGE,
    Outcome.CHANGED,
    Outcome.ALREADY_SO,
    Outcome.SKIPPED,
)


def worst(outcomes: frozenset[Outcome]) -> Outcome:
    """The outcome of a step over many objects; nothing to do is `already-so`."""
    return next((one for one in _FROM_BAD_TO_GOOD if one in outcomes), Outcome.ALREADY_SO)


class Access(StrEnum):
    """Whether the person can still get in, as read back."""

    CLOSED = "closed"
    OPEN = "open"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reason:
    """A stable code, and the sentence for people."""

    code: str
    text: str

    @property
    def json(self) -> dict[str, Json]:
        return {"code": self.code, "text": self.text}


@dataclass(frozen=True, slots=True)
class Item:
    """One object of a step over many: a group, a licence."""

    target: str
    outcome: Outcome
    reason: Reason | None = None

    @property
    def json(self) -> dict[str, Json]:
        reason = self.reason.json if self.reason else None
        return {"target": self.target, "outcome": self.outcome.value, "reason": reason}


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer that is owed or was sent: the n-th of a case, for a state."""

    n: int
    state: State
    at: str
    access: Access = Access.UNKNOWN  # as it was known then
    taken_at: str | None = None  # when somebody set out to send it


@dataclass(frozen=True, slots=True)
class Case:
    """A leaver's case as its row keeps it. Times are aware and in UTC."""

    case_id: str
    tenant_id: str
    request_id: str
    source: str
    content_sha256: str
    request: Mapping[str, Json]
    received_at: datetime
    state: State
    next_at: datetime | None = None
    kind: str = "leaver"
    reason: Reason | None = None
    issued_at: datetime | None = None
    effective_at: datetime | None = None
    contained_at: datetime | None = None
    tokens_until: datetime | None = None
    completed_at: datetime | None = None
    profile: str = "standard"
    user: str = ""  # as the request names the person
    user_id: str | None = None
    upn: str | None = None
    display_name: str | None = None
    dry_run: bool = False
    admitted: bool = False
    access: Access = Access.UNKNOWN
    faults: int = 0  # transient faults in a row
    faulty_since: datetime | None = None
    lease_owner: str | None = None
    lease_until: datetime | None = None
    epoch: int = 0
    answers: tuple[Answer, ...] = ()  # that are owed and not sent yet
    answered: int = 0  # how many there were so far, sent or owed
    begun: bool = False  # a worker set out to write
    revivals: int = 0  # leases in a row that ran out under a worker
    date_from: str | None = None  # the reschedule's requestId, where one set the date
    open_case: str | None = None  # the case that serves this request in this one's place
    prefix: str = ""
    result: str | None = None
    config_sha256: str = ""

    @property
    def final(self) -> bool:
        return self.state in FINAL


class IllegalMove(Exception):
    """A case was about to take a way that no case takes."""


def move(
    case: Case,
    state: State,
    *,
    at: datetime,
    reason: Reason | None = None,
    next_at: datetime | None = None,
    tell: bool = False,
) -> Case:
    """
    *case* in *state*, with the answer it then owes.

    *tell* owes an answer also where the state alone would not. A final case has no next time.

    Raises:
        IllegalMove: No case goes that way.

    """
    if state not in MOVES[case.state]:
        raise IllegalMove(f"case {case.case_id} cannot go from {case.state} to {state}")
    moved = replace(case, state=state, reason=reason, next_at=None if state in FINAL else next_at)
    if state is not State.RUNNING:
        moved = replace(moved, lease_owner=None, lease_until=None)
    if state in ANSWERED or tell:
        moved = owing(moved, at)
    return moved


def owing(case: Case, at: datetime) -> Case:
    """*case* with one more answer to send, for the state it is in."""
    answer = Answer(case.answered + 1, case.state, at.isoformat(), case.access)
    return replace(case, answers=(*case.answers, answer), answered=case.answered + 1)


class Status(StrEnum):
    """How far the ledger knows a step to be."""

    INTENDED = "intended"  # before and desired are kept; a write may have happened
    WRITTEN = "written"
    VERIFIED = "verified"  # read back
    ENDED = "ended"  # without a write of ours


@dataclass(frozen=True, slots=True)
class Record:
    """
    One step in the ledger.

    `before` is what the first attempt found and is never captured again.
    """

    step: str
    status: Status
    epoch: int
    outcome: Outcome | None = None
    before: Mapping[str, Json] = field(default_factory=dict)
    desired: Mapping[str, Json] = field(default_factory=dict)
    after: Mapping[str, Json] = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    reason: Reason | None = None
    intended_at: str | None = None
    ended_at: str | None = None
    anchor: Mapping[str, Json] = field(default_factory=dict)  # of the transcript, at the intent

    @property
    def ended_well(self) -> bool:
        return self.outcome in WELL

    @property
    def json(self) -> dict[str, Json]:
        """The step as reports and the command line show it."""
        return {
            "step": self.step,
            "outcome": self.outcome.value if self.outcome else None,
            "before": dict(self.before),
            "desired": dict(self.desired),
            "after": dict(self.after),
            "items": [item.json for item in self.items],
            "reason": self.reason.json if self.reason else None,
        }
