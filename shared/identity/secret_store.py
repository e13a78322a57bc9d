"""Secrets that are written to Key Vault, and made void when they are good for nothing."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from azure.core.credentials_async import AsyncTokenCredential
from azure.core.exceptions import (
    AzureError,
    ClientAuthenticationError,
    HttpResponseError,
    ServiceRequestError,
)
from azure.core.pipeline.transport import AsyncHttpTransport
from azure.keyvault.secrets.aio import SecretClient

from shared.config import ConfigError
from shared.web.errors import BadCall, Call, Refused, ServiceFault, Unreachable

_ROLE = "Key Vault Secrets Officer"
_DENIED, _FAULT = (401, 403), 500


class SecretStore:
    """
    The Key Vault at *address*, written to with *credential*.

    A vault on this machine (`local`) challenges in the name of the real service, which is no
    parent of its address. *transport* replaces the SDK's own. Every method raises `ConfigError`
    where no vault is configured.
    """

    def __init__(
        self,
        address: str | None,
        credential: Callable[[], AsyncTokenCredential],
        *,
        local: bool = False,
        transport: AsyncHttpTransport[Any, Any] | None = None,
    ) -> None:
        self._address = address
        self._credential = credential
        self._options: dict[str, Any] = {"verify_challenge_resource": not local}
        if transport is not None:
            self._options["transport"] = transport

    @property
    def address(self) -> str:
        """Where the vault is. Raises: ConfigError."""
        if self._address is None:
            raise ConfigError(
                "no Key Vault is configured; set NIGHTSHIFT_KEY_VAULT_URI to its address, like "
                "https://contoso-vault.vault.azure.net"
            )
        return self._address

    async def put(self, name: str, value: str, about: Mapping[str, str]) -> str:
        """
        *value* is the newest version of secret *name*, with *about* as its tags; its version.

        Raises:
            Refused: The sign-in may not write there; `Unreachable`: nobody answers.

        """
        async with self._client(Call("Key Vault, set secret", name)) as client:
            made = await client.set_secret(name, value, tags=dict(about))
            return str(made.properties.version)

    async def void(self, name: str, version: str, about: Mapping[str, str]) -> None:
        """That version of secret *name* can be read no more; *about* says why. Raises as `put`."""
        async with self._client(Call("Key Vault, disable secret", name)) as client:
            await client.update_secret_properties(name, version, enabled=False, tags=dict(about))

    @asynccontextmanager
    async def _client(self, call: Call) -> AsyncIterator[SecretClient]:
        address = self.address
        try:
            async with (
                self._credential() as credential,
                SecretClient(address, credential, **self._options) as client,
            ):
                yield client
        except ClientAuthenticationError as error:
            advice = f"no sign-in to {address}; run `az login` as somebody with the role {_ROLE}"
            raise Refused(call, advice) from error
        except HttpResponseError as error:
            raise _meaning(call, address, error.status_code or _FAULT) from error
        except (AzureError, ValueError) as error:
            sent = not isinstance(error, ServiceRequestError)
            raise Unreachable(call, f"{address} does not answer", sent=sent) from error


def _meaning(call: Call, address: str, status: int) -> Refused | ServiceFault | BadCall:
    """What a refusal of the vault stands for; its own words are not told, they may quote us."""
    if status in _DENIED:
        advice = f"{address} does not let this sign-in write; it needs the role {_ROLE} there"
        return Refused(call, advice, status=status)
    if status >= _FAULT:
        return ServiceFault(call, f"{address} failed", ran=True, status=status)
    advice = f"{address} does not take it; a name has letters, digits and dashes only"
    return BadCall(call, advice, status=status)
