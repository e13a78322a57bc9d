"""Directory roles as Graph writes them."""

from uuid import NAMESPACE_DNS, uuid5

from local.tenant.graph.kind import Kind, documents, referenced
from local.tenant.messages import Document
from local.tenant.state.clients import ROLE_NAMES
from local.tenant.tenant import Tenant

DIRECTORY_ROLE = Kind[Document](
    name="directoryRole",
    readers=documents(("id", "displayName", "description", "roleTemplateId")),
    filterable=frozenset({"displayName", "roleTemplateId"}),
)
REFERENCED_ROLE = referenced(DIRECTORY_ROLE)


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
