"""`/roleManagement/directory`: the roles there are, and who holds them."""

from uuid import NAMESPACE_DNS, uuid5

from local.tenant.graph.kind import Kind, documents
from local.tenant.graph.lists import page
from local.tenant.graph.route import Call, route
from local.tenant.messages import Answer, Document, Json
from local.tenant.state.clients import ROLE_NAMES

_READ = (
    "RoleManagement.Read.Directory",
    "RoleManagement.Read.All",
    "RoleManagement.ReadWrite.Directory",
    "Directory.Read.All",
)
_DEFINITION = Kind[Document](
    "unifiedRoleDefinition",
    documents(("id", "templateId", "displayName", "isBuiltIn", "isEnabled")),
    filterable=frozenset({"id", "displayName", "isBuiltIn", "templateId"}),
    flags=frozenset({"isBuiltIn", "isEnabled"}),
    directory=False,
)


def _role_of(assignment: Document) -> Json:
    return _definition(str(assignment["roleDefinitionId"]))


_ASSIGNMENT = Kind[Document](
    "unifiedRoleAssignment",
    documents(("id", "principalId", "roleDefinitionId", "directoryScopeId")),
    filterable=frozenset({"principalId", "roleDefinitionId"}),
    expandable={"roleDefinition": _role_of},
    directory=False,
)


@route("GET", "/roleManagement/directory/roleAssignments", *_READ)
def role_assignments(call: Call) -> Answer:
    """Who holds which directory role; people only."""
    identities = call.tenant.people.identities
    held = [
        _assignment(call, identities.of(index).object_id, role)
        for index, roles in call.tenant.roles.items()
        for role in roles
    ]
    return page(call, _ASSIGNMENT, held)


@route("GET", "/roleManagement/directory/roleDefinitions", *_READ)
def role_definitions(call: Call) -> Answer:
    """The roles that are known here."""
    return page(call, _DEFINITION, [_definition(one) for one in ROLE_NAMES])


def _assignment(call: Call, principal: str, role: str) -> Document:
    return {
        "id": str(uuid5(NAMESPACE_DNS, f"{call.tenant.tenant_id}/{principal}/{role}")),
        "principalId": principal,
        "roleDefinitionId": role,
        "directoryScopeId": "/",
    }


def _definition(role: str) -> Document:
    return {
        "id": role,
        "templateId": role,
        "displayName": ROLE_NAMES[role],
        "isBuiltIn": True,
        "isEnabled": True,
    }
