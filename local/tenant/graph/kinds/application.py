"""Applications and service principals as Graph writes them."""

from collections.abc import Callable, Mapping

from local.tenant.graph.kind import Kind
from local.tenant.graph.times import instant
from local.tenant.messages import Document, Json
from local.tenant.state.applications import Application, AppRole, ServicePrincipal


def _role(one: AppRole) -> Document:
    return {
        "id": one.id,
        "value": one.value,
        "displayName": one.value,
        "description": one.value,
        "allowedMemberTypes": ["Application"],
        "isEnabled": True,
        "origin": "Application",
    }


def _alternatives(one: ServicePrincipal) -> list[Json]:
    """Of a managed identity: whether it stands by itself, and where it is in Azure."""
    if one.kind != "ManagedIdentity":
        return []
    kind = "Web/sites" if one.of_resource else "ManagedIdentity/userAssignedIdentities"
    group = "/subscriptions/00000000-0000-0000-0000-000000000000/resourcegroups/nightshift"
    place = f"{group}/providers/Microsoft.{kind}/{one.name}"
    return [f"isExplicit={not one.of_resource}", place]


_PRINCIPAL: Mapping[str, Callable[[ServicePrincipal], Json]] = {
    "id": lambda p: p.id,
    "appId": lambda p: p.app_id,
    "displayName": lambda p: p.name,
    "appDisplayName": lambda p: p.name,
    "accountEnabled": lambda _: True,
    "servicePrincipalType": lambda p: p.kind,
    "alternativeNames": _alternatives,
    "servicePrincipalNames": lambda p: [p.app_id, *([p.audience] if p.audience else [])],
    "appRoles": lambda p: [_role(one) for one in p.roles],
    "appRoleAssignmentRequired": lambda _: False,
    "tags": lambda _: [],
}
SERVICE_PRINCIPAL = Kind[ServicePrincipal](
    name="servicePrincipal",
    readers=_PRINCIPAL,
    filterable=frozenset(_PRINCIPAL) - {"alternativeNames", "appRoles", "appDisplayName"},
    sortable={"displayName": True},
    searchable=frozenset({"displayName"}),
    flags=frozenset({"accountEnabled", "appRoleAssignmentRequired"}),
)

_APPLICATION: Mapping[str, Callable[[Application], Json]] = {
    "id": lambda a: a.id,
    "appId": lambda a: a.app_id,
    "displayName": lambda a: a.name,
    "createdDateTime": lambda a: instant(a.created),
    "signInAudience": lambda a: a.audience,
    # What a key is, is never read back.
    "keyCredentials": lambda a: [{**one, "key": None} for one in a.keys],
    "passwordCredentials": lambda _: [],
    "requiredResourceAccess": lambda a: [*a.required],
    "identifierUris": lambda _: [],
}
APPLICATION = Kind[Application](
    name="application",
    readers=_APPLICATION,
    filterable=frozenset({"appId", "createdDateTime", "displayName", "id", "signInAudience"}),
    sortable={"createdDateTime": True, "displayName": True},
    searchable=frozenset({"displayName"}),
)
