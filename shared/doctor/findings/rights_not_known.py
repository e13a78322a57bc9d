"""What an identity may do could not be told."""

from collections.abc import Iterator

from shared.doctor.examination import Examination
from shared.doctor.finding import Finding, Seen, Severity


def _seen(examination: Examination) -> Iterator[Seen]:
    for one in examination.identities:
        if one.mailbox_read and one.rights is not None:
            yield Seen(f"{one.rights.doing}: {one.rights.text}", one.role, of=one.rights)


RIGHTS_NOT_KNOWN = Finding(
    code="rights-not-known",
    severity=Severity.WARNING,
    symptom="Mailboxes can be read; which cmdlets the identity may run is not known.",
    cause=(
        "Exchange Online did not say what the identity's roles allow, or the answer could not be "
        "read. A role that lacks a cmdlet, or one that is too wide, would go unnoticed."
    ),
    fix=(
        "Ask again later. If it stays, compare the roles of the identity with docs/permissions.md "
        "by hand: Get-ManagementRoleAssignment -RoleAssignee, with the role group or the app."
    ),
    seen=_seen,
)
