"""
What a mailbox is configured to do, one Get- and one Set- for each family.

These settings are kept and read back, and have no other effect here.
"""

from collections.abc import Mapping
from datetime import timedelta

from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import NOTHING, Output, Run, cmdlet
from local.tenant.exchange.kept import Kept, accepted, shown
from local.tenant.exchange.recipients import change_mailbox, find_mailbox
from local.tenant.exchange.values import Row
from local.tenant.state.kinds import Kind
from local.tenant.state.person import Person
from local.tenant.tenant import Tenant

_YES, _NO = Kept("bool", default=True), Kept("bool", default=False)
_NOBODY = Kept("many", [])
_FAMILIES: Mapping[str, Mapping[str, Kept]] = {
    "CalendarProcessing": {
        "AutomateProcessing": Kept("None|AutoUpdate|AutoAccept", "AutoUpdate"),
        "AllowConflicts": _NO,
        "AllowRecurringMeetings": _YES,
        "AddOrganizerToSubject": _YES,
        "AddNewRequestsTentatively": _YES,
        "AllBookInPolicy": _YES,
        "AllRequestInPolicy": _NO,
        "AllRequestOutOfPolicy": _NO,
        "BookInPolicy": _NOBODY,
        "RequestInPolicy": _NOBODY,
        "RequestOutOfPolicy": _NOBODY,
        "ResourceDelegates": _NOBODY,
        "BookingType": Kept("Standard|Reserved", "Standard"),
        "BookingWindowInDays": Kept("count", 180, most=1080),
        "MaximumDurationInMinutes": Kept("count", 1440, most=1 << 31),
        "MinimumDurationInMinutes": Kept("count", 0, most=1 << 31),
        "ConflictPercentageAllowed": Kept("count", 0, most=100),
        "MaximumConflictInstances": Kept("count", 0, most=1 << 31),
        "EnforceSchedulingHorizon": _YES,
        "EnforceCapacity": _NO,
        "ForwardRequestsToDelegates": _YES,
        "DeleteAttachments": _YES,
        "DeleteComments": _YES,
        "DeleteSubject": _YES,
        "DeleteNonCalendarItems": _YES,
        "RemovePrivateProperty": _YES,
        "RemoveOldMeetingMessages": _YES,
        "RemoveForwardedMeetingNotifications": _NO,
        "ProcessExternalMeetingMessages": _NO,
        "ScheduleOnlyDuringWorkHours": _NO,
        "TentativePendingApproval": _YES,
        "OrganizerInfo": _YES,
        "AddAdditionalResponse": _NO,
        "AdditionalResponse": Kept("text", ""),
    },
    "MailboxJunkEmailConfiguration": {
        "Enabled": _YES,
        "TrustedListsOnly": _NO,
        "ContactsTrusted": _NO,
        "TrustedSendersAndDomains": _NOBODY,
        "TrustedRecipientsAndDomains": _NOBODY,
        "BlockedSendersAndDomains": _NOBODY,
    },
    "MailboxCalendarConfiguration": {
        "WorkingHoursStartTime": Kept("text", timedelta(hours=8)),
        "WorkingHoursEndTime": Kept("text", timedelta(hours=17)),
        "WorkingHoursTimeZone": Kept("text", "W. Europe Standard Time"),
        "RemindersEnabled": _YES,
        "DefaultReminderTime": Kept("text", timedelta(minutes=15)),
        "ShowWeekNumbers": _NO,
        "AutoDeclineWhenBusy": _NO,
        "OnlineMeetingsByDefaultEnabled": Kept("bool", None),
    },
    "MailboxMessageConfiguration": {
        "AutoAddSignature": _NO,
        "AutoAddSignatureOnReply": _NO,
        "SignatureText": Kept("text", ""),
        "SignatureHtml": Kept("text", ""),
        "IsReplyAllTheDefaultResponse": _YES,
        "LinkPreviewEnabled": _YES,
        "EmptyDeletedItemsOnLogoff": _NO,
        "IsFocusedInboxEnabled": _YES,
    },
}
_ROOMS = {Kind.ROOM, Kind.EQUIPMENT}


def _reader(family: str) -> Run:
    def read(tenant: Tenant, given: Bound) -> Output:
        person, mailbox = find_mailbox(tenant, given.text("Identity") or "")
        kept = mailbox.configurations.get(family, {})
        settings = {name: shown(known, kept, name) for name, known in _FAMILIES[family].items()}
        if "AutomateProcessing" in settings and "AutomateProcessing" not in kept:
            settings["AutomateProcessing"] = (
                "AutoAccept" if mailbox.kind in _ROOMS else "AutoUpdate"
            )
        return Output([_row(person, settings)])

    return read


def _writer(family: str) -> Run:
    def write(tenant: Tenant, given: Bound) -> Output:
        identity = given.text("Identity") or ""
        before = find_mailbox(tenant, identity)[1].configurations.get(family, {})
        changed = {
            name: accepted(known, before, given, name)
            for name, known in _FAMILIES[family].items()
            if given.has(name)
        }
        _, mailbox = change_mailbox(tenant, identity)
        mailbox.configurations[family] = before | changed
        return NOTHING

    return write


def _row(person: Person, settings: Row) -> Row:
    return {
        "Identity": person.who.alias,
        "MailboxOwnerId": person.who.alias,
        **settings,
        "IsValid": True,
        "ObjectState": "Unchanged",
    }


for _family, _settings in _FAMILIES.items():
    _typed = tuple(f"{name} {known.type}" for name, known in _settings.items())
    _named = "Identity text" if _family == "MailboxCalendarConfiguration" else "Identity! text"
    cmdlet(f"Get-{_family}", _named)(_reader(_family))
    cmdlet(f"Set-{_family}", _named, *_typed)(_writer(_family))
