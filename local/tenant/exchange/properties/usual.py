"""
Properties that every mailbox here has, and that nothing in this tenant changes.

They are in the property sets and in full answers; a client may read them and finds what is usual.
Source: captures of Get-Mailbox, and "Property sets in Exchange Online PowerShell module cmdlets".
"""

from collections.abc import Callable, Mapping

from local.tenant.exchange.values import Value

_LISTS: Mapping[str, list[str]] = {
    # A mailbox of the cloud takes no part in address policies; this policy says so.
    "PoliciesExcluded": ["{26491cfc-9e50-4857-861b-0cb8df22b5d7}"],
    "PoliciesIncluded": [],
    "GeneratedOfflineAddressBooks": [],
}
_SPAM = ("SCLDelete", "SCLJunk", "SCLQuarantine", "SCLReject")
_UNSET = (
    "ArchiveDatabase", "ArchiveDomain", "ArchiveRelease", "DefaultPublicFolderMailbox",
    "DisabledArchiveDatabase", "EffectivePublicFolderMailbox", "MailboxMoveBatchName",
    "MailboxMoveRemoteHostName", "MailboxMoveSourceMDB", "MailboxMoveTargetMDB",
    "ManagedFolderMailboxPolicy", "MaxBlockedSenders", "MaxSafeSenders", "OfflineAddressBook",
    "OrphanSoftDeleteTrackingTime", "RemoteAccountPolicy", "ThrottlingPolicy",
    *(f"{what}{part}" for what in _SPAM for part in ("Enabled", "Threshold")),
)  # fmt: skip
_SINGLE: Mapping[str, bool | str | None] = {
    "Database": "EURPR01DG224-db024",
    "ServerName": "am0pr01mb0001",
    "OriginatingServer": "AM0PR01A01DC001.EURPR01A001.PROD.OUTLOOK.COM",
    "OrganizationalUnitRoot": "EURPR01A001.PROD.OUTLOOK.COM",
    "ObjectCategory": "EURPR01A001.PROD.OUTLOOK.COM/Configuration/Schema/Person",
    "AdminDisplayName": "",
    "DowngradeHighPriorityMessagesEnabled": False,
    "EmailAddressPolicyEnabled": False,
    "RetainDeletedItemsUntilBackup": False,
    "AntispamBypassEnabled": False,
    "IsExcludedFromServingHierarchy": False,
    "IsHierarchyReady": True,
    "IsHierarchySyncEnabled": True,
    "IsRootPublicFolderMailbox": False,
    "MailboxMoveFlags": "None",
    "MailboxMoveStatus": "None",
    **dict.fromkeys(_UNSET),
}


def _always(name: str) -> Callable[[object], Value]:
    value = _SINGLE[name]
    return lambda _: value


def _fresh(name: str) -> Callable[[object], Value]:
    return lambda _: list(_LISTS[name])


USUAL: Mapping[str, Callable[[object], Value]] = {
    **{name: _always(name) for name in _SINGLE},
    **{name: _fresh(name) for name in _LISTS},
}
