"""Remove-CalendarEvents: the meetings that somebody called are cancelled."""

from datetime import UTC, datetime, timedelta

from local.tenant.exchange import refusals
from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import Output, cmdlet
from local.tenant.exchange.recipients import change_mailbox, find_mailbox
from local.tenant.seed.meetings import meetings
from local.tenant.state.calendar import Meeting
from local.tenant.state.person import Person
from local.tenant.tenant import Tenant

_LONGEST_DAYS = 1825
_LATEST = datetime(9000, 1, 1, tzinfo=UTC)  # a window from here still ends before time does


@cmdlet(
    "Remove-CalendarEvents",
    "Identity! text",
    "QueryWindowInDays! count",
    "QueryStartDate time",
    "CancelOrganizedMeetings bool",
    "PreviewOnly bool",
    "UseCustomRouting bool",
)
def remove_calendar_events(tenant: Tenant, given: Bound) -> Output:
    """
    Meetings with others that fall into the window are gone, a series as a whole.

    Only with `CancelOrganizedMeetings`, and not with `PreviewOnly`, whose report reads the same.
    """
    identity, window = given.required("Identity"), given.size("QueryWindowInDays") or 0
    if not 0 < window <= _LONGEST_DAYS:
        raise refusals.recipient_task(
            f"The value of QueryWindowInDays must be between 1 and {_LONGEST_DAYS}."
        )
    person, _ = find_mailbox(tenant, identity)
    start = given.time("QueryStartDate") or tenant.clock.now()
    if start > _LATEST:
        raise refusals.recipient_task("The value of QueryStartDate is too far in the future.")
    found = _within(meetings_of(tenant, person), start, start + timedelta(days=window))
    if not given.flag("CancelOrganizedMeetings"):
        return Output(())
    if not given.flag("PreviewOnly"):
        _, mailbox = change_mailbox(tenant, identity)
        kept = meetings_of(tenant, person)
        mailbox.meetings = [one for one in kept if one not in found]
    return Output((), warnings=tuple(_report(one) for one in found))


def meetings_of(tenant: Tenant, person: Person) -> list[Meeting]:
    """What stands in the calendar of *person*."""
    kept = person.mailbox.meetings if person.mailbox else None
    return meetings(person, tenant.people.births.opened) if kept is None else kept


def _within(found: list[Meeting], start: datetime, end: datetime) -> list[Meeting]:
    """The meetings with others of which any occurrence lies between *start* and *end*."""
    return [one for one in found if one.attendees and _occurs(one, start, end)]


def _occurs(meeting: Meeting, start: datetime, end: datetime) -> bool:
    if meeting.every_days is None:
        return start <= meeting.start < end
    every = timedelta(days=meeting.every_days)
    missed = max(0, -(-(start - meeting.start) // every))
    following = meeting.start + missed * every
    return following < end and (meeting.until is None or following <= meeting.until)


def _report(meeting: Meeting) -> str:
    when = f"{meeting.start:%m/%d/%Y %H:%M:%S}"
    return (
        f'The meeting with subject "{meeting.subject}" and start date "{when}" has been queued '
        "for cancellation."
    )
