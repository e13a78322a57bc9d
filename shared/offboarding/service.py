"""Offboarding as the doors and the command line call it."""

import logging
from collections.abc import AsyncIterator, Awaitable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

from shared.clock import Clock
from shared.config import ConfigError
from shared.failures import Failures
from shared.offboarding.admission import Admission
from shared.offboarding.answers import Answers
from shared.offboarding.cases import Cases, Garbled
from shared.offboarding.changes import held_back
from shared.offboarding.execution import Execution
from shared.offboarding.intake import Intake
from shared.offboarding.lease import PATIENCE, Lease, hold
from shared.offboarding.ledger import Ledger
from shared.offboarding.message import case_message, case_of
from shared.offboarding.model import FINAL, Case, Reason, Record, State, move
from shared.offboarding.plan import check_profiles
from shared.offboarding.policy import OffboardingPolicy, load_policy
from shared.session import Connections
from shared.settings import Settings
from shared.store import names
from shared.store.ports import Missing, Store, StoreError
from shared.tenants import Tenant, Tenants
from shared.web.errors import Permanent, Transient

log = logging.getLogger(__name__)

# A case that keeps killing its worker is a bug, and must not be revived for ever.
_MOST_REVIVALS = 5
_WORKERS_DIED = Reason(
    "worker-died", f"{_MOST_REVIVALS + 1} workers died or stalled on it; see the app's log."
)


