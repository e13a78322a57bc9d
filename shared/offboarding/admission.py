"""
Admission of a case: find the person, ask the guard, take a place, decide when.

Everything here may be repeated after a crash: each claim belongs to the case by its id.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.clock import Clock
from shared.offboarding.cases import Cases, Control
from shared.offboarding.changes import (
    asked_at,
    concerns,
    effective_of,
    heeding,
    held_back,
    newer,
    rescheduled,
    wanted,
)
from shared.offboarding.facts import User
from shared.offboarding.guard import Ask, Refuse, judge
from shared.offboarding.ledger import Ledger
from shared.offboarding.limit import LeaverLimit
from shared.offboarding.model import Access, Case, Reason, State, move
from shared.offboarding.person import UnknownPerson, examine, find
from shared.offboarding.policy import OffboardingPolicy
from shared.offboarding.request import Person, Request, validate
from shared.session import Connections, Session
from shared.store.ports import Store
from shared.tenants import Role, Tenant


@dataclass(frozen=True, slots=True)
class Admission:
    """Lets cases in, or turns them away."""

    store: Store
    cases: Cases
    connections: Connections
    policy: OffboardingPolicy
    clock: Clock
    patience: timedelta  # how long a queued case may wait for its message

    async def admit(self, case: Case, tenant: Tenant) -> Case:
        """
        *case* after admission; nothing of it is stored but the claims it made.

        It is rejected, cancelled, awaiting approval, scheduled or queued.

        Raises:
            Transient: The directory could not be read now.

        """
        request = validate(case.request)
        control = await self.cases.control(tenant.tenant_id, case.case_id)
        if control is not None and control.action == "cancel":
            held = held_back(case, control, tenant, self.policy, self.clock.now())
            if held.state is State.CANCELLED:
                return held
        if request.profile not in self.policy.profiles:
            known = ", ".join(sorted(self.policy.profiles))
            reason = Reason("unknown-profile", f"There is no such profile; there are: {known}.")
            return self._moved(case, State.REJECTED, reason)
        async with self.connections.open(
            tenant, run=case.case_id, reason="admission", role=Role.READER, what_if=True
        ) as session:
            return await self._examined(case, request, control, session)

    async def heed(self, case: Case, tenant: Tenant) -> Case:
        """
        *case*, just admitted and stored, as a cancel or new date that came meanwhile wants it.

        Whoever sends one keeps it first and looks at the case second, and we store the case first
        and look second: so one of the two sees the other.
        """
        control = await self.cases.control(case.tenant_id, case.case_id)
        if control is None:
            return case
        now = self.clock.now()
        return await self.cases.change(
            case.tenant_id,
            case.case_id,
            lambda held: heeding(held, control, tenant, self.policy, now),
        )

    async def _examined(
        self, case: Case, request: Request, control: Control | None, session: Session
    ) -> Case:
        try:
            user = await find(session, request.user)
        except UnknownPerson as error:
            return self._moved(case, State.REJECTED, Reason(error.code, str(error)))
        subject = await examine(session, user)
        case = replace(
            case,
            user_id=user.id,
            upn=user.upn,
            display_name=user.display_name,
            access=Access.OPEN if user.enabled else Access.UNKNOWN,
            admitted=True,
            faults=0,
            faulty_since=None,
        )
        case = self._dated(case, request, control, session.tenant)
        unfinished = await self._left_half_way(case, user)
        verdict = judge(subject, request, self.policy, unfinished=unfinished)
        if isinstance(verdict, Refuse):
            case = replace(case, access=verdict.access)
            return self._moved(case, State.REJECTED, verdict.reason)
        if not case.dry_run:
            holder = await self.cases.claim_person(case.tenant_id, user.id, case.case_id)
            if holder != case.case_id:
                return await self._merged(case, request, holder)
        if isinstance(verdict, Ask):
            return self._moved(case, State.AWAITING_APPROVAL, verdict.reason)
        return await self._placed(case, session)

    async def reconsider(self, case: Case, tenant: Tenant) -> Case:
        """
        *case*, whose day has come, as it stands when everything is asked once more.

        It is as it was, or rejected, or waits for a second person: weeks may have passed since
        its admission, and its date may have been moved to an hour that is full.

        Raises:
            Transient: The directory could not be read now.

        """
        request = validate(case.request)
        async with self.connections.open(
            tenant, run=case.case_id, reason="reconsideration", role=Role.READER, what_if=True
        ) as session:
            try:
                user = await find(session, Person(objectId=case.user_id))
            except UnknownPerson as error:  # deleted since the admission
                return self._moved(case, State.REJECTED, Reason(error.code, str(error)))
            unfinished = await self._left_half_way(case, user)
            subject = await examine(session, user)
            verdict = judge(subject, request, self.policy, unfinished=unfinished)
            if isinstance(verdict, Refuse):
                refused = replace(case, access=verdict.access)
                return self._moved(refused, State.REJECTED, verdict.reason)
            if isinstance(verdict, Ask):
                return self._moved(case, State.AWAITING_APPROVAL, verdict.reason)
            if case.dry_run:
                return case
            limit = LeaverLimit(self.store, tenant)
            full = await limit.reserve(session, case.case_id, case.effective_at or case.received_at)
            return self._moved(case, State.AWAITING_APPROVAL, full) if full else case

    async def _left_half_way(self, case: Case, user: User) -> bool:
        """Whether an earlier case of the person began and did not complete."""
        earlier = await self.cases.earlier_of_person(case.tenant_id, user.id, case.case_id)
        if earlier is None or earlier.state not in (State.FAILED, State.CANCELLED):
            return False
        return await Ledger(self.store, earlier.tenant_id, earlier.case_id).begun()

    async def _placed(self, case: Case, session: Session) -> Case:
        now = self.clock.now()
        moment = case.effective_at or now
        if not case.dry_run:
            limit = LeaverLimit(self.store, session.tenant)
            reason = await limit.reserve(session, case.case_id, moment)
            if reason is not None:
                return self._moved(case, State.AWAITING_APPROVAL, reason)
        if moment > now:
            return self._moved(case, State.SCHEDULED, None, next_at=moment)
        return self._moved(case, State.QUEUED, None, next_at=now + self.patience)

    async def _merged(self, case: Case, request: Request, holder: str) -> Case:
        """The person has an open case: it takes over what is newer, this one names it."""
        moment = case.effective_at or self.clock.now()

        def taken_over(held: Case) -> Case | None:
            return rescheduled(held, moment, asked_at(case), request.profile, self.clock.now())

        held = await self.cases.change(case.tenant_id, holder, taken_over)
        text = f"Case {holder} for this person is open already and serves this request."
        if held.profile != request.profile:
            text += f" It is {held.state.value} with profile {held.profile}, which stays."
        reason = Reason("open-case", text)
        return self._moved(replace(case, open_case=holder), State.REJECTED, reason)

    def _dated(self, case: Case, request: Request, control: Control | None, tenant: Tenant) -> Case:
        """*case* with its date: the request's, or that of a reschedule which came first."""
        now = self.clock.now()
        if (
            control is not None
            and control.action == "reschedule"
            and newer(control, case)
            and concerns(control, case)
        ):
            moment = effective_of(wanted(control), tenant, self.policy, now)
            return replace(
                case,
                effective_at=moment,
                issued_at=control.issued_at,
                date_from=control.request_id,
            )
        return replace(case, effective_at=effective_of(request, tenant, self.policy, now))

    def _moved(
        self, case: Case, state: State, reason: Reason | None, *, next_at: datetime | None = None
    ) -> Case:
        now = self.clock.now()
        done = replace(case, completed_at=now) if state is State.REJECTED else case
        return move(done, state, at=now, reason=reason, next_at=next_at)
