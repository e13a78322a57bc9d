"""What Exchange lets somebody do, as Exchange itself says; what it does not say is unknown."""

from dataclasses import dataclass

from shared.identity.tokens import Claims
from shared.session import Session
from shared.web.errors import Refused, ServiceError
from shared.web.request import Row

# Each of Exchange's roles that a person may have holds one of these.
_FIRST_READS: tuple[tuple[str, dict[str, int]], ...] = (
    ("Get-AcceptedDomain", {}),
    ("Get-Mailbox", {"ResultSize": 1}),
)
_ROLE_GROUPS = {"RoleGroup", "PartnerLinkedRoleGroup", "LinkedRoleGroup"}


@dataclass(frozen=True, slots=True)
class Standing:
    """
    The rights of a principal in Exchange.

    `reads` tells whether a first cmdlet ran; `refusal` is what Exchange said if none did. Role
    groups and management roles are None when they may not be read, and `unknown` says why.
    """

    reads: bool
    refusal: str = ""
    role_groups: tuple[str, ...] | None = None
    management_roles: tuple[str, ...] | None = None
    unknown: str = ""


async def standing(session: Session) -> Standing:
    """
    What Exchange lets the session's principal do.

    Raises:
        Transient: Exchange cannot be reached.

    """
    refusal = await _first_read(session)
    if refusal:
        return Standing(reads=False, refusal=refusal, unknown="Exchange lets them run nothing")
    who = _assignee(session.principal)
    try:
        rows = await session.exchange.invoke(
            "Get-ManagementRoleAssignment", RoleAssignee=who, Delegating=False
        )
    except Refused:
        why = "no role of theirs may run Get-ManagementRoleAssignment"
        return Standing(reads=True, unknown=why)
    except ServiceError as error:
        return Standing(reads=True, unknown=error.detail)
    return held(rows)


def held(rows: list[Row]) -> Standing:
    """
    What the assignments in *rows* bring; those through role groups are among them.

    Source: Get-ManagementRoleAssignment, parameter RoleAssignee.
    """
    groups = {
        str(row.get("RoleAssigneeName"))
        for row in rows
        if row.get("RoleAssigneeType") in _ROLE_GROUPS
    }
    roles = {str(row.get("Role")) for row in rows}
    return Standing(
        reads=True, role_groups=tuple(sorted(groups)), management_roles=tuple(sorted(roles))
    )


async def _first_read(session: Session) -> str:
    """What Exchange says when it lets none of the first reads run; nothing when one ran."""
    refusal = ""
    for cmdlet, parameters in _FIRST_READS:
        try:
            await session.exchange.invoke(cmdlet, **parameters)
        except Refused as error:
            refusal = error.detail
        else:
            return ""
    return refusal or "refused"


def _assignee(principal: Claims) -> str:
    return principal.user or principal.object_id
