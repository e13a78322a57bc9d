"""
Which properties a property set of the native reads has; one that is not simulated is left out.

Source: "Property sets in Exchange Online PowerShell module cmdlets".
"""

from collections.abc import Mapping

_MINIMUM = (
    "Alias DisplayName DistinguishedName EmailAddresses ExchangeVersion ExternalDirectoryObjectId "
    "Guid Id Name OrganizationId PrimarySmtpAddress RecipientType RecipientTypeDetails "
    "UserPrincipalName"
)
_CUSTOM_ATTRIBUTES = " ".join(
    [f"CustomAttribute{number}" for number in range(1, 16)]
    + [f"ExtensionCustomAttribute{number}" for number in range(1, 6)]
)
OF_MAILBOX: Mapping[str, str] = {
    "minimum": _MINIMUM,
    "quota": "ArchiveQuota ArchiveWarningQuota CalendarLoggingQuota IssueWarningQuota "
    "ProhibitSendQuota ProhibitSendReceiveQuota RecoverableItemsQuota "
    "RecoverableItemsWarningQuota RulesQuota UseDatabaseQuotaDefaults",
    "audit": "AuditAdmin AuditDelegate AuditEnabled AuditLogAgeLimit AuditOwner DefaultAuditSet",
    "delivery": "AcceptMessagesOnlyFrom AcceptMessagesOnlyFromDLMembers "
    "AcceptMessagesOnlyFromSendersOrMembers DeliverToMailboxAndForward "
    "DowngradeHighPriorityMessagesEnabled ForwardingAddress ForwardingSmtpAddress "
    "GrantSendOnBehalfTo MaxBlockedSenders MaxReceiveSize MaxSafeSenders MaxSendSize "
    "MessageCopyForSendOnBehalfEnabled MessageCopyForSentAsEnabled MessageRecallProcessingEnabled "
    "MessageTrackingReadStatusEnabled RecipientLimits RejectMessagesFrom "
    "RejectMessagesFromDLMembers RejectMessagesFromSendersOrMembers RulesQuota",
    "archive": "ArchiveDatabase ArchiveDomain ArchiveGuid ArchiveName ArchiveQuota ArchiveRelease "
    "ArchiveState ArchiveStatus ArchiveWarningQuota AutoExpandingArchiveEnabled "
    "DisabledArchiveDatabase DisabledArchiveGuid JournalArchiveAddress",
    "hold": "ComplianceTagHoldApplied DelayHoldApplied InPlaceHolds InactiveMailboxRetireTime "
    "LitigationHoldDate LitigationHoldDuration LitigationHoldEnabled LitigationHoldOwner",
    "statisticsseed": "ArchiveDatabaseGuid DatabaseGuid ExchangeGuid",
    "retention": "EndDateForRetentionHold OrphanSoftDeleteTrackingTime RetainDeletedItemsFor "
    "RetainDeletedItemsUntilBackup RetentionComment RetentionHoldEnabled RetentionPolicy "
    "RetentionUrl SingleItemRecoveryEnabled StartDateForRetentionHold UseDatabaseRetentionDefaults",
    "softdelete": "IncludeInGarbageCollection IsInactiveMailbox IsSoftDeletedByDisable "
    "IsSoftDeletedByRemove WhenSoftDeleted",
    "policy": "AddressBookPolicy DataEncryptionPolicy EmailAddressPolicyEnabled "
    "ManagedFolderMailboxPolicy PoliciesExcluded PoliciesIncluded RemoteAccountPolicy "
    "RetentionPolicy RetentionUrl RoleAssignmentPolicy SharingPolicy ThrottlingPolicy",
    "addresslist": "AddressBookPolicy AddressListMembership GeneratedOfflineAddressBooks "
    "HiddenFromAddressListsEnabled OfflineAddressBook",
    "custom": _CUSTOM_ATTRIBUTES,
    "resource": "IsResource ResourceCapacity ResourceCustom ResourceType RoomMailboxAccountEnabled",
    "moderation": "BypassModerationFromSendersOrMembers ModeratedBy ModerationEnabled "
    "SendModerationNotifications",
    "move": "MailboxMoveBatchName MailboxMoveFlags MailboxMoveRemoteHostName MailboxMoveSourceMDB "
    "MailboxMoveStatus MailboxMoveTargetMDB",
    "publicfolder": "DefaultPublicFolderMailbox EffectivePublicFolderMailbox "
    "IsExcludedFromServingHierarchy IsHierarchyReady IsHierarchySyncEnabled "
    "IsRootPublicFolderMailbox",
    "scl": "AntispamBypassEnabled SCLDeleteEnabled SCLDeleteThreshold SCLJunkEnabled "
    "SCLJunkThreshold SCLQuarantineEnabled SCLQuarantineThreshold SCLRejectEnabled "
    "SCLRejectThreshold",
}


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
    "custom": _CUSTOM_ATTRIBUTES,
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
