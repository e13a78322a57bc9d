"""`/directoryRoles`: the roles in use, under ids of this tenant, and the people who hold them."""

from local.tenant.graph import refusals
from local.tenant.graph.kinds.role import DIRECTORY_ROLE, directory_role, role_id
from local.tenant.graph.kinds.user import REFERENCED_USER
from local.tenant.graph.lists import entity, page, page_of
from local.tenant.graph.people import present
from local.tenant.graph.route import Call, route
from local.tenant.messages import Answer
from local.tenant.state.clients import ROLE_NAMES

_WRITE = "RoleManagement.ReadWrite.Directory"
_READ = ("RoleManagement.Read.Directory", _WRITE, "Directory.Read.All")


@route("GET", "/directoryRoles", *_READ)
def list_directory_roles(call: Call) -> Answer:
    """The roles that somebody holds."""
    held = dict.fromkeys(one.role for one in call.tenant.roles)
    return page(call, DIRECTORY_ROLE, [directory_role(call.tenant, one) for one in held])


@route("GET", "/directoryRoles/{id}", *_READ)
def get_directory_role(call: Call) -> Answer:
    """One role."""
    return entity(call, DIRECTORY_ROLE, directory_role(call.tenant, _role(call)))


@route("GET", "/directoryRoles/{id}/members", *_READ)
def role_members(call: Call) -> Answer:
    """The people who hold it by themselves."""
    role = _role(call)
    holders = [one.index for one in call.tenant.roles if one.role == role and one.index is not None]
    return page_of(call, REFERENCED_USER, holders, lambda index: present(call, index))


@route("DELETE", "/directoryRoles/{id}/members/{user}/$ref", _WRITE)
def remove_role_member(call: Call) -> Answer:
    """The person does not hold the role any more."""
    role, wanted = _role(call), call.names["user"].casefold()
    for one in list(call.tenant.roles):
        if one.role == role and one.principal_id == wanted:
            call.tenant.roles.revoke(one.id)
            return Answer(204)
    raise refusals.not_found(wanted)


def _role(call: Call) -> str:
    """The template id of the role that the path names by its id in this tenant."""
    wanted = call.names["id"].casefold()
    for role in ROLE_NAMES:
        if role_id(call.tenant, role) == wanted:
            return role
    raise refusals.not_found(wanted)