@dataclass(frozen=True, slots=True)
class Offboarding:
    """Everything about leavers' cases."""

    tenants: Tenants
    policy: OffboardingPolicy
    store: Store
    cases: Cases
    failures: Failures
    intake: Intake
    admission: Admission
    execution: Execution
    answers: Answers
    clock: Clock
    lease_s: float

    async def accept(self, body: str) -> None:
        """The request in *body* has its case, and whoever asked is told where it stands."""
        case = await self.intake.take(body)
        if case is None:
            return
        if case.state is State.QUEUED and not case.admitted:
            await self._work(case.tenant_id, case.case_id)
        else:
            await self.answers.send(case.tenant_id, case.case_id)

    async def run(self, message: str) -> None:
        """The case that *message* names went one run further; another's case is left alone."""
        named = case_of(message)
        if named is None:
            await self.failures.keep(
                names.CASE_RUNS, message, code="not-ours", text="No message of Nightshift's own."
            )
            return
        await self._work(*named)

    async def release(self) -> None:
        """Due cases are queued, stalled ones revived, overdue answers sent."""
        for tenant in self.tenants:
            tenant_id = tenant.tenant_id
            async for case_id in self.cases.due(tenant_id):
                await self._alone(tenant_id, case_id, self._requeue(tenant_id, case_id))
            async for case_id in self.cases.owing(tenant_id):
                await self._alone(tenant_id, case_id, self.answers.send(tenant_id, case_id))

    async def fail(self, message: str, *, code: str, text: str) -> None:
        """The case of a message that went to the poison queue has failed, unless it went on."""
        named = case_of(message)
        if named is None:
            return
        now, reason = self.clock.now(), Reason(code, text)

        def failed(case: Case) -> Case | None:
            if case.state not in (State.QUEUED, State.WAITING):
                return None
            return replace(move(case, State.FAILED, at=now, reason=reason), completed_at=now)

        try:
            await self.cases.change(*named, failed)
        except Missing:
            return
        await self.answers.send(*named)

    async def submit(self, body: str) -> None:
        """*body* is on the request queue, as an HR system would put it there."""
        await self.store.queues.send(names.REQUESTS, body)

    def all_cases(self, tenant: Tenant, *, open_only: bool) -> AsyncIterator[Case]:
        """The cases of *tenant*."""
        return self.cases.all(tenant.tenant_id, open_only=open_only)

    async def status(self, tenant: Tenant, case_id: str) -> tuple[Case, list[Record]] | None:
        """A case and its steps; None when there is no such case."""
        case = await self.cases.get(tenant.tenant_id, case_id)
        if case is None:
            return None
        records = await Ledger(self.store, tenant.tenant_id, case_id).records()
        return case, list(records.values())

    async def _work(self, tenant_id: str, case_id: str) -> None:
        try:
            ours = await self._leased(tenant_id, case_id)
        except Missing:
            body = case_message(tenant_id, case_id)
            await self.failures.keep(
                names.CASE_RUNS, body, code="no-such-case", text="There is no such case."
            )
            return
        if ours:
            await self.answers.send(tenant_id, case_id)

    async def _leased(self, tenant_id: str, case_id: str) -> bool:
        """Whether the case was ours to work on."""
        async with hold(
            self.cases,
            self.clock,
            tenant_id,
            case_id,
            owner=uuid4().hex,
            length_s=self.lease_s,
        ) as lease:
            if lease is None:
                return False  # another worker has it, or it is not its turn
            try:
                await self._advance(lease)
            except Transient as error:
                await self.execution.wait(lease, error)
            except (Permanent, ConfigError) as error:
                await self.execution.refuse(lease, error)
        return True

    async def _advance(self, lease: Lease) -> None:
        case = lease.case
        tenant = self.tenants.find(case.tenant_id)
        if case.admitted:
            if not await self._called_off(lease, tenant):
                await self.execution.work(lease, tenant)
            return
        admitted = await self.admission.admit(case, tenant)
        stored = await lease.update(
            lambda held: replace(admitted, epoch=held.epoch, lease_owner=None, lease_until=None)
        )
        stored = await self.admission.heed(stored, tenant)
        if stored.state is State.QUEUED:
            await self.store.queues.send(
                names.CASE_RUNS, case_message(case.tenant_id, case.case_id)
            )

    async def _called_off(self, lease: Lease, tenant: Tenant) -> bool:
        """
        Whether something holds the case back at the last moment.

        A kept cancel or later date was applied when it came; this is for one that a crash left
        unheeded. A case whose date was ahead is looked at once more before its first write.
        """
        case, now = lease.case, self.clock.now()
        control = await self.cases.control(tenant.tenant_id, case.case_id)
        if control is not None:
            case = await lease.update(
                lambda held: held_back(held, control, tenant, self.policy, now)
            )
        if case.state is State.RUNNING and _was_ahead(case):
            ledger = Ledger(self.store, case.tenant_id, case.case_id)
            looked = case if await ledger.begun() else await self.admission.reconsider(case, tenant)
            if looked.state is not State.RUNNING:
                case = await lease.update(lambda held: replace(looked, epoch=held.epoch))
        return case.state is not State.RUNNING

    async def _requeue(self, tenant_id: str, case_id: str) -> None:
        """A due case gets its next time moved first, then its message."""
        now = self.clock.now()
        moved_here = False

        def queued(held: Case) -> Case | None:
            nonlocal moved_here
            moved_here = False
            if held.state in FINAL or held.next_at is None or held.next_at > now:
                return None
            if held.state is not State.RUNNING:
                moved_here = True
                return self._queued(held, now)
            if held.revivals >= _MOST_REVIVALS:
                failed = move(held, State.FAILED, at=now, reason=_WORKERS_DIED)
                return replace(failed, completed_at=now, epoch=held.epoch + 1)
            moved_here = True
            # A lease that ran out is void for good: its worker finds another epoch.
            again = self._queued(held, now)
            return replace(again, epoch=held.epoch + 1, revivals=held.revivals + 1)

        case = await self.cases.change(tenant_id, case_id, queued)
        if moved_here:
            await self.store.queues.send(names.CASE_RUNS, case_message(tenant_id, case_id))
        elif case.answers:
            await self.answers.send(tenant_id, case_id)

    def _queued(self, case: Case, now: datetime) -> Case:
        next_at = now + timedelta(seconds=self.lease_s * PATIENCE)
        return move(case, State.QUEUED, at=now, reason=case.reason, next_at=next_at)

    async def _alone(self, tenant_id: str, case_id: str, work: Awaitable[None]) -> None:
        """*work* on one case was tried; a row that cannot be read or written stops no other."""
        try:
            await work
        except (Missing, Garbled) as error:
            text = f"The case cannot be read, and goes no further: {error}"
            body = case_message(tenant_id, case_id)
            with suppress(StoreError):  # the log has it as well
                await self.failures.keep(names.CASE_RUNS, body, code="unreadable-case", text=text)
            log.exception("case %s of tenant %s cannot be read", case_id, tenant_id)
        except StoreError:
            log.exception("case %s of tenant %s could not be released", case_id, tenant_id)


def _was_ahead(case: Case) -> bool:
    """Whether the case waited for its date or a person since its admission, and was told so."""
    return case.answered > 0


def open_offboarding(
    settings: Settings,
    tenants: Tenants,
    store: Store,
    connections: Connections,
    failures: Failures,
    clock: Clock,
) -> Offboarding:
    """Offboarding on these bases, by the policy beside the app. Raises: ConfigError."""
    loaded = load_policy(settings.config_dir)
    policy, lease_s = loaded.value, settings.case_lease_s
    check_profiles(policy)
    cases = Cases(store, clock)
    patience = timedelta(seconds=lease_s * PATIENCE)
    return Offboarding(
        tenants,
        policy,
        store,
        cases,
        failures,
        Intake(cases, failures, tenants, policy, clock, loaded.sha256, lease_s),
        Admission(store, cases, connections, policy, clock, patience),
        Execution(store, connections, policy, clock, settings.read_back_s, settings.first_wait_s),
        Answers(store, cases, clock),
        clock,
        lease_s,
    )
