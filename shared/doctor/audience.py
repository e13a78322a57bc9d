"""Whether a token is for the service and the tenant at hand. Pure."""

from shared.clouds import endpoints
from shared.identity.tokens import Claims
from shared.tenants import Cloud, Tenant

# Other names of the same service, in every cloud.
_ALSO = frozenset({"https://outlook.office.com", "00000002-0000-0ff1-ce00-000000000000"})


def exchange_of(tenant: Tenant) -> str:
    """The audience of tokens for Exchange Online in the cloud of *tenant*."""
    # A local tenant answers in the name of the public cloud.
    cloud = Cloud.PUBLIC if tenant.cloud is Cloud.LOCAL else tenant.cloud
    return endpoints(cloud, None).exchange


def is_for_exchange(claims: Claims, tenant: Tenant) -> bool:
    """Whether Exchange Online of that cloud is the audience."""
    return claims.audience.rstrip("/") in {exchange_of(tenant), *_ALSO}


def is_for_tenant(claims: Claims, tenant: Tenant) -> bool:
    """Whether the token is for *tenant*."""
    return claims.tenant_id == tenant.tenant_id
