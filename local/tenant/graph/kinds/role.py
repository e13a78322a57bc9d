"""Directory roles, and who is assigned them, as Graph writes both."""

from uuid import NAMESPACE_DNS, uuid5

from local.tenant.graph.kind import Kind, documents, referenced
from local.tenant.messages import Document, Json
from local.tenant.state.clients import ROLE_NAMES
from local.tenant.tenant import Tenant

DIRECTORY_ROLE = Kind[Document](
    name="directoryRole",
    readers=documents(("id", "displayName", "description", "roleTemplateId")),
    filterable=frozenset({"displayName", "roleTemplateId"}),
)
REFERENCED_ROLE = referenced(DIRECTORY_ROLE)
DEFINITION = Kind[Document](
    name="unifiedRoleDefinition",
    readers=documents(("id", "templateId", "displayName", "isBuiltIn", "isEnabled")),
    filterable=frozenset({"displayName", "id", "isBuiltIn", "templateId"}),
    flags=frozenset({"isBuiltIn", "isEnabled"}),
    directory=False,
)


def _definition_of(row: Document) -> Json:
    return definition(str(row["roleDefinitionId"]))


ASSIGNMENT = Kind[Document](
    name="unifiedRoleAssignment",
    readers=documents(("id", "principalId", "roleDefinitionId", "directoryScopeId")),
    filterable=frozenset({"principalId", "roleDefinitionId"}),
    expandable={"roleDefinition": _definition_of},
    directory=False,
)


def directory_role(tenant: Tenant, template_id: str) -> Document:
    """A directory role that is in use."""
    return {
        "id": role_id(tenant, template_id),
        "displayName": ROLE_NAMES[template_id],
        "description": None,
        "roleTemplateId": template_id,
    }


def role_id(tenant: Tenant, template_id: str) -> str:
    """The object id of a directory role, which differs from its template's."""
    return str(uuid5(NAMESPACE_DNS, f"{tenant.tenant_id}/{template_id}"))


def definition(role: str) -> Document:
    """A role that there is, held or not."""
    return {
        "id": role,
        "templateId": role,
        "displayName": ROLE_NAMES[role],
        "isBuiltIn": True,
        "isEnabled": True,
    }


def assignment(identity: str, principal_id: str, role: str) -> Document:
    """That a principal holds *role*, or may."""
    return {
        "id": identity,
        "principalId": principal_id,
        "roleDefinitionId": role,
        "directoryScopeId": "/",
    }
