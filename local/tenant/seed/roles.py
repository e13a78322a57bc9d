"""Who holds a directory role, and who may become a holder."""

from local.tenant.seed.identities import Identities
from local.tenant.seed.layout import Layout
from local.tenant.state.clients import (
    EXCHANGE_ADMINISTRATOR,
    GLOBAL_ADMINISTRATOR,
    HELPDESK_ADMINISTRATOR,
    SECURITY_READER,
    USER_ADMINISTRATOR,
)
from local.tenant.state.lag import Lag
from local.tenant.state.roles import RoleAssignment, Roles, assignment_id

_ELIGIBLE = 12


def roles(tenant_id: str, layout: Layout, identities: Identities, group_id: str, lag: Lag) -> Roles:
    """
    The holders: emergency accounts, a few managers, two people without reports, and one group.

    The group with *group_id* is assigned the helpdesk's role; one person is eligible for another.
    """

    def holds(index: int, role: str) -> RoleAssignment:
        principal = identities.of(index).object_id
        return RoleAssignment(assignment_id(tenant_id, principal, role), principal, role, index)

    group = RoleAssignment(
        assignment_id(tenant_id, group_id, HELPDESK_ADMINISTRATOR),
        group_id,
        HELPDESK_ADMINISTRATOR,
        group=True,
    )
    held = [holds(index, role) for index, found in _holders(layout).items() for role in found]
    return Roles([*held, group], [holds(_ELIGIBLE, EXCHANGE_ADMINISTRATOR)], lag)


def _holders(layout: Layout) -> dict[int, list[str]]:
    leaf = layout.mailboxes // 20 * 10 + 4
    return {
        1: [GLOBAL_ADMINISTRATOR],
        2: [GLOBAL_ADMINISTRATOR, EXCHANGE_ADMINISTRATOR],
        4: [USER_ADMINISTRATOR],
        5: [HELPDESK_ADMINISTRATOR],
        leaf: [EXCHANGE_ADMINISTRATOR],
        leaf + 1: [SECURITY_READER],
        layout.mailboxes: [GLOBAL_ADMINISTRATOR],
        layout.mailboxes + 1: [GLOBAL_ADMINISTRATOR],
    }
