"""An admin at another machine's browser: for terminals that have none."""

from datetime import datetime
from functools import partial

from azure.core.credentials_async import AsyncTokenCredential
from azure.identity import DeviceCodeCredential

from shared.identity.method import Ground
from shared.identity.person import Asking, Cache, Person
from shared.identity.public_client import client_id_of
from shared.tenants import Auth


async def credential(ground: Ground, auth: Auth) -> AsyncTokenCredential:
    """Who enters the code, at the public client `clientId` or the service's own."""

    def show(address: str, code: str, until: datetime) -> None:
        ground.tell(f"To sign in, open {address} and enter {code} (until {until:%H:%M} UTC).")

    def make(client: str, cache: Cache) -> Asking:
        return DeviceCodeCredential(
            client,
            prompt_callback=show,
            tenant_id=ground.tenant_id,
            authority=ground.authority,
            disable_instance_discovery=not ground.discovery,
            cache_persistence_options=cache,
        )

    return Person(partial(client_id_of, auth), make)
