"""The client access settings of a mailbox. Source: Get-CASMailbox."""

from local.tenant.exchange.properties.mailbox import MAILBOX
from local.tenant.exchange.properties.source import Properties

_KEPT = ("Name", "Identity", "DisplayName", "PrimarySmtpAddress", "EmailAddresses", "Guid")
_ON = (
    "ActiveSyncEnabled", "OWAEnabled", "OWAforDevicesEnabled", "ImapEnabled", "PopEnabled",
    "MAPIEnabled", "ECPEnabled", "OutlookMobileEnabled", "UniversalOutlookEnabled",
    "MacOutlookEnabled", "OneWinNativeOutlookEnabled",
)  # fmt: skip

CAS: Properties = {
    **{name: MAILBOX[name] for name in _KEPT},
    "ExternalDirectoryObjectId": MAILBOX["ExternalDirectoryObjectId"],
    **dict.fromkeys(_ON, lambda _: True),
    "EwsEnabled": lambda _: None,
    "SmtpClientAuthenticationDisabled": lambda _: None,
    "ActiveSyncMailboxPolicy": lambda _: "Default",
    "OwaMailboxPolicy": lambda _: "OwaMailboxPolicy-Default",
    "HasActiveSyncDevicePartnership": lambda _: False,
}
