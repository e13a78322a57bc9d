"""The client access settings of a mailbox. Source: Get-CASMailbox."""

from collections.abc import Callable, Mapping

from local.tenant.exchange.mobile_devices import devices_of
from local.tenant.exchange.properties.mailbox import MAILBOX
from local.tenant.exchange.properties.source import Properties, Source
from local.tenant.exchange.values import Value

_KEPT = (
    "Name", "Identity", "DisplayName", "PrimarySmtpAddress", "EmailAddresses", "Guid",
    "ExchangeVersion", "OrganizationId", "ExternalDirectoryObjectId", "Id",
    "DistinguishedName", "WhenCreatedUTC", "WhenChangedUTC", "IsValid", "ObjectState",
)  # fmt: skip
_SERVER = (
    "/o=ExchangeLabs/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Configuration/"
    "cn=Servers/cn=AM0PR01MB0001"
)
PROTOCOLS = (
    "ActiveSyncEnabled", "OWAEnabled", "OWAforDevicesEnabled", "ImapEnabled", "PopEnabled",
    "MAPIEnabled", "ECPEnabled", "OutlookMobileEnabled", "UniversalOutlookEnabled",
    "MacOutlookEnabled", "OneWinNativeOutlookEnabled",
)  # fmt: skip


# What else can be set, and what it is until it is: null is a setting of three states.
SWITCHES: Mapping[str, bool | None] = {
    **dict.fromkeys(PROTOCOLS, True),
    "EwsEnabled": None,
    "EwsAllowOutlook": None,
    "EwsAllowMacOutlook": None,
    "EwsAllowEntourage": None,
    "SmtpClientAuthenticationDisabled": None,
    "ActiveSyncDebugLogging": False,
    "ActiveSyncSuppressReadReceipt": False,
    "ImapUseProtocolDefaults": True,
    "ImapSuppressReadReceipt": False,
    "ImapForceICalForCalendarRetrievalOption": False,
    "PopUseProtocolDefaults": True,
    "PopSuppressReadReceipt": False,
    "PopForceICalForCalendarRetrievalOption": False,
    "PublicFolderClientAccess": False,
    "ShowGalAsDefaultView": True,
    "IsOptimizedForAccessibility": False,
}
LISTS = ("ActiveSyncAllowedDeviceIDs", "ActiveSyncBlockedDeviceIDs", "EwsAllowList", "EwsBlockList")
TEXTS: Mapping[str, str | None] = {
    "ActiveSyncMailboxPolicy": "Default",
    "OwaMailboxPolicy": "OwaMailboxPolicy-Default",
    "EwsApplicationAccessPolicy": None,
    "ImapMessagesRetrievalMimeFormat": "BestBodyFormat",
    "PopMessagesRetrievalMimeFormat": "BestBodyFormat",
}


def _switch(name: str) -> Callable[[Source], Value]:
    return lambda source: source.mailbox.access.get(name, SWITCHES[name])


def _text(name: str) -> Callable[[Source], Value]:
    return lambda source: source.mailbox.access_texts.get(name, TEXTS[name])


def _list(name: str) -> Callable[[Source], Value]:
    return lambda source: source.mailbox.access_lists.get(name, [])


CAS: Properties = {
    **{name: MAILBOX[name] for name in _KEPT},
    **{name: _switch(name) for name in SWITCHES},
    **{name: _text(name) for name in TEXTS},
    **{name: _list(name) for name in LISTS},
    "HasActiveSyncDevicePartnership": lambda s: any(
        one.client == "EAS" for one in devices_of(s.person)
    ),
    "ServerLegacyDN": lambda _: _SERVER,
    "LinkedMasterAccount": lambda s: s.person.who.upn,
}
