"""
Working a leased case to its end: run the steps, write the result, move the case.

Order at the end: result blob first, then the row with its final state and the answer it owes.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.clock import Clock
from shared.config import ConfigError
from shared.offboarding.answers import summary
from shared.offboarding.decision import Context, Step
from shared.offboarding.facts import Reading
from shared.offboarding.gather import Gatherer
from shared.offboarding.lease import Lease
from shared.offboarding.ledger import Ledger
from shared.offboarding.model import (
    Access,
    Case,
    Outcome,
    Reason,
    Record,
    State,
    move,
    worst,
)
from shared.offboarding.plan import catalogue, plan
from shared.offboarding.policy import OffboardingPolicy
from shared.offboarding.request import validate
from shared.offboarding.runner import Runner
from shared.session import Connections, Session
from shared.store import names
from shared.store.ports import Exists, Store
from shared.tenants import Mode, Role, Tenant
from shared.web.errors import Call, Permanent, ServiceFault, Throttled, Transient
from shared.web.request import Json

_GIVE_UP_AFTER = timedelta(hours=24)
_LONGEST_WAIT_S = 3600.0
_LOOK_AT_MANUAL_AGAIN = timedelta(hours=1)
# Access tokens live 60 to 90 minutes and outlast the revocation of sessions.
_TOKENS_LIVE = timedelta(minutes=90)


class LetInAgain(ServiceFault):
    """The account can sign in although we blocked it; the next attempt blocks it again."""


@dataclass(frozen=True, slots=True)
class Execution:
    """Runs cases."""

    store: Store
    connections: Connections
    policy: OffboardingPolicy
    clock: Clock
    read_back_s: float
    first_wait_s: float

    async def work(self, lease: Lease, tenant: Tenant) -> Case:
        """
        The case went as far as it could: completed, failed, or waiting.

        Raises:
            Transient: Some step must wait; `wait` says how long.

        """
        case = lease.case
        if case.user_id is None:
            raise RuntimeError(f"case {case.case_id} was admitted without a person")
        steps, context = self._plan(case)
        ledger = Ledger(self.store, case.tenant_id, case.case_id)
        # The mode counts as it is now: weeks may have passed since the request.
        dry_run = case.dry_run or tenant.mode.offboarding is Mode.REPORT
        if dry_run and not case.dry_run:
            if await ledger.begun():
                return await self._hold_back(lease)
            await lease.update(lambda held: replace(held, dry_run=True))
        role = Role.READER if dry_run else Role.OPERATOR
        async with self.connections.open(
            tenant,
            run=case.case_id,
            reason="offboarding",
            role=role,
            what_if=dry_run,
            may_write=lease.check,
        ) as session:
            runner = Runner(
                session,
                ledger,
                lease,
                self.clock,
                epoch=case.epoch,
                read_back_s=self.read_back_s,
            )
            if not dry_run and not case.begun:
                await lease.update(lambda held: replace(held, begun=True))
            records = await runner.run(steps, case.user_id, context)
            if not dry_run:
                await self._still_blocked(session, case.user_id, records)
            await session.transcript.flush()
            return await self._end(lease, records, session)

    def _plan(self, case: Case) -> tuple[tuple[Step, ...], Context]:
        """The steps of the case's profile, and what they decide by. Raises: ConfigError."""
        profile = self.policy.profiles.get(case.profile)
        if profile is None:
            raise ConfigError(f"profile {case.profile} is no longer in offboarding.yaml")
        request = validate(case.request)
        context = Context(
            profile.auto_reply,
            delegates=request.delegate_to,
            forward_to=request.forward_to,
            auto_reply_text=request.auto_reply,
        )
        return plan(profile.steps, catalogue()), context

    async def refuse(self, lease: Lease, error: Permanent | ConfigError) -> Case:
        """The case has failed, with its evidence: sign-in or the directory refuses us."""
        ledger = Ledger(self.store, lease.case.tenant_id, lease.case.case_id)
        code = "configuration" if isinstance(error, ConfigError) else "refused"
        reason = Reason(code, str(error))
        return await self._finish(lease, await ledger.records(), State.FAILED, reason, None)

    async def wait(self, lease: Lease, error: Transient) -> Case:
        """The case waits, longer each time; after a day of faults it has failed."""
        ledger = Ledger(self.store, lease.case.tenant_id, lease.case.case_id)
        records = await ledger.records()
        now = self.clock.now()
        since = lease.case.faulty_since or now
        if now - since > _GIVE_UP_AFTER:
            reason = Reason("faults-for-a-day", f"It kept failing for 24 hours: {error}")
            return await self._finish(
                lease, records, State.FAILED, reason, None, let_in=isinstance(error, LetInAgain)
            )
        wait_s = self._wait_s(lease.case, error)
        reason = Reason("transient", f"It will be tried again: {error}")

        def waiting(case: Case) -> Case:
            moved = move(
                case, State.WAITING, at=now, reason=reason, next_at=now + timedelta(seconds=wait_s)
            )
            seen = _contained(moved, records, let_in=isinstance(error, LetInAgain))
            return replace(seen, faults=case.faults + 1, faulty_since=since, revivals=0)

        return await lease.update(waiting)

    def _wait_s(self, case: Case, error: Transient) -> float:
        """Doubling from the first wait to an hour; the share left to chance is the case's own."""
        asked = error.wait_s if isinstance(error, Throttled) and error.wait_s else 0.0
        asked = min(asked, _LONGEST_WAIT_S)  # whatever a service says, we look again in an hour
        growing = min(_LONGEST_WAIT_S, self.first_wait_s * 2.0 ** min(case.faults, 16))
        share = int(case.case_id[:4], 16) / 0xFFFF
        return max(asked, growing * (0.75 + share / 4))

    async def _end(self, lease: Lease, records: Mapping[str, Record], session: Session) -> Case:
        outcome = worst(frozenset(r.outcome for r in records.values() if r.outcome))
        if outcome in (Outcome.FAILED, Outcome.NOT_RUN):
            return await self._finish(lease, records, State.FAILED, _why(records), session)
        if outcome is Outcome.MANUAL:
            return await self._wait_for_person(lease, records)
        reason = None
        if lease.case.dry_run:
            reason = Reason("dry-run", "Nothing was changed; the steps say what would have been.")
        return await self._finish(lease, records, State.COMPLETED, reason, session)

    async def _wait_for_person(self, lease: Lease, records: Mapping[str, Record]) -> Case:
        now = self.clock.now()
        manual = [r for r in records.values() if r.outcome is Outcome.MANUAL]
        what = "; ".join(f"{r.step}: {r.reason.text if r.reason else ''}" for r in manual)
        reason = Reason("needs-person", what)

        def waiting(case: Case) -> Case:
            told = case.reason is not None and case.reason.code == "needs-person"
            moved = move(
                case,
                State.WAITING,
                at=now,
                reason=reason,
                next_at=now + _LOOK_AT_MANUAL_AGAIN,
                tell=not told,
            )
            well = replace(moved, faults=0, faulty_since=None, revivals=0)
            return _contained(well, records)

        return await lease.update(waiting)

    async def _hold_back(self, lease: Lease) -> Case:
        """Half done, and the tenant's mode no longer lets us write: the case waits for it."""
        now = self.clock.now()
        reason = Reason(
            "report-mode",
            "The case is half done and the tenant's mode is report; set it to enforce, and the "
            "case goes on.",
        )

        def waiting(case: Case) -> Case:
            told = case.reason is not None and case.reason.code == reason.code
            return move(
                case,
                State.WAITING,
                at=now,
                reason=reason,
                next_at=now + _LOOK_AT_MANUAL_AGAIN,
                tell=not told,
            )

        return await lease.update(waiting)

    async def _still_blocked(
        self, session: Session, user_id: str, records: Mapping[str, Record]
    ) -> None:
        """
        At the end the account is read once more: what we say of access is what is so now.

        Raises:
            ServiceFault: Somebody let the person in again; the next attempt blocks them again.

        """
        block = records.get("block-sign-in")
        if block is None or not block.ended_well:
            return
        facts = await Gatherer(session, user_id).facts((Reading.USER,))
        if facts.user.enabled:
            call = Call("block-sign-in", user_id)
            raise LetInAgain(call, "sign-in was allowed again by somebody else", ran=False)

    async def _finish(
        self,
        lease: Lease,
        records: Mapping[str, Record],
        state: State,
        reason: Reason | None,
        session: Session | None,
        *,
        let_in: bool = False,
    ) -> Case:
        now = self.clock.now()

        def ended(case: Case) -> Case:
            moved = move(case, state, at=now, reason=reason)
            seen = _contained(moved, records, let_in=let_in)
            return replace(seen, completed_at=now, revivals=0)

        lease.check()
        address = await self._keep(ended(lease.case), records, session)
        return await lease.update(lambda case: replace(ended(case), result=address))

    async def _keep(
        self, case: Case, records: Mapping[str, Record], session: Session | None
    ) -> str:
        """
        The result of *case* is kept for good; returns its address.

        One that a crash left behind stands when it says the same; otherwise this attempt's lies
        beside it, so that the row never points at an account that contradicts it.
        """
        blobs, content_type = self.store.blobs, "application/json"
        first = f"{case.prefix}/result.json"
        document = _document(case, blobs.address(names.RESULTS, first), records, session)
        try:
            return await blobs.create(names.RESULTS, first, document, content_type)
        except Exists:
            kept = json.loads(await blobs.get(names.RESULTS, first) or b"{}")
        if kept.get("state") == case.state.value:
            return blobs.address(names.RESULTS, first)
        second = f"{case.prefix}/result-{case.epoch}.json"
        document = _document(case, blobs.address(names.RESULTS, second), records, session)
        return await blobs.put(names.RESULTS, second, document, content_type)


