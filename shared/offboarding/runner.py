"""
Running a case's steps: gather, decide, apply, read back.

What keeps a crash harmless:
- a step's intent, with what was found, is in the ledger before its first write;
- the decision is taken afresh on each attempt, so what was done is found done;
- a write whose answer was lost is read back before it is sent again;
- before each write enough of the lease must be left.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from shared.clock import Clock, stamp
from shared.offboarding.apply import Applied, apply
from shared.offboarding.decision import Change, Context, Done, Manual, Skip, Step
from shared.offboarding.gather import Gatherer
from shared.offboarding.ledger import Ledger
from shared.offboarding.model import Item, Outcome, Reason, Record, Status, worst
from shared.offboarding.plan import waits_for
from shared.session import Session
from shared.together import together
from shared.web.errors import Call, Permanent, ServiceFault, Transient, lost
from shared.web.request import Json

_ROUNDS = 4  # how often one run sends a write whose answer keeps getting lost
_FIRST_LOOK_S = 0.5
_LONGEST_LOOK_S = 10.0


class Leased(Protocol):
    """What the runner needs of a lease."""

    def check(self) -> None:
        """Enough is left for a write. Raises: LeaseLost."""
        ...


@dataclass(slots=True)
class _Progress:
    """How one step fares in this run."""

    held: Record | None
    context: Context
    deadline: float
    applied: Applied = field(default_factory=Applied)
    rounds: int = 0
    wait_s: float = _FIRST_LOOK_S

    @property
    def may_write(self) -> bool:
        """Not written yet, or written with an answer that got lost."""
        return self.rounds == 0 or (self.applied.unsure is not None and self.rounds < _ROUNDS)


class Runner:
    """One attempt at the steps of one case."""

    def __init__(
        self,
        session: Session,
        ledger: Ledger,
        lease: Leased,
        clock: Clock,
        *,
        epoch: int,
        read_back_s: float,
    ) -> None:
        self._session = session
        self._ledger = ledger
        self._lease = lease
        self._clock = clock
        self._epoch = epoch
        self._read_back_s = read_back_s

    async def run(
        self, steps: tuple[Step, ...], user_id: str, context: Context
    ) -> dict[str, Record]:
        """
        Every step of *steps* has ended, as the ledger says; independent steps ran at the same time.

        Raises:
            Transient: At least one step must wait; the others went as far as they could.
            LeaseLost: The case is another worker's now.

        """
        known = await self._ledger.records()
        gatherer = Gatherer(self._session, user_id)
        ended = {step.id: asyncio.Event() for step in steps}
        waiting: dict[str, Transient] = {}

        async def one(step: Step) -> None:
            for earlier in waits_for(step) & ended.keys():
                await ended[earlier].wait()
            try:
                # What failed for good holds nobody up; what must wait does, or a session could
                # be revoked before the sign-in is blocked.
                if held_up := waits_for(step) & waiting.keys():
                    raise waiting[min(held_up)]
                known[step.id] = await self._step(step, known, gatherer, context)
            except Transient as error:
                waiting[step.id] = error
            finally:
                ended[step.id].set()

        await together(*(one(step) for step in steps))
        if waiting:
            raise next(iter(waiting.values()))
        return {step.id: known[step.id] for step in steps}

    async def _step(
        self, step: Step, known: Mapping[str, Record], gatherer: Gatherer, context: Context
    ) -> Record:
        held = known.get(step.id)  # also one that ended is looked at again: it may be undone
        assumed = frozenset(
            name for name, record in known.items() if record.outcome is Outcome.WOULD_CHANGE
        )
        well = assumed | {name for name, record in known.items() if record.ended_well}
        if lacking := step.needs - well:
            reason = Reason("needs-not-met", f"{', '.join(sorted(lacking))} did not end well.")
            return await self._end(step, held, Outcome.NOT_RUN, reason=reason)
        if held is not None and step.by_time and _overtaken(step, held, known):
            held = None
        before = held.before if held is not None and held.intended_at else None
        progress = _Progress(
            held,
            replace(context, assumed=assumed, before=before),
            self._clock.monotonic() + self._read_back_s,
        )
        try:
            return await self._until_ended(step, progress, gatherer)
        except Permanent as error:
            return await self._end(step, progress.held, Outcome.FAILED, reason=_reason(error))

    async def _until_ended(self, step: Step, progress: _Progress, gatherer: Gatherer) -> Record:
        while True:
            decision = step.decide(await gatherer.facts(step.reads), progress.context)
            if not isinstance(decision, Change):
                return await self._conclude(step, progress.held, decision)
            if self._session.what_if:
                return await self._would_change(step, decision)
            if progress.applied.settled(decision):
                return await self._refused(step, progress, decision)
            if progress.may_write:
                await self._write(step, progress, decision)
            else:
                await self._look_again(step, progress)
            gatherer.forget(step.reads)

    async def _write(self, step: Step, progress: _Progress, change: Change) -> None:
        """The writes of *change* were sent, with their intent kept first. Raises: Transient."""
        if progress.rounds:
            await self._clock.sleep(progress.wait_s)
        held = await self._intend(step, progress.held, change)
        progress.held = held
        progress.context = replace(progress.context, before=held.before)
        later = await apply(self._session, change.writes, self._lease.check)
        progress.applied = progress.applied.over(later)
        progress.rounds += 1
        if later.unsure is not None and not lost(later.unsure):
            raise later.unsure  # it never ran; the case waits as long as the service wants
        progress.held = await self._ledger.write(replace(held, status=Status.WRITTEN))

    async def _look_again(self, step: Step, progress: _Progress) -> None:
        """Some time has passed for the write to show. Raises: Transient when it took too long."""
        if self._clock.monotonic() >= progress.deadline:
            raise progress.applied.unsure or ServiceFault(
                Call(step.id), "written, and not read back yet", ran=True
            )
        await self._clock.sleep(progress.wait_s)
        progress.wait_s = min(progress.wait_s * 2, _LONGEST_LOOK_S)

    async def _intend(self, step: Step, held: Record | None, change: Change) -> Record:
        """The intent is in the ledger; what the first attempt found stays as it is."""
        planned = tuple(Item(w.item, Outcome.NOT_RUN) for w in change.writes if w.item)
        if held is not None and held.intended_at:
            earlier = {item.target for item in held.items}
            items = held.items + tuple(item for item in planned if item.target not in earlier)
            return await self._ledger.write(
                replace(held, status=Status.INTENDED, epoch=self._epoch, outcome=None, items=items)
            )
        return await self._ledger.write(
            Record(
                step.id,
                Status.INTENDED,
                self._epoch,
                before=change.before,
                desired=change.desired,
                items=planned,
                intended_at=stamp(self._clock.now()),
                anchor=self._session.transcript.anchor,
            )
        )

    async def _conclude(
        self, step: Step, held: Record | None, decision: Done | Skip | Manual
    ) -> Record:
        match decision:
            case Skip():
                return await self._end(step, held, Outcome.SKIPPED, reason=decision.reason)
            case Manual():
                return await self._end(step, held, Outcome.MANUAL, reason=decision.reason)
            case Done(left=left) if held is not None and held.ended_well and not _work_in(left):
                return held  # read once more in a later attempt, and still so
            case Done(now, left):
                ours = Outcome.CHANGED if _intended(held) else Outcome.ALREADY_SO
                staying_put = {item.target for item in left}
                done = (one for one in _items(held, ours) if one.target not in staying_put)
                items = (*done, *left)
                staying = {item.outcome for item in left} - {Outcome.SKIPPED}
                outcome = worst(frozenset(staying | {ours}))
                reason = next((item.reason for item in left if item.outcome is outcome), None)
                return await self._end(step, held, outcome, after=now, items=items, reason=reason)

    async def _would_change(self, step: Step, change: Change) -> Record:
        planned = tuple(Item(w.item, Outcome.WOULD_CHANGE) for w in change.writes if w.item)
        return await self._ledger.write(
            Record(
                step.id,
                Status.ENDED,
                self._epoch,
                Outcome.WOULD_CHANGE,
                before=change.before,
                desired=change.desired,
                items=(*planned, *change.left),
                ended_at=stamp(self._clock.now()),
            )
        )

    async def _refused(self, step: Step, progress: _Progress, change: Change) -> Record:
        """What is left was refused for good; the step's other objects are done."""
        refusals = progress.applied.refusals(change)
        failed = tuple(
            Item(target, Outcome.FAILED, _reason(error)) for target, error in refusals if target
        )
        targets = {item.target for item in failed}
        done = [
            item for item in _items(progress.held, Outcome.CHANGED) if item.target not in targets
        ]
        reason = _reason(refusals[0][1])
        items = (*done, *failed, *change.left)
        return await self._end(step, progress.held, Outcome.FAILED, items=items, reason=reason)

    async def _end(
        self,
        step: Step,
        held: Record | None,
        outcome: Outcome,
        *,
        after: Mapping[str, Json] | None = None,
        items: tuple[Item, ...] = (),
        reason: Reason | None = None,
    ) -> Record:
        verified = outcome is Outcome.CHANGED
        return await self._ledger.write(
            replace(
                held or Record(step.id, Status.ENDED, self._epoch),
                status=Status.VERIFIED if verified else Status.ENDED,
                epoch=self._epoch,
                outcome=outcome,
                after=after or {},
                items=items,
                reason=reason,
                ended_at=stamp(self._clock.now()),
            )
        )


def _overtaken(step: Step, held: Record, known: Mapping[str, Record]) -> bool:
    """Whether something that goes before *step* ended again after it had ended."""
    earlier = [known[name].ended_at for name in waits_for(step) if name in known]
    return held.ended_at is not None and any(at and at > held.ended_at for at in earlier)


def _work_in(left: tuple[Item, ...]) -> bool:
    """Whether *left* holds an object that a person must see to."""
    return any(item.outcome is not Outcome.SKIPPED for item in left)


def _intended(held: Record | None) -> bool:
    return held is not None and held.intended_at is not None


def _items(held: Record | None, outcome: Outcome) -> tuple[Item, ...]:
    """The objects that writes were meant for, with *outcome*."""
    if held is None or not _intended(held):
        return ()
    return tuple(Item(item.target, outcome) for item in held.items)


def _reason(error: Permanent) -> Reason:
    """The reason for a person: the error's name in lower case with dashes, and its sentence."""
    name = type(error).__name__
    code = "".join(f"-{x.lower()}" if x.isupper() else x for x in name).lstrip("-")
    return Reason(code, str(error))
