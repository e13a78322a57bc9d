"""`/roleManagement/directory/roleAssignments`."""

import re
from uuid import NAMESPACE_DNS, uuid5

from local.tenant.graph import refusals
from local.tenant.graph.lists import page
from local.tenant.graph.route import Call, route
from local.tenant.messages import Answer, Document
from local.tenant.state.clients import ROLE_NAMES

_FILTER = re.compile(r"\s*(principalId|roleDefinitionId)\s+eq\s+'([^']+)'\s*", re.IGNORECASE)


@route(
    "GET",
    "/roleManagement/directory/roleAssignments",
    "RoleManagement.Read.Directory",
    "RoleManagement.Read.All",
    "Directory.Read.All",
)
def role_assignments(call: Call) -> Answer:
    """Who holds which directory role; people only."""
    text = call.request.query.get("$filter", "")
    match = _FILTER.fullmatch(text)
    if text and match is None:
        raise refusals.unsupported("Only principalId or roleDefinitionId eq '…' is supported.")
    expand = "roledefinition" in call.request.query.get("$expand", "").casefold()
    identities = call.tenant.people.identities
    held = [
        _assignment(call, identities.of(index).object_id, role, expand=expand)
        for index, roles in call.tenant.roles.items()
        for role in roles
    ]
    if match:
        name = "principalId" if match[1].casefold() == "principalid" else "roleDefinitionId"
        held = [one for one in held if one[name] == match[2].casefold()]
    return page(call, held, lambda one: one)


@route(
    "GET",
    "/roleManagement/directory/roleDefinitions",
    "RoleManagement.Read.Directory",
    "Directory.Read.All",
)
def role_definitions(call: Call) -> Answer:
    """The roles that are known here."""
    return page(call, list(ROLE_NAMES), _definition)


def _assignment(call: Call, principal: str, role: str, *, expand: bool) -> Document:
    document: Document = {
        "id": str(uuid5(NAMESPACE_DNS, f"{call.tenant.tenant_id}/{principal}/{role}")),
        "principalId": principal,
        "roleDefinitionId": role,
        "directoryScopeId": "/",
    }
    if expand:
        document["roleDefinition"] = _definition(role)
    return document


def _definition(role: str) -> Document:
    return {
        "id": role,
        "templateId": role,
        "displayName": ROLE_NAMES[role],
        "isBuiltIn": True,
        "isEnabled": True,
    }
