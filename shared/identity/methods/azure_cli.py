"""Who signed in with `az login`: for development."""

from azure.core.credentials_async import AsyncTokenCredential
from azure.identity.aio import AzureCliCredential

from shared.identity.method import Ground
from shared.tenants import Auth


async def credential(ground: Ground, auth: Auth) -> AsyncTokenCredential:
    """The Azure CLI's account, in the ground's tenant."""
    del auth
    return AzureCliCredential(tenant_id=ground.tenant_id)