def _document(
    case: Case, address: str, records: Mapping[str, Record], session: Session | None
) -> bytes:
    result = result_of(replace(case, result=address), records, session)
    return json.dumps(result, ensure_ascii=False, indent=1).encode()


def result_of(
    case: Case, records: Mapping[str, Record], session: Session | None
) -> dict[str, Json]:
    """The evidence of a case: every step with what was found and what was set."""
    anchors = [record.anchor for record in records.values() if record.anchor]
    if session is not None:
        anchors.append(session.transcript.anchor)
    return {
        **summary(case),
        "steps": [record.json for record in records.values()],
        "transcripts": anchors,
        "configSha256": case.config_sha256,
    }


def access_of(records: Mapping[str, Record]) -> Access:
    """Whether the person can still get in, by what the steps read back."""
    block, revoke = records.get("block-sign-in"), records.get("revoke-sessions")
    if block is None or block.outcome is None:
        return Access.UNKNOWN
    if block.outcome not in (Outcome.CHANGED, Outcome.ALREADY_SO):
        return Access.OPEN
    if revoke is None or revoke.outcome is None:
        return Access.UNKNOWN
    return Access.CLOSED if revoke.outcome is Outcome.CHANGED else Access.OPEN


def _contained(case: Case, records: Mapping[str, Record], *, let_in: bool = False) -> Case:
    """*case* with what is known of access; *let_in*: the account was just read as open."""
    access = Access.OPEN if let_in else access_of(records)
    if access is not Access.CLOSED:
        return replace(case, access=access, contained_at=None, tokens_until=None)
    times = [
        record.ended_at
        for name in ("block-sign-in", "revoke-sessions")
        if (record := records.get(name)) is not None and record.ended_at is not None
    ]
    since = datetime.fromisoformat(max(times))
    return replace(case, access=access, contained_at=since, tokens_until=since + _TOKENS_LIVE)


def _why(records: Mapping[str, Record]) -> Reason:
    bad = [r for r in records.values() if r.outcome in (Outcome.FAILED, Outcome.NOT_RUN)]
    first = min(bad, key=lambda record: record.outcome is Outcome.NOT_RUN)
    told = "; ".join(f"{r.step}: {r.reason.text if r.reason else r.outcome}" for r in bad)
    return Reason(f"step-failed:{first.step}", told)
