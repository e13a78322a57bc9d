"""An admin in a browser on this machine, with MFA: authorization code with PKCE."""

from azure.core.credentials_async import AsyncTokenCredential
from azure.identity import InteractiveBrowserCredential

from shared.identity.method import Ground
from shared.identity.person import Asking, Person
from shared.tenants import Auth

_AT_A_TERMINAL_S, _UNATTENDED_S = 300, 120


async def credential(ground: Ground, auth: Auth) -> AsyncTokenCredential:
    """Who signs in in the browser, at the public client `clientId` or the service's own."""
    wait_s = _AT_A_TERMINAL_S if ground.attended else _UNATTENDED_S

    def make(**settings: object) -> Asking:
        return InteractiveBrowserCredential(timeout=wait_s, **settings)

    return Person(ground, auth, make, "Sign in in the browser that opens.")
