"""
Who may do what in the vault.

Source: Azure built-in roles for Key Vault data plane operations.
"""

from collections.abc import Collection
from enum import StrEnum


class Action(StrEnum):
    """The data actions that the routes here need."""

    GET_SECRET = "Microsoft.KeyVault/vaults/secrets/getSecret/action"  # noqa: S105 - an action
    SECRETS_METADATA = "Microsoft.KeyVault/vaults/secrets/readMetadata/action"
    SET_SECRET = "Microsoft.KeyVault/vaults/secrets/setSecret/action"  # noqa: S105 - likewise
    UPDATE_SECRET = "Microsoft.KeyVault/vaults/secrets/update/action"  # noqa: S105 - likewise
    READ_CERTIFICATE = "Microsoft.KeyVault/vaults/certificates/read"
    CREATE_CERTIFICATE = "Microsoft.KeyVault/vaults/certificates/create/action"
    IMPORT_CERTIFICATE = "Microsoft.KeyVault/vaults/certificates/import/action"
    UPDATE_CERTIFICATE = "Microsoft.KeyVault/vaults/certificates/update/action"


SECRETS_USER = "Key Vault Secrets User"
READER = "Key Vault Reader"
SECRETS_OFFICER = "Key Vault Secrets Officer"
CERTIFICATE_USER = "Key Vault Certificate User"
CERTIFICATES_OFFICER = "Key Vault Certificates Officer"
ADMINISTRATOR = "Key Vault Administrator"

_READS_SECRETS = {Action.GET_SECRET, Action.SECRETS_METADATA}
_CERTIFICATES = {
    Action.READ_CERTIFICATE,
    Action.CREATE_CERTIFICATE,
    Action.IMPORT_CERTIFICATE,
    Action.UPDATE_CERTIFICATE,
}
_MAY: dict[str, set[Action]] = {
    SECRETS_USER: _READS_SECRETS,
    READER: {Action.SECRETS_METADATA, Action.READ_CERTIFICATE},
    SECRETS_OFFICER: {*_READS_SECRETS, Action.SET_SECRET, Action.UPDATE_SECRET},
    CERTIFICATE_USER: {*_READS_SECRETS, Action.READ_CERTIFICATE},
    CERTIFICATES_OFFICER: _CERTIFICATES,
    ADMINISTRATOR: set(Action),
}


def allowed(roles: Collection[str], action: Action) -> bool:
    """Whether one of *roles* has *action* in it."""
    return any(action in _MAY.get(role, ()) for role in roles)
