"""Which keeper of certificates a person means."""

from datetime import datetime
from pathlib import Path

from azure.core.credentials_async import AsyncTokenCredential

from shared.config import ConfigError
from shared.settings import Settings
from shared.setup.certificate import Keeper
from shared.setup.certificate_file import CertificateFile


def keeper(settings: Settings, now: datetime, where: str, name: str) -> Keeper:
    """
    The keeper that `local FILE` or `vault NAME` means.

    Raises:
        ConfigError: It is neither, or no vault is configured.

    """
    match where:
        case "local":
            return CertificateFile(Path(name), now)
        case "vault" if settings.key_vault is None:
            raise ConfigError("no vault is configured; set NIGHTSHIFT_KEY_VAULT_URI")
        case "vault":
            # Its libraries are large, and a file needs none of them.
            from shared.setup.certificate_in_vault import CertificateInVault  # noqa: PLC0415 - so

            return CertificateInVault(
                settings.key_vault or "", name, _own_sign_in, local=settings.vault_is_local
            )
        case _:
            raise ConfigError(
                f"a certificate is `local FILE` or `vault NAME`, not `{where} {name}`"
            )


def _own_sign_in() -> AsyncTokenCredential:
    """The person's own sign-in to Azure; no client of Exchange or Graph reaches a vault."""
    from azure.identity.aio import AzureCliCredential  # noqa: PLC0415 - a file needs none

    return AzureCliCredential()
