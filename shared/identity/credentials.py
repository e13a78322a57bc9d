"""Credentials for a tenant's identities: managed identity, or a certificate kept in Key Vault."""

import base64
from typing import Protocol

from azure.core.credentials_async import AsyncTokenCredential
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.identity.aio import (
    CertificateCredential,
    DefaultAzureCredential,
    ManagedIdentityCredential,
)
from azure.keyvault.secrets.aio import SecretClient

from shared.clouds import endpoints
from shared.config import ConfigError
from shared.settings import Settings
from shared.tenants import Auth, Cloud, Tenant

_FORBIDDEN = 403


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
    storage = settings.require_storage()
    if storage.credential == "managedidentity":
        return ManagedIdentityCredential(client_id=storage.client_id)
    return DefaultAzureCredential()


class AzureCredentials:
    """Credentials made by azure-identity."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def make(self, tenant: Tenant, auth: Auth) -> AsyncTokenCredential:
        if auth.method == "certificate":
            return await self._certificate(tenant, auth)
        return ManagedIdentityCredential(client_id=auth.client_id)

    async def _certificate(self, tenant: Tenant, auth: Auth) -> CertificateCredential:
        if auth.client_id is None or auth.certificate is None:  # the model has seen to it
            raise ConfigError("certificate needs clientId and certificate")
        local = tenant.cloud is Cloud.LOCAL
        authority = endpoints(tenant.cloud, self._settings.local_endpoint).login
        return CertificateCredential(
            tenant.tenant_id,
            auth.client_id,
            certificate_data=await self._from_vault(auth.certificate, local=local),
            authority=authority,
            disable_instance_discovery=local,
        )

    async def _from_vault(self, name: str, *, local: bool) -> bytes:
        """
        The newest enabled version of certificate *name*, with its key.

        Key Vault gives the key of a certificate as the secret of the same name: PFX in base64, or
        PEM, by its content type.
        """
        vault = self._settings.key_vault
        if vault is None:
            raise ConfigError(
                f"certificate {name!r} is in Key Vault, and no vault is configured; "
                "set NIGHTSHIFT_KEY_VAULT_URI"
            )
        # The challenge of a vault on this machine names the real service, which is no parent of it.
        async with (
            storage_credential(self._settings) as credential,
            SecretClient(vault, credential, verify_challenge_resource=not local) as secrets,
        ):
            try:
                secret = await secrets.get_secret(name)
            except ResourceNotFoundError as error:
                raise ConfigError(
                    f"{vault} has no certificate {name!r}; import it there"
                ) from error
            except HttpResponseError as error:
                if error.status_code != _FORBIDDEN:
                    raise  # a passing fault, told as such by whoever wanted the token
                raise ConfigError(
                    f"certificate {name!r} may not be read from {vault}; the app's identity needs "
                    "the role Key Vault Secrets User there, and the certificate must be enabled"
                ) from error
        value = secret.value or ""
        if secret.properties.content_type == "application/x-pem-file":
            return value.encode()
        try:
            return base64.b64decode(value, validate=True)
        except ValueError as error:
            raise ConfigError(
                f"{name!r} in {vault} is no certificate; import it as PFX or PEM"
            ) from error
