"""Credentials for a tenant's identities: which way each signs in is in tenants.yaml."""

import logging
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from azure.core.credentials_async import AsyncTokenCredential

from shared.clock import Clock, SystemClock
from shared.clouds import endpoints
from shared.identity.method import Ground, Method, not_kept, on_the_terminal, someone_is_there
from shared.identity.vault import Vault
from shared.settings import Settings
from shared.tenants import Auth, Cloud, Tenant

if TYPE_CHECKING:
    from shared.identity.certificates import Certificate

# At DEBUG it tells the codes and proofs with which somebody signs in.
logging.getLogger("msal.token_cache").setLevel(logging.INFO)


class Credentials(Protocol):
    """Who makes a credential for an identity of a tenant."""

    async def make(self, tenant: Tenant, auth: Auth) -> AsyncTokenCredential:
        """A fresh credential; it holds no token yet."""
        ...


def storage_credential(settings: Settings) -> AsyncTokenCredential:
    """
    The credential for the app's own storage and Key Vault.

    As the Functions host reads the same settings: a managed identity when told so, otherwise the
    developer's own sign-in.
    """
    settings.require_storage()
    return vault_credential(settings)


def vault_credential(settings: Settings) -> AsyncTokenCredential:
    """The credential for Key Vault, which a desk without the app's storage may have as well."""
    from azure.identity.aio import DefaultAzureCredential, ManagedIdentityCredential  # noqa: PLC0415 - one of the two

    storage = settings.storage
    if storage is not None and storage.credential == "managedidentity":
        return ManagedIdentityCredential(client_id=storage.client_id)
    return DefaultAzureCredential()


class AzureCredentials:
    """
    Credentials made by azure-identity.

    *tell* shows a sentence to who sits at the prompt, *attended* says whether anybody does,
    *remember* is told who signed in.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock | None = None,
        tell: Callable[[str], None] = on_the_terminal,
        *,
        attended: Callable[[], bool] = someone_is_there,
        remember: Callable[[str], None] = not_kept,
    ) -> None:
        self._settings = settings
        self._clock = clock or SystemClock()
        self._tell = tell
        self._attended = attended
        self._remember = remember

    async def make(self, tenant: Tenant, auth: Auth) -> AsyncTokenCredential:
        name = auth.method.replace("-", "_")
        method = cast("Method", import_module(f"shared.identity.methods.{name}"))
        return await method.credential(self._ground(tenant), auth)

    async def certificate(self, tenant: Tenant, auth: Auth) -> "Certificate | None":
        """The certificate *auth* signs in with; None for another method. Raises: ConfigError."""
        if auth.method != "certificate":
            return None
        from shared.identity.methods.certificate import certificate_of  # noqa: PLC0415 - seldom used

        return await certificate_of(self._ground(tenant), auth)

    def _ground(self, tenant: Tenant) -> Ground:
        local = tenant.cloud is Cloud.LOCAL
        return Ground(
            tenant.tenant_id,
            endpoints(tenant.cloud, self._settings.local_endpoint).login,
            Vault(
                self._settings.key_vault,
                lambda: storage_credential(self._settings),
                local=self._settings.vault_is_local,
            ),
            self._clock.now(),
            discovery=not local,
            tell=self._tell,
            attended=self._attended(),
            remember=self._remember,
            cloud=tenant.cloud,
        )
