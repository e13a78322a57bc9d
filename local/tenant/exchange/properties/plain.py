"""
Properties of a mailbox that are set, kept and read back, and have no other effect here.

Each is a parameter of Set-Mailbox of the same name. Source: Set-Mailbox.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta

from local.tenant.exchange.kept import Kept, shown
from local.tenant.exchange.properties.source import Source
from local.tenant.exchange.values import Bytes, Value

_MB, _DAY_S = 1 << 20, 86400
PLAIN: Mapping[str, Kept] = {
    "HiddenFromAddressListsEnabled": Kept("bool", default=False),
    "UseDatabaseQuotaDefaults": Kept("bool", default=False),
    "UseDatabaseRetentionDefaults": Kept("bool", default=False),
    "SingleItemRecoveryEnabled": Kept("bool", default=True),
    "RetentionHoldEnabled": Kept("bool", default=False),
    "ElcProcessingDisabled": Kept("bool", default=False),
    "CalendarVersionStoreDisabled": Kept("bool", default=False),
    "CalendarRepairDisabled": Kept("bool", default=False),
    "MessageCopyForSentAsEnabled": Kept("bool", default=False),
    "MessageCopyForSendOnBehalfEnabled": Kept("bool", default=False),
    "MessageCopyForSMTPClientSubmissionEnabled": Kept("bool", default=True),
    "MessageTrackingReadStatusEnabled": Kept("bool", default=True),
    "MessageRecallProcessingEnabled": Kept("bool", default=True),
    "ModerationEnabled": Kept("bool", default=False),
    "RequireSenderAuthenticationEnabled": Kept("bool", default=False),
    "MaxSendSize": Kept("size", Bytes(35 * _MB), most=150 * _MB),
    "MaxReceiveSize": Kept("size", Bytes(36 * _MB), most=150 * _MB),
    "RulesQuota": Kept("size", Bytes(256 << 10), least=32 << 10, most=256 << 10),
    "RetainDeletedItemsFor": Kept("text", timedelta(days=14), most=30 * _DAY_S),
    "AuditLogAgeLimit": Kept("text", timedelta(days=90), most=24855 * _DAY_S),
    "RecipientLimits": Kept("text", "500"),
    "RetentionPolicy": Kept("text", "Default MRM Policy"),
    "RoleAssignmentPolicy": Kept("text", "Default Role Assignment Policy"),
    "SharingPolicy": Kept("text", "Default Sharing Policy"),
    "AddressBookPolicy": Kept("text", None),
    "DataEncryptionPolicy": Kept("text", None),
    "RetentionComment": Kept("text", ""),
    "RetentionUrl": Kept("text", ""),
    "Office": Kept("text", ""),
    "MailTip": Kept("text", None),
    "SimpleDisplayName": Kept("text", ""),
    "JournalArchiveAddress": Kept("text", ""),
    "StartDateForRetentionHold": Kept("time", None),
    "EndDateForRetentionHold": Kept("time", None),
    "SendModerationNotifications": Kept("Always|Internal|Never", "Always"),
    "ExternalOofOptions": Kept("External|InternalOnly", "External"),
    "ResourceCapacity": Kept("count", None),
    "ResourceCustom": Kept("many", []),
    "Languages": Kept("many", ["en-US"]),
    "ModeratedBy": Kept("many", []),
    "BypassModerationFromSendersOrMembers": Kept("many", []),
    **{
        f"{way}Messages{from_whom}": Kept("many", [])
        for way, from_whom in (
            ("Accept", "OnlyFrom"), ("Accept", "OnlyFromDLMembers"),
            ("Accept", "OnlyFromSendersOrMembers"), ("Reject", "From"),
            ("Reject", "FromDLMembers"), ("Reject", "FromSendersOrMembers"),
        )
    },
    **{f"ExtensionCustomAttribute{number}": Kept("many", []) for number in range(1, 6)},
}  # fmt: skip


def plain(name: str) -> Callable[[Source], Value]:
    """What reads property *name*, as it was set or as it is by default."""
    known = PLAIN[name]
    return lambda source: shown(known, source.mailbox.settings, name)
