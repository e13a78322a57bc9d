"""Which group a call means, and whether Graph may change who is in it."""

from local.tenant.graph import refusals
from local.tenant.graph.route import Call
from local.tenant.state.group import Group

_ROLE_GROUPS = "RoleManagement.ReadWrite.Directory"


def the_group(call: Call) -> Group:
    """
    The group that the path names by its object id.

    Raises:
        GraphRefusal: There is none.

    """
    found = call.tenant.groups.read(call.names["id"].casefold())
    if found is None:
        raise refusals.not_found(call.names["id"])
    return found


def changeable(call: Call) -> Group:
    """
    The same group, when Graph may change its members and owners.

    Raises:
        GraphRefusal: They are kept elsewhere, or a permission is missing.

    """
    group = the_group(call)
    if group.in_exchange:
        raise refusals.bad_request(refusals.MAIL_ENABLED)
    if group.synced:
        raise refusals.bad_request(refusals.MASTERED_ON_PREMISES)
    if group.role_assignable:
        call.require(_ROLE_GROUPS)
    return group
