"""An admin in a browser on this machine, with MFA: authorization code with PKCE."""

from functools import partial

from azure.core.credentials_async import AsyncTokenCredential
from azure.identity import InteractiveBrowserCredential

from shared.identity.method import Ground
from shared.identity.person import Asking, Cache, Person
from shared.identity.public_client import client_id_of
from shared.tenants import Auth


async def credential(ground: Ground, auth: Auth) -> AsyncTokenCredential:
    """Who signs in in the browser, at the public client `clientId` or the service's own."""

    def make(client: str, cache: Cache) -> Asking:
        return InteractiveBrowserCredential(
            tenant_id=ground.tenant_id,
            client_id=client,
            authority=ground.authority,
            disable_instance_discovery=not ground.discovery,
            cache_persistence_options=cache,
        )

    return Person(partial(client_id_of, auth), make)
