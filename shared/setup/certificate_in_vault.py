"""A certificate in Key Vault: its key is made there, by the vault's own policy."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from azure.core.credentials_async import AsyncTokenCredential
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
        from azure.core.exceptions import (  # noqa: PLC0415 - who keeps a file needs no vault
            ClientAuthenticationError,
            HttpResponseError,
        )

        try:
            found = await self._found()
            if found is not None:
                text = f"{self.name} is in {self.address}"
                return Settled(Outcome.ALREADY_SO, text, found)
            text = f"{self.name} is made in {self.address}, its key with it"
            if what_if or app is None:
                return Settled(Outcome.WOULD_DO, text, None)
            return Settled(Outcome.DONE, text, await self._made(app))
        except ClientAuthenticationError as error:
            raise ConfigError(
                f"{self.address} lets nobody in without a sign-in of the Azure CLI; run `az login`"
            ) from error
        except HttpResponseError as error:
            raise ConfigError(self._refused(error.status_code)) from error

    async def _found(self) -> x509.Certificate | None:
        from azure.core.exceptions import ResourceNotFoundError  # noqa: PLC0415 - likewise
        from azure.keyvault.certificates.aio import CertificateClient  # noqa: PLC0415 - likewise

        async with (
            self.credential() as credential,
            CertificateClient(
                self.address,
                credential,
                verify_challenge_resource=not self.local,
                **self.options,
            ) as client,
        ):
            try:
                found = await client.get_certificate(self.name)
            except ResourceNotFoundError:
                return None
            return x509.load_der_x509_certificate(bytes(found.cer or b""))

    async def _made(self, app: Registration) -> x509.Certificate:
        from azure.keyvault.certificates import CertificatePolicy  # noqa: PLC0415 - likewise
        from azure.keyvault.certificates.aio import CertificateClient  # noqa: PLC0415 - likewise

        policy = CertificatePolicy(
            issuer_name="Self",
            subject=f"CN={app.client_id}",
            exportable=True,
            key_type="RSA",
            key_size=_BITS,
            reuse_key=False,
            content_type="application/x-pkcs12",
            validity_in_months=_MONTHS,
        )
        async with (
            self.credential() as credential,
            CertificateClient(
                self.address,
                credential,
                verify_challenge_resource=not self.local,
                **self.options,
            ) as client,
        ):
            made = await client.create_certificate(self.name, policy)
            return x509.load_der_x509_certificate(bytes(getattr(made, "cer", None) or b""))

    def _refused(self, status: int | None) -> str:
        if status == _FORBIDDEN:
            return (
                f"{self.address} does not let you make or read the certificate {self.name}; you "
                "need the role Key Vault Certificates Officer there"
            )
        return f"{self.address} did not answer as it should ({status}); try again in some minutes"
