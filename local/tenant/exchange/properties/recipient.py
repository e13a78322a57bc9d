"""The properties of any recipient, mailbox or group. Source: Get-Recipient."""

from collections.abc import Callable, Mapping

from local.tenant.exchange.properties.mailbox import MAILBOX
from local.tenant.exchange.properties.source import Properties
from local.tenant.exchange.values import Row, Value

_NAMES = (
    "Name", "Identity", "Id", "DisplayName", "Alias", "PrimarySmtpAddress", "EmailAddresses",
    "Guid", "ExchangeObjectId", "ExternalDirectoryObjectId", "DistinguishedName", "RecipientType",
    "RecipientTypeDetails", "HiddenFromAddressListsEnabled", "IsDirSynced", "OrganizationId",
    "ExchangeVersion", "IsValid", "ObjectState", *(f"CustomAttribute{n}" for n in range(1, 16)),
)  # fmt: skip
RECIPIENT: Properties = {name: MAILBOX[name] for name in _NAMES}


def _of_row(name: str) -> Callable[[Row], Value]:
    return lambda row: row.get(name)


# The same names read from the row of a group, for filters; what a group has not is empty.
OF_GROUP: Mapping[str, Callable[[Row], Value]] = {name: _of_row(name) for name in _NAMES}
