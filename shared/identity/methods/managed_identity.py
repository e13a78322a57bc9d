"""The identity that Azure gives a function app: no secret, nothing to renew."""

from azure.core.credentials_async import AsyncTokenCredential
from azure.identity.aio import ManagedIdentityCredential

from shared.identity.method import Ground
from shared.tenants import Auth


async def credential(ground: Ground, auth: Auth) -> AsyncTokenCredential:
    """The user-assigned identity of `clientId`, or the system's own without one."""
    del ground  # the platform knows the tenant
    return ManagedIdentityCredential(client_id=auth.client_id)
