"""Which properties a property set of the native reads has. Source: Get-EXO property sets."""

_MINIMUM = (
    "Alias DisplayName DistinguishedName EmailAddresses ExchangeVersion ExternalDirectoryObjectId "
    "Guid Id Name OrganizationId PrimarySmtpAddress RecipientType RecipientTypeDetails "
    "UserPrincipalName"
)
_SETS = {
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


def names_in(sets: str) -> frozenset[str] | None:
    """
    The property names, in lower case, of the comma-separated *sets*; None stands for all.

    Raises:
        KeyError: There is no such set.

    """
    wanted = [one.strip().casefold() for one in sets.split(",") if one.strip()]
    if "all" in wanted:
        return None
    found: set[str] = set()
    for one in wanted:
        found |= set(_SETS[one].casefold().split())
        if one != "minimum":
            found.add("externaldirectoryobjectid")
    return frozenset(found)
