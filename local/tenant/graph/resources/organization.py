"""`/organization` and `/domains`."""

from local.tenant.graph.lists import page
from local.tenant.graph.route import Call, route
from local.tenant.messages import Answer, Document, Json
from local.tenant.seed.organization import Domain

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
            "type": "Managed",
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
    return page(call, [row], lambda one: one)


@route("GET", "/domains", *_READ)
def domains(call: Call) -> Answer:
    """The domains of the tenant."""
    return page(call, call.tenant.domains, _domain)


def _domain(one: Domain) -> Document:
    return {
        "id": one.name,
        "authenticationType": "Managed",
        "isDefault": one.default,
        "isInitial": one.initial,
        "isVerified": True,
        "isAdminManaged": True,
        "supportedServices": ["Email"],
    }
