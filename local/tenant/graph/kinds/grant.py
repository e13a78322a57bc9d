"""Consents and assignments of applications as Graph writes them."""

from local.tenant.graph.kind import Kind, documents
from local.tenant.graph.times import instant
from local.tenant.messages import Document
from local.tenant.state.access import Assignment, Consent
from local.tenant.state.applications import ServicePrincipal

CONSENT = Kind[Document](
    name="oAuth2PermissionGrant",
    readers=documents(("id", "clientId", "consentType", "principalId", "resourceId", "scope")),
    filterable=frozenset({"clientId", "consentType", "principalId", "resourceId"}),
)
ASSIGNMENT = Kind[Document](
    name="appRoleAssignment",
    readers=documents(
        (
            "id",
            "appRoleId",
            "createdDateTime",
            "principalDisplayName",
            "principalId",
            "principalType",
            "resourceDisplayName",
            "resourceId",
        )
    ),
    filterable=frozenset({"resourceId"}),
)


def consent(one: Consent, person_id: str) -> Document:
    """What the person with *person_id* consented to."""
    return {
        "id": one.id,
        "clientId": one.client_id,
        "consentType": "Principal",
        "principalId": person_id,
        "resourceId": one.resource_id,
        "scope": one.scope,
    }


def assignment(
    one: Assignment, principal: tuple[str, str, str], resource: ServicePrincipal | None
) -> Document:
    """An assignment to *principal*: its type, id and name."""
    kind, identity, name = principal
    return {
        "id": one.id,
        "appRoleId": one.role_id,
        "createdDateTime": instant(one.created),
        "principalDisplayName": name,
        "principalId": identity,
        "principalType": kind,
        "resourceDisplayName": resource.name if resource else None,
        "resourceId": one.resource_id,
    }
