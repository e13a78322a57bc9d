"""
One run over one tenant: survey, keep the plan, write what is allowed, say how it ended.

A run that is repeated does not survey again: it looks at the mailboxes of its kept plan and does
what is left, so that each change is reported once, with what was there before the first attempt.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from shared.clock import Clock
from shared.quota import kept
from shared.quota.enforce import Enforcement, Outcome, Reason, Result
from shared.quota.few_at_once import few_at_once
from shared.quota.plan import PROPERTY_SETS, Drift, Finding, InOrder, NotGoverned, Refusal, decide
from shared.quota.policy import QuotaPolicy
from shared.quota.report import Report
from shared.quota.survey import Plan, Planned, Progress, judged, survey
from shared.runs import Run, Runs
from shared.session import Session
from shared.tenants import Mode
from shared.web.errors import NotFound, Transient

type Approve = Callable[[Plan], bool]

_OVER = Reason("over-ceiling", "more mailboxes differ than may change in one run")
_DECLINED = Reason("declined", "the plan was looked at and declined")


class Night:
    """One run in an open session."""

    def __init__(
        self, session: Session, policy: QuotaPolicy, runs: Runs, clock: Clock, progress: Progress
    ) -> None:
        self._session = session
        self._exchange = session.exchange
        self._policy = policy
        self._runs = runs
        self._clock = clock
        self._progress = progress

    async def plan(self, run: Run) -> Report:
        """
        What enforcing would do; nothing is written.

        Raises:
            ServiceError: Exchange could not be read.

        """
        plan = await self._survey()
        return self._report(run, Mode.REPORT, plan, unwritten(plan))

    async def enforce(self, run: Run, approve: Approve) -> Report:
        """
        The tenant is as the policy says, where that is allowed and the plan was approved.

        Raises:
            ServiceError: Exchange could not be read.

        """
        data = await self._runs.attached(run, kept.NAME)
        if data is not None:
            return await self._resume(run, kept.plan_of(data))
        plan = await self._survey()
        if not plan.allowed:
            return self._report(run, Mode.ENFORCE, plan, unwritten(plan))
        if not approve(plan):
            return self._report(run, Mode.ENFORCE, plan, unwritten(plan, why=_DECLINED))
        await self._runs.attach(run, kept.NAME, kept.plan_bytes(plan), "application/json")
        results, fault, _ = await self._write([settled(item) or item for item in plan.planned])
        return self._report(run, Mode.ENFORCE, plan, results, again=fault)

    async def _resume(self, run: Run, plan: Plan) -> Report:
        """
        The report of the first attempt's plan, with what was left of it done.

        What fails in passing once more is reported as failed, unless the service seems to be away:
        one mailbox that never works must not keep the others' result from being stored.
        """
        self._progress(f"going on with the first attempt's plan: {plan.drift} mailboxes differ")
        looked = await few_at_once(self._look_again, plan.planned)
        results, fault, gave_up = await self._write(looked)
        return self._report(run, Mode.ENFORCE, plan, results, again=fault if gave_up else None)

    async def _survey(self) -> Plan:
        ceiling = self._session.tenant.limits.quota_changes_per_night
        return await survey(self._exchange, self._policy, ceiling=ceiling, progress=self._progress)

    async def _look_again(self, item: Planned) -> Planned | Result:
        """What is left of *item*, judged by the mailbox as it is now. Raises: Transient."""
        if skipped := settled(item):
            return skipped
        change = item.change
        try:
            row = await self._exchange.mailbox(change.mailbox_id, *PROPERTY_SETS)
        except NotFound as error:
            return Result(change, Outcome.FAILED, Reason("mailbox-gone", str(error)))
        match decide(row, self._policy):
            case InOrder():
                return Result(change, Outcome.CHANGED)
            case NotGoverned():
                why = Reason("not-governed", "no rule is for this mailbox any more")
                return Result(change, Outcome.SKIPPED, why)
            case Finding(kind=kind, text=text):
                return Result(change, Outcome.FAILED, Reason(kind, text))
            case Drift(left):
                again = await judged(self._exchange, left)
                return settled(again) or again

    async def _write(
        self, items: Sequence[Planned | Result]
    ) -> tuple[list[Result], Transient | None, bool]:
        """How each of *items* ended, a passing fault if there was one, and whether we gave up."""
        enforcement = Enforcement(self._exchange, self._clock, self._progress)
        left = [item.change for item in items if isinstance(item, Planned)]
        written = iter(await enforcement.apply(left))
        results = [item if isinstance(item, Result) else next(written) for item in items]
        fault = next((result.passing for result in results if result.passing), None)
        return results, fault, enforcement.gave_up

    def _report(
        self,
        run: Run,
        mode: Mode,
        plan: Plan,
        results: Sequence[Result],
        *,
        again: Transient | None = None,
    ) -> Report:
        return Report(
            self._session.tenant,
            run.run_id,
            mode,
            plan,
            tuple(_as_planned(*pair) for pair in zip(plan.planned, results, strict=True)),
            self._exchange.calls,
            self._session.transcript.anchor,
            again,
        )


def unwritten(plan: Plan, *, why: Reason | None = None) -> list[Result]:
    """What becomes of *plan* when nothing of it is written: for *why*, or as a plan only."""
    if plan.over_ceiling:
        why = _OVER
    outcome = Outcome.WOULD_CHANGE if why is None else Outcome.NOT_RUN
    return [settled(item) or Result(item.change, outcome, why) for item in plan.planned]


def settled(item: Planned) -> Result | None:
    """The result of *item* when it is refused; None when it may be written."""
    match item.refusal:
        case None:
            return None
        case Refusal.BELOW_USE:
            text = (
                f"it holds {item.used}, more than a quota that would fall; "
                "make room in it, or put it under another rule"
            )
        case Refusal.USE_UNKNOWN:
            text = "a quota would fall and Exchange does not say how much the mailbox holds"
    return Result(item.change, Outcome.SKIPPED, Reason(item.refusal, text))


def _as_planned(item: Planned, result: Result) -> Result:
    """*result* with what was there before the run's first attempt."""
    return replace(result, change=replace(result.change, before=item.change.before))
