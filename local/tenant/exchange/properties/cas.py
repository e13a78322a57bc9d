"""The client access settings of a mailbox. Source: Get-CASMailbox."""

from collections.abc import Callable

from local.tenant.exchange.properties.mailbox import MAILBOX
from local.tenant.exchange.properties.source import Properties, Source
from local.tenant.exchange.values import Value

_KEPT = (
    "Name", "Identity", "DisplayName", "PrimarySmtpAddress", "EmailAddresses", "Guid",
    "ExchangeVersion", "OrganizationId", "ExternalDirectoryObjectId",
)  # fmt: skip
PROTOCOLS = (
    "ActiveSyncEnabled", "OWAEnabled", "OWAforDevicesEnabled", "ImapEnabled", "PopEnabled",
    "MAPIEnabled", "ECPEnabled", "OutlookMobileEnabled", "UniversalOutlookEnabled",
    "MacOutlookEnabled", "OneWinNativeOutlookEnabled",
)  # fmt: skip


def _protocol(name: str) -> Callable[[Source], Value]:
    return lambda source: source.mailbox.access.get(name, True)


def _unset(name: str) -> Callable[[Source], Value]:
    """A setting of three states: null until somebody sets it."""
    return lambda source: source.mailbox.access.get(name)


CAS: Properties = {
    **{name: MAILBOX[name] for name in _KEPT},
    **{name: _protocol(name) for name in PROTOCOLS},
    "EwsEnabled": _unset("EwsEnabled"),
    "SmtpClientAuthenticationDisabled": _unset("SmtpClientAuthenticationDisabled"),
    "ActiveSyncMailboxPolicy": lambda _: "Default",
    "OwaMailboxPolicy": lambda _: "OwaMailboxPolicy-Default",
    "HasActiveSyncDevicePartnership": lambda _: False,
}
