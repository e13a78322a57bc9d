"""What takes something away: it is asked for by name before it is done. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shared.exchange.command import Command
from shared.exchange.values import Value

_TAKING = ("Remove-", "Clear-", "Disable-", "Delete-")
# Cmdlets of milder names that leave less than there was: the members that a list does not name go,
# and a mailbox does not outlive its licence.
_REPLACING = frozenset(
    {"Update-DistributionGroupMember", "Update-RoleGroupMember", "Expedite-Delicensing"}
)
_HOLDS = frozenset(
    {
        "ExcludeFromAllHolds",
        "ExcludeFromAllOrgHolds",
        "ExcludeFromOrgHolds",
        "RemoveComplianceTagHoldApplied",
        "RemoveDelayHoldApplied",
        "RemoveDelayReleaseHoldApplied",
        "RemoveDisabledArchive",
        "RemoveLitigationHoldEnabled",
        "RemoveOrphanedHolds",
    }
)
# What takes away in a cmdlet that otherwise does not, unless it is given as false.
_TAKING_WITH = {
    "Set-Mailbox": _HOLDS,
    "Set-MailUser": _HOLDS,
    "Set-User": frozenset({"PermanentlyClearPreviousMailboxInfo"}),
    "Set-DataEncryptionPolicy": frozenset({"PermanentDataPurgeRequested"}),
    "Set-ManagementRoleEntry": frozenset({"RemoveParameter"}),
    "New-TransportRule": frozenset({"DeleteMessage"}),
    "Set-TransportRule": frozenset({"DeleteMessage"}),
    "New-InboxRule": frozenset({"PermanentDelete"}),
    "Set-InboxRule": frozenset({"PermanentDelete"}),
}
_WIPING = frozenset({"Clear-MobileDevice", "Clear-ActiveSyncDevice"})
# What is watched less afterwards: cmdlet, parameter, the value that does it, and what that means.
_LOWERING = (
    ("Set-AdminAuditLogConfig", "UnifiedAuditLogIngestionEnabled", False, "nothing is audited"),
    ("Set-OrganizationConfig", "AuditDisabled", True, "no mailbox is audited"),
    ("Set-Mailbox", "AuditEnabled", False, "the mailbox may be left out of the audit"),
    (
        "Set-MailboxAuditBypassAssociation",
        "AuditBypassEnabled",
        True,
        "what that account does in mailboxes is not audited",
    ),
    (
        "Set-TransportConfig",
        "SmtpClientAuthenticationDisabled",
        False,
        "a password alone may send mail again",
    ),
    ("Set-OrganizationConfig", "OAuth2ClientProfileEnabled", False, "modern sign-in is off"),
)


@dataclass(frozen=True, slots=True)
class Question:
    """What is about to happen, and what somebody who means it types."""

    sentence: str
    answer: str

    def answered(self, typed: str) -> bool:
        """Whether *typed* is the answer, whatever its letter case."""
        return typed.strip().casefold() == self.answer.strip().casefold()


def question(calls: Sequence[Command[Value]], *, many: bool) -> Question | None:
    """
    What must be typed back before *calls*, all of one cmdlet, are sent; None when nothing need be.

    For one object that is its identity; for *many*, the rows of a table, their number and the
    cmdlet.
    """
    taking = [call for call in calls if _takes_away(call)]
    if not taking:
        return None
    name = taking[0].cmdlet.name
    wipes = " " + _WIPE if any(map(_wipes, taking)) else ""
    if many:
        answer = f"{len(calls)} {name}"
        return Question(f"{name} is about to run for {len(calls)} objects.{wipes}", answer)
    identity = taking[0].parameters.get("Identity")
    answer = name if identity is None else str(identity)
    about = "" if identity is None else f" on {identity}"
    return Question(f"{name}{about} takes something away.{wipes}", answer)


def warnings(calls: Sequence[Command[Value]]) -> list[str]:
    """A sentence for each way in which *calls* let less be seen or prevented, or may not fit."""
    found = (one for call in calls for one in (*_lowering(call), *_alone(call)))
    return list(dict.fromkeys(found))


_QUOTAS = frozenset({"IssueWarningQuota", "ProhibitSendQuota", "ProhibitSendReceiveQuota"})
_WIPE = (
    "The whole phone is wiped, with everything private on it (of Outlook's own app only its "
    "account); add -AccountOnly to take the company's data alone."
)


def _takes_away(call: Command[Value]) -> bool:
    name = call.cmdlet.name
    cancelled = name in _WIPING and call.parameters.get("Cancel") is True
    with_these = (call.parameters.get(one, False) for one in _TAKING_WITH.get(name, ()))
    return (
        (name.startswith(_TAKING) and not cancelled)
        or name in _REPLACING
        or any(value is not False and value is not None for value in with_these)
        or (name == "Set-Mailbox" and call.parameters.get("LitigationHoldEnabled") is False)
    )


def _wipes(call: Command[Value]) -> bool:
    return call.cmdlet.name in _WIPING and call.parameters.get("AccountOnly") is not True


def _lowering(call: Command[Value]) -> Iterator[str]:
    for cmdlet, parameter, value, meaning in _LOWERING:
        if call.cmdlet.name == cmdlet and call.parameters.get(parameter) is value:
            yield f"{parameter} {value}: {meaning} afterwards."


def _alone(call: Command[Value]) -> Iterator[str]:
    named = _QUOTAS & call.parameters.keys()
    if call.cmdlet.name == "Set-Mailbox" and 0 < len(named) < len(_QUOTAS):
        yield (
            "Exchange holds each of the three quotas against the others as they are stored, so one "
            "alone may be refused; `nightshift mailbox set-quota` sets all three."
        )
