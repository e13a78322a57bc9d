"""`/organization` and `/domains`."""

from local.tenant.graph import refusals
from local.tenant.graph.kind import Kind, documents
from local.tenant.graph.lists import entity, page
from local.tenant.graph.route import Call, route
from local.tenant.messages import Answer, Document, Json
from local.tenant.seed.organization import Domain

_ORGANIZATION = Kind[Document](
    name="organization",
    readers=documents(
        (
            "id",
            "displayName",
            "countryLetterCode",
            "tenantType",
            "onPremisesSyncEnabled",
            "verifiedDomains",
        )
    ),
)
_DOMAIN = Kind[Document](
    name="domain",
    readers=documents(
        (
            "id",
            "authenticationType",
            "isDefault",
            "isInitial",
            "isVerified",
            "isAdminManaged",
            "supportedServices",
        )
    ),
)
_READ = ("Organization.Read.All", "Directory.Read.All", "Domain.Read.All")


@route("GET", "/organization", *_READ)
def organization(call: Call) -> Answer:
    """The one organisation of the tenant."""
    tenant = call.tenant
    domains: list[Json] = [
        {
            "name": one.name,
            "isDefault": one.default,
            "isInitial": one.initial,
            "type": _authentication(one),
            "capabilities": "Email, OfficeCommunicationsOnline",
        }
        for one in tenant.domains
    ]
    row: Document = {
        "id": tenant.tenant_id,
        "displayName": tenant.names.short.title(),
        "countryLetterCode": "DE",
        "tenantType": "AAD",
        "onPremisesSyncEnabled": True,
        "verifiedDomains": domains,
    }
    return page(call, _ORGANIZATION, [row])


@route("GET", "/domains", *_READ)
def domains(call: Call) -> Answer:
    """The domains of the tenant."""
    return page(call, _DOMAIN, [_domain(one) for one in call.tenant.domains])


@route("GET", "/domains/{id}", *_READ)
def get_domain(call: Call) -> Answer:
    """One domain."""
    for one in call.tenant.domains:
        if one.name == call.names["id"].casefold():
            return entity(call, _DOMAIN, _domain(one))
    raise refusals.not_found(call.names["id"])


def _domain(one: Domain) -> Document:
    return {
        "id": one.name,
        "authenticationType": _authentication(one),
        "isDefault": one.default,
        "isInitial": one.initial,
        "isVerified": True,
        "isAdminManaged": True,
        "supportedServices": ["Email"],
    }


def _authentication(one: Domain) -> str:
    return "Federated" if one.federated else "Managed"
