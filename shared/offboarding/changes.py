"""
A cancel, a new date, or a later request for the same person: what it makes of a case. Pure.

The highest `issuedAt` wins; `security-breach` wins over every other profile.
"""

from dataclasses import replace
from datetime import datetime

from shared.offboarding.cases import Control
from shared.offboarding.model import CANCELLABLE, Case, Reason, State, move
from shared.offboarding.policy import OffboardingPolicy
from shared.offboarding.request import Request, validate
from shared.offboarding.when import effective
from shared.tenants import Tenant

URGENT_PROFILE = "security-breach"


def heeding(
    case: Case, control: Control, tenant: Tenant, policy: OffboardingPolicy, now: datetime
) -> Case | None:
    """*case* as *control* wants it; None when it is under way, over, asked later, or so already."""
    if not concerns(control, case):
        return None
    if control.action == "cancel":
        return cancelled(case, control, now)
    if case.date_from == control.request_id or not newer(control, case):
        return None
    moment = effective_of(wanted(control), tenant, policy, now)
    moved = rescheduled(case, moment, control.issued_at, case.profile, now)
    return None if moved is None else replace(moved, date_from=control.request_id)


def heeded(case: Case, control: Control) -> bool:
    """Whether *case* is as *control* wants it, or will see to it at the end of its admission."""
    if case.state is State.RUNNING and not case.admitted:
        return True
    if control.action == "cancel":
        return case.state is State.CANCELLED
    return case.date_from == control.request_id


def held_back(
    case: Case, control: Control, tenant: Tenant, policy: OffboardingPolicy, now: datetime
) -> Case:
    """*case*, leased to be run, cancelled or put off where *control* still says so."""
    if not newer(control, case) or not concerns(control, case):
        return case
    if control.action == "cancel":
        moved = move(case, State.CANCELLED, at=now, reason=cancelled_by(control))
        return replace(moved, completed_at=now)
    moment = effective_of(wanted(control), tenant, policy, now)
    if moment <= now or case.profile == URGENT_PROFILE or case.date_from == control.request_id:
        return case
    later = replace(
        case, effective_at=moment, issued_at=control.issued_at, date_from=control.request_id
    )
    return move(later, State.SCHEDULED, at=now, next_at=moment)


def concerns(control: Control, case: Case) -> bool:
    """Whether the person that *control* names is the case's, as far as both can be compared."""
    person, ours = wanted(control).user, validate(case.request).user
    pairs = (
        (person.upn, {case.upn, ours.upn}),
        (person.object_id, {case.user_id, ours.object_id}),
        (person.employee_id, {ours.employee_id}),
    )
    for said, known in pairs:
        names = {name.casefold() for name in known if name}
        if said is not None and names and said.casefold() not in names:
            return False
    return True


def wanted(control: Control) -> Request:
    """The request that a kept control was."""
    return validate(control.content)


def effective_of(
    request: Request, tenant: Tenant, policy: OffboardingPolicy, now: datetime
) -> datetime:
    """When *request* takes effect: at once, or at its date in its zone or else the tenant's."""
    return effective(
        last_working_day=request.last_working_day,
        effective_at=request.effective_at,
        zone=request.time_zone or tenant.time_zone,
        workday_ends=policy.workday_ends,
        now=now,
    )


def rescheduled(
    case: Case, moment: datetime, asked: datetime, profile: str, now: datetime
) -> Case | None:
    """
    *case* with a newer request's date and, where that is more urgent, its profile.

    None when the case is under way or over, when it was asked later, or when nothing differs.
    What waits for its turn takes a more urgent profile, but no later date.
    """
    urgent = profile == URGENT_PROFILE and case.profile != URGENT_PROFILE
    if case.state in (State.QUEUED, State.WAITING) and urgent:
        return replace(case, profile=profile)
    if case.state not in (State.SCHEDULED, State.AWAITING_APPROVAL):
        return None
    said = case.issued_at or asked  # without a word of the sender's, the later arrival counts
    if not urgent and (case.profile == URGENT_PROFILE or asked < said):
        return None
    newest = max(asked, said)
    moved = replace(
        case, effective_at=moment, issued_at=newest, profile=profile if urgent else case.profile
    )
    if case.state is State.AWAITING_APPROVAL or moment == case.effective_at:
        return moved
    return move(moved, State.SCHEDULED, at=now, next_at=moment)


def cancelled(case: Case, control: Control, now: datetime) -> Case | None:
    """*case* cancelled by *control*; None when it is under way, over, or was asked later."""
    if case.state not in CANCELLABLE or not newer(control, case):
        return None
    moved = move(case, State.CANCELLED, at=now, reason=cancelled_by(control))
    return replace(moved, completed_at=now)


def cancelled_by(control: Control) -> Reason:
    """The reason of a cancelled case: whose request it was."""
    return Reason("cancelled", f"Cancelled by request {control.request_id}.")


def newer(control: Control, case: Case) -> bool:
    """Whether *control* was issued after the case's own request, as far as that says when."""
    return control.issued_at >= asked_at(case) if case.issued_at else True


def asked_at(case: Case) -> datetime:
    """When the case was asked for: as its request says, else when it came in."""
    return case.issued_at or case.received_at
