"""`/roleManagement/directory`: the roles there are, who holds them, and who may."""

from collections.abc import Iterator

from local.tenant.graph import refusals
from local.tenant.graph.kinds.role import ASSIGNMENT, DEFINITION, assignment, definition
from local.tenant.graph.lists import context, entity, page
from local.tenant.graph.route import Call, route
from local.tenant.messages import Answer, Document
from local.tenant.state.clients import ROLE_NAMES, Client
from local.tenant.state.roles import RoleAssignment, assignment_id

_WRITE = "RoleManagement.ReadWrite.Directory"
_READ = (
    "RoleManagement.Read.Directory",
    "RoleManagement.Read.All",
    _WRITE,
    "Directory.Read.All",
)
_CONFLICT = (
    "A conflicting object with one or more of the specified property values is present in the "
    "directory."
)
_BASE = "/roleManagement/directory"


@route("GET", f"{_BASE}/roleAssignments", *_READ)
def role_assignments(call: Call) -> Answer:
    """Who holds which directory role: people, groups, applications."""
    return page(call, ASSIGNMENT, [*_people_and_groups(call), *_applications(call)])


@route("GET", f"{_BASE}/roleAssignments/{{id}}", *_READ)
def get_role_assignment(call: Call) -> Answer:
    """One assignment."""
    for row in (*_people_and_groups(call), *_applications(call)):
        if row["id"] == call.names["id"]:
            return entity(call, ASSIGNMENT, row)
    raise refusals.not_found(call.names["id"])


@route("POST", f"{_BASE}/roleAssignments", _WRITE)
def assign_role(call: Call) -> Answer:
    """The principal holds the role; an application has it in its next token."""
    given = call.body()
    principal, role = str(given.get("principalId")), str(given.get("roleDefinitionId"))
    if role not in ROLE_NAMES:
        raise refusals.bad_request(f"The role definition '{role}' does not exist.")
    if given.get("directoryScopeId") != "/":
        raise refusals.bad_request("Only the scope '/' is supported here.")
    identity = assignment_id(call.tenant.tenant_id, principal, role)
    client = _client(call, principal)
    if client is not None:
        if role in client.directory_roles:
            raise refusals.bad_request(_CONFLICT)
        client.directory_roles += (role,)
    else:
        _grant(call, RoleAssignment(identity, principal, role))
    row = assignment(identity, principal, role)
    return Answer.of(201, {"@odata.context": context(call), **row})


@route("DELETE", f"{_BASE}/roleAssignments/{{id}}", _WRITE)
def unassign_role(call: Call) -> Answer:
    """The principal does not hold the role any more."""
    wanted, roles = call.names["id"], call.tenant.roles
    if roles.read(wanted) is not None:
        roles.revoke(wanted)
        return Answer(204)
    for client in call.tenant.clients:
        for role in client.directory_roles:
            if assignment_id(call.tenant.tenant_id, client.object_id, role) == wanted:
                left = tuple(one for one in client.directory_roles if one != role)
                client.directory_roles = left
                return Answer(204)
    raise refusals.not_found(wanted)


@route("GET", f"{_BASE}/roleDefinitions", *_READ)
def role_definitions(call: Call) -> Answer:
    """The roles that are known here."""
    return page(call, DEFINITION, [definition(one) for one in ROLE_NAMES])


@route("GET", f"{_BASE}/roleDefinitions/{{id}}", *_READ)
def get_role_definition(call: Call) -> Answer:
    """One role."""
    if call.names["id"] not in ROLE_NAMES:
        raise refusals.not_found(call.names["id"])
    return entity(call, DEFINITION, definition(call.names["id"]))


@route(
    "GET",
    f"{_BASE}/roleEligibilityScheduleInstances",
    "RoleEligibilitySchedule.Read.Directory",
    "RoleManagement.Read.Directory",
    _WRITE,
)
def eligible(call: Call) -> Answer:
    """Who may become a holder for a while."""
    rows = [assignment(one.id, one.principal_id, one.role) for one in call.tenant.roles.eligible]
    return page(call, ASSIGNMENT, rows)


def _grant(call: Call, wanted: RoleAssignment) -> None:
    """
    The person or group holds the role.

    Raises:
        GraphRefusal: There is neither, the group cannot hold roles, or it holds this one already.

    """
    tenant = call.tenant
    if tenant.roles.read(wanted.id) is not None:
        raise refusals.bad_request(_CONFLICT)
    group = tenant.groups.read(wanted.principal_id)
    if group is not None and not group.role_assignable:
        raise refusals.bad_request("The group cannot be assigned to a role: isAssignableToRole.")
    people = tenant.people.find(wanted.principal_id)
    if group is None and not people:
        raise refusals.not_found(wanted.principal_id)
    index = None if group is not None else people[0].who.index
    tenant.roles.grant(
        RoleAssignment(wanted.id, wanted.principal_id, wanted.role, index, group=group is not None)
    )


def _people_and_groups(call: Call) -> Iterator[Document]:
    return (assignment(one.id, one.principal_id, one.role) for one in call.tenant.roles)


def _applications(call: Call) -> Iterator[Document]:
    for client in call.tenant.clients:
        for role in client.directory_roles:
            identity = assignment_id(call.tenant.tenant_id, client.object_id, role)
            yield assignment(identity, client.object_id, role)


def _client(call: Call, object_id: str) -> Client | None:
    return next((one for one in call.tenant.clients if one.object_id == object_id), None)
