"""`azure-keyvault-secrets` and `-certificates`, unmodified, as their users set them up."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from azure.keyvault.certificates import CertificateClient
from azure.keyvault.secrets import SecretClient

from tests.conformance.identity import Entrance


class Vault:
    """Both of Microsoft's clients, signed in with one credential."""

    def __init__(self, entry: Entrance, stack: ExitStack, credential: Any) -> None:
        stack.enter_context(credential)
        given = {
            "vault_url": entry.served.origin,
            "credential": credential,
            "verify_challenge_resource": False,  # the vault's host is not below vault.azure.net
            "connection_verify": str(entry.served.ca),
        }
        self.secrets = stack.enter_context(SecretClient(**given))
        self.certificates = stack.enter_context(CertificateClient(**given))
        self.calls: Callable[..., list[dict[str, Any]]] = entry.calls
