"""Key Vault as the sign-in uses it: certificates with their keys, found by name or thumbprint."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from azure.core.credentials_async import AsyncTokenCredential
from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.keyvault.secrets.aio import SecretClient

from shared.config import ConfigError

_FORBIDDEN = 403


@dataclass(frozen=True, slots=True)
class Kept:
    """A secret as the vault gives it; its text never shows the value."""

    name: str
    value: str = field(repr=False)
    content_type: str | None = None


class Vault:
    """
    The Key Vault at *address*, read with the app's own credential.

    A vault on this machine (`local`) challenges in the name of the real service, which is no
    parent of its address.
    """

    def __init__(
        self,
        address: str | None,
        credential: Callable[[], AsyncTokenCredential],
        *,
        local: bool = False,
    ) -> None:
        self._address = address
        self._credential = credential
        self._local = local

    async def secret(self, name: str) -> Kept:
        """
        The newest enabled version of secret *name*; of a certificate, with its key.

        Raises:
            ConfigError: There is no vault or no such secret, or it may not be read.

        """
        address = self._where(f"{name!r}")
        with _plainly(f"{name!r}", address, "Key Vault Secrets User"):
            async with (
                self._credential() as credential,
                SecretClient(
                    address, credential, verify_challenge_resource=not self._local
                ) as secrets,
            ):
                found = await secrets.get_secret(name)
        return Kept(name, found.value or "", found.properties.content_type)

    async def named_by(self, thumbprint: str) -> str:
        """
        The name of the enabled certificate whose SHA-1 thumbprint is *thumbprint* (hexadecimal).

        Raises:
            ConfigError: No certificate has it, or the list may not be read.

        """
        from azure.keyvault.certificates.aio import CertificateClient  # noqa: PLC0415 - seldom used

        address = self._where(f"with thumbprint {thumbprint}")
        wanted = thumbprint.replace(":", "").replace(" ", "").casefold()
        with _plainly(f"with thumbprint {thumbprint}", address, "Key Vault Certificate User"):
            async with (
                self._credential() as credential,
                CertificateClient(
                    address, credential, verify_challenge_resource=not self._local
                ) as certificates,
            ):
                async for one in certificates.list_properties_of_certificates():
                    held = bytes(one.x509_thumbprint or b"").hex()
                    if held == wanted and one.enabled and one.name:
                        return one.name
        raise ConfigError(
            f"no enabled certificate in {address} has the thumbprint {thumbprint}; import it "
            "there, or name another in tenants.yaml"
        )

    def _where(self, what: str) -> str:
        if self._address is None:
            raise ConfigError(
                f"the certificate {what} is in Key Vault, and no vault is configured; "
                "set NIGHTSHIFT_KEY_VAULT_URI"
            )
        return self._address


@contextmanager
def _plainly(what: str, address: str, role: str) -> Iterator[None]:
    """Within the block, what the vault refuses for good is a mistake of the configuration."""
    try:
        yield
    except ResourceNotFoundError as error:
        raise ConfigError(f"{address} has no certificate {what}; import it there") from error
    except HttpResponseError as error:
        if error.status_code != _FORBIDDEN:
            raise  # a passing fault, told as such by whoever wanted the token
        raise ConfigError(
            f"certificate {what} may not be read from {address}; the app's identity needs the "
            f"role {role} there, and the certificate must be enabled"
        ) from error
