"""A certificate in Key Vault: its key is made there, by the vault's own policy."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from azure.core.credentials_async import AsyncTokenCredential
from azure.core.exceptions import (
    AzureError,
    ClientAuthenticationError,
    HttpResponseError,
    ResourceNotFoundError,
)
from azure.keyvault.certificates import (
    CertificateContentType,
    CertificateOperation,
    CertificatePolicy,
    KeyType,
    KeyVaultCertificate,
)
from azure.keyvault.certificates.aio import CertificateClient
from cryptography import x509

from shared.config import ConfigError
from shared.setup.checklist import Outcome, Settled
from shared.setup.registration import Registration

_MONTHS = 12
_BITS = 3072
_FORBIDDEN = 403


@dataclass(frozen=True, slots=True)
class CertificateInVault:
    """
    Keeps the certificate *name* in the vault at *address*.

    The app reads it with its key as a secret of the same name, so the policy lets the key be
    exported to whoever may read secrets there. A vault on this machine is *local*.
    """

    address: str
    name: str
    credential: Callable[[], AsyncTokenCredential]
    local: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)  # for the client of the vault

    @property
    def auth(self) -> dict[str, str]:
        return {"certificate": self.name}

    async def certificate(
        self, app: Registration | None, *, what_if: bool
    ) -> Settled[x509.Certificate | None]:
        """The newest version of the certificate, which is made where there is none."""
        try:
            async with self.credential() as credential, self._client(credential) as client:
                return await self._kept(client, app, what_if=what_if)
        except ClientAuthenticationError as error:
            raise ConfigError(
                f"{self.address} lets nobody in without a sign-in of the Azure CLI; run `az login`"
            ) from error
        except HttpResponseError as error:
            raise ConfigError(self._refused(error.status_code)) from error
        except AzureError as error:
            raise ConfigError(
                f"{self.address} cannot be reached; check NIGHTSHIFT_KEY_VAULT_URI and the network"
            ) from error

    def _client(self, credential: AsyncTokenCredential) -> CertificateClient:
        return CertificateClient(
            self.address, credential, verify_challenge_resource=not self.local, **self.options
        )

    async def _kept(
        self, client: CertificateClient, app: Registration | None, *, what_if: bool
    ) -> Settled[x509.Certificate | None]:
        try:
            found = self._public(await client.get_certificate(self.name))
        except ResourceNotFoundError:
            text = f"{self.name} is made in {self.address}, its key with it"
            if what_if or app is None:
                return Settled(Outcome.WOULD_DO, text, None)
            made = await client.create_certificate(self.name, _policy(app))
            return Settled(Outcome.DONE, text, self._public(made))
        return Settled(Outcome.ALREADY_SO, f"{self.name} is in {self.address}", found)

    def _public(self, found: KeyVaultCertificate | CertificateOperation) -> x509.Certificate:
        """The public part; the vault gives the operation itself where that did not end well."""
        if isinstance(found, CertificateOperation) or not found.cer:
            raise ConfigError(
                f"{self.address} has not made the certificate {self.name}; the vault's page says "
                "why, under Certificates"
            )
        return x509.load_der_x509_certificate(bytes(found.cer))

    def _refused(self, status: int | None) -> str:
        if status == _FORBIDDEN:
            return (
                f"{self.address} does not let you make or read the certificate {self.name}; you "
                "need the role Key Vault Certificates Officer there"
            )
        return f"{self.address} did not answer as it should ({status}); try again in some minutes"


def _policy(app: Registration) -> CertificatePolicy:
    """A key that only the vault makes, and that who may read secrets there can use."""
    return CertificatePolicy(
        issuer_name="Self",
        subject=f"CN={app.client_id}",
        exportable=True,
        key_type=KeyType.rsa,
        key_size=_BITS,
        reuse_key=False,
        content_type=CertificateContentType.pkcs12,
        validity_in_months=_MONTHS,
    )
