"""Which properties a property set of the native reads has. Source: Get-EXO property sets."""

from collections.abc import Mapping

_MINIMUM = (
    "Alias DisplayName DistinguishedName EmailAddresses ExchangeVersion ExternalDirectoryObjectId "
    "Guid Id Name OrganizationId PrimarySmtpAddress RecipientType RecipientTypeDetails "
    "UserPrincipalName"
)
OF_MAILBOX: Mapping[str, str] = {
    "minimum": _MINIMUM,
    "quota": "ArchiveQuota ArchiveWarningQuota CalendarLoggingQuota IssueWarningQuota "
    "ProhibitSendQuota ProhibitSendReceiveQuota RecoverableItemsQuota "
    "RecoverableItemsWarningQuota RulesQuota UseDatabaseQuotaDefaults",
    "audit": "AuditAdmin AuditDelegate AuditEnabled AuditLogAgeLimit AuditOwner DefaultAuditSet",
    "delivery": "DeliverToMailboxAndForward ForwardingAddress ForwardingSmtpAddress "
    "GrantSendOnBehalfTo MaxReceiveSize MaxSendSize RecipientLimits RulesQuota",
    "archive": "ArchiveGuid ArchiveQuota ArchiveState ArchiveStatus ArchiveWarningQuota "
    "AutoExpandingArchiveEnabled",
    "hold": "InPlaceHolds LitigationHoldDate LitigationHoldDuration LitigationHoldEnabled",
    "statisticsseed": "ArchiveDatabaseGuid DatabaseGuid ExchangeGuid",
    "retention": "RetainDeletedItemsFor RetentionHoldEnabled RetentionPolicy "
    "SingleItemRecoveryEnabled",
    "softdelete": "IsInactiveMailbox WhenSoftDeleted",
    "policy": "RetentionPolicy",
    "addresslist": "HiddenFromAddressListsEnabled",
    "custom": " ".join(f"CustomAttribute{number}" for number in range(1, 16)),
    "resource": "IsResource ResourceType",
    "moderation": "",
    "move": "",
    "publicfolder": "",
    "scl": "",
}


_CUSTOM = OF_MAILBOX["custom"]
_IN_EVERY_CAS_SET = " Guid Identity Name OrganizationId"
OF_CAS_MAILBOX: Mapping[str, str] = {
    "minimum": "ActiveSyncEnabled DisplayName ECPEnabled EmailAddresses EwsEnabled ExchangeVersion "
    "Guid Identity ImapEnabled MAPIEnabled Name OWAEnabled OrganizationId PopEnabled "
    "PrimarySmtpAddress ServerLegacyDN",
    "activesync": "ActiveSyncEnabled ActiveSyncMailboxPolicy HasActiveSyncDevicePartnership"
    + _IN_EVERY_CAS_SET,
    "ews": "EwsEnabled" + _IN_EVERY_CAS_SET,
    "imap": "ImapEnabled" + _IN_EVERY_CAS_SET,
    "mapi": "MAPIEnabled" + _IN_EVERY_CAS_SET,
    "pop": "PopEnabled" + _IN_EVERY_CAS_SET,
    "protocolsettings": "OWAforDevicesEnabled SmtpClientAuthenticationDisabled" + _IN_EVERY_CAS_SET,
}
OF_RECIPIENT: Mapping[str, str] = {
    "minimum": "ExchangeVersion ExternalDirectoryObjectId Name OrganizationId RecipientType "
    "RecipientTypeDetails",
    "archive": "",
    "custom": _CUSTOM,
    "mailboxmove": "",
    "policy": "",
}


def names_in(sets: str, known: Mapping[str, str]) -> frozenset[str] | None:
    """
    The property names, in lower case, of the comma-separated *sets*; None stands for all.

    *known* are the property sets of the entity that is read.

    Raises:
        KeyError: There is no such set.

    """
    wanted = [one.strip().casefold() for one in sets.split(",") if one.strip()]
    if "all" in wanted:
        return None
    found: set[str] = set()
    for one in wanted:
        found |= set(known[one].casefold().split())
        if one != "minimum":
            found.add("externaldirectoryobjectid")
    return frozenset(found)
