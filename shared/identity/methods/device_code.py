"""An admin at another machine's browser: for terminals that have none."""

from datetime import datetime
from typing import Any

from azure.core.credentials_async import AsyncTokenCredential
from azure.identity import DeviceCodeCredential

from shared.identity.method import Ground
from shared.identity.person import Asking, Person
from shared.tenants import Auth

_UNATTENDED_S = 300


async def credential(ground: Ground, auth: Auth) -> AsyncTokenCredential:
    """Who enters the code, at the public client `clientId` or the service's own."""
    # With somebody at the terminal the code itself says how long it is good.
    wait_s = None if ground.attended else _UNATTENDED_S

    def show(address: str, code: str, until: datetime) -> None:
        ground.tell(f"To sign in, open {address} and enter {code} (until {until:%H:%M} UTC).")

    def make(**settings: Any) -> Asking:  # noqa: ANN401 - azure-identity's settings as they come
        return DeviceCodeCredential(prompt_callback=show, timeout=wait_s, **settings)

    return Person(ground, auth, make)
