"""
A customer's tenant without any secret: a managed identity vouches for a multi-tenant app.

Source: "Configure an application to trust a managed identity", Microsoft Entra documentation.
"""

from typing import Self

from azure.core.credentials import AccessToken
from azure.core.credentials_async import AsyncTokenCredential
from azure.identity.aio import ClientAssertionCredential, ManagedIdentityCredential

from shared.config import ConfigError
from shared.identity.federation import audience
from shared.identity.method import Ground
from shared.tenants import Auth


async def credential(ground: Ground, auth: Auth) -> AsyncTokenCredential:
    """The app `clientId`, for which the managed identity `identityClientId` vouches."""
    if auth.client_id is None:  # the model has seen to it
        raise ConfigError("federated needs clientId, the multi-tenant app's")
    return _Federated(ground, auth.client_id, auth.identity_client_id)


class _Federated:
    """
    Asks for a fresh assertion before each token.

    azure-identity's own credential takes the assertion from a function that cannot wait.
    """

    def __init__(self, ground: Ground, client_id: str, identity_client_id: str | None) -> None:
        self._ground = ground
        self._client_id = client_id
        self._identity = ManagedIdentityCredential(client_id=identity_client_id)

    async def get_token(
        self, *scopes: str, claims: str | None = None, **options: object
    ) -> AccessToken:
        del options
        wanted = f"{audience(self._ground.cloud)}/.default"
        assertion = (await self._identity.get_token(wanted)).token
        async with ClientAssertionCredential(
            self._ground.tenant_id,
            self._client_id,
            lambda: assertion,
            authority=self._ground.authority,
            disable_instance_discovery=not self._ground.discovery,
        ) as app:
            return await app.get_token(*scopes, claims=claims)

    async def close(self) -> None:
        await self._identity.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exception: object) -> None:
        await self.close()
