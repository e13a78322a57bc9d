"""
Properties of a mailbox that are set, kept and read back, and have no other effect here.

Each is a parameter of Set-Mailbox of the same name. Source: Set-Mailbox.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from local.tenant.exchange.binding import UNLIMITED
from local.tenant.exchange.properties.source import Source
from local.tenant.exchange.values import Bytes, Value


@dataclass(frozen=True, slots=True)
class Plain:
    """
    One property; `type` is that of the parameter, `default` what holds until it is set.

    `most` bounds a size in bytes or a length of time in seconds.
    """

    type: str
    default: Value
    least: int = 0
    most: int = UNLIMITED


_MB, _DAY_S = 1 << 20, 86400
PLAIN: Mapping[str, Plain] = {
    "HiddenFromAddressListsEnabled": Plain("bool", default=False),
    "UseDatabaseQuotaDefaults": Plain("bool", default=False),
    "UseDatabaseRetentionDefaults": Plain("bool", default=False),
    "SingleItemRecoveryEnabled": Plain("bool", default=True),
    "RetentionHoldEnabled": Plain("bool", default=False),
    "ElcProcessingDisabled": Plain("bool", default=False),
    "CalendarVersionStoreDisabled": Plain("bool", default=False),
    "CalendarRepairDisabled": Plain("bool", default=False),
    "MessageCopyForSentAsEnabled": Plain("bool", default=False),
    "MessageCopyForSendOnBehalfEnabled": Plain("bool", default=False),
    "MessageCopyForSMTPClientSubmissionEnabled": Plain("bool", default=True),
    "MessageTrackingReadStatusEnabled": Plain("bool", default=True),
    "MessageRecallProcessingEnabled": Plain("bool", default=True),
    "ModerationEnabled": Plain("bool", default=False),
    "RequireSenderAuthenticationEnabled": Plain("bool", default=False),
    "MaxSendSize": Plain("size", Bytes(35 * _MB), most=150 * _MB),
    "MaxReceiveSize": Plain("size", Bytes(36 * _MB), most=150 * _MB),
    "RulesQuota": Plain("size", Bytes(256 << 10), least=32 << 10, most=256 << 10),
    "RetainDeletedItemsFor": Plain("text", timedelta(days=14), most=30 * _DAY_S),
    "AuditLogAgeLimit": Plain("text", timedelta(days=90), most=24855 * _DAY_S),
    "RecipientLimits": Plain("text", "500"),
    "RetentionPolicy": Plain("text", "Default MRM Policy"),
    "RoleAssignmentPolicy": Plain("text", "Default Role Assignment Policy"),
    "SharingPolicy": Plain("text", "Default Sharing Policy"),
    "AddressBookPolicy": Plain("text", None),
    "DataEncryptionPolicy": Plain("text", None),
    "RetentionComment": Plain("text", ""),
    "RetentionUrl": Plain("text", ""),
    "Office": Plain("text", ""),
    "MailTip": Plain("text", None),
    "SimpleDisplayName": Plain("text", ""),
    "JournalArchiveAddress": Plain("text", ""),
    "StartDateForRetentionHold": Plain("time", None),
    "EndDateForRetentionHold": Plain("time", None),
    "SendModerationNotifications": Plain("Always|Internal|Never", "Always"),
    "ExternalOofOptions": Plain("External|InternalOnly", "External"),
    "ResourceCapacity": Plain("count", None),
    "ResourceCustom": Plain("many", []),
    "Languages": Plain("many", ["en-US"]),
    "ModeratedBy": Plain("many", []),
    "BypassModerationFromSendersOrMembers": Plain("many", []),
    **{
        f"{way}Messages{from_whom}": Plain("many", [])
        for way, from_whom in (
            ("Accept", "OnlyFrom"), ("Accept", "OnlyFromDLMembers"),
            ("Accept", "OnlyFromSendersOrMembers"), ("Reject", "From"),
            ("Reject", "FromDLMembers"), ("Reject", "FromSendersOrMembers"),
        )
    },
    **{f"ExtensionCustomAttribute{number}": Plain("many", []) for number in range(1, 6)},
}  # fmt: skip


def plain(name: str) -> Callable[[Source], Value]:
    """What reads property *name*, as it was set or as it is by default."""
    known = PLAIN[name]

    def read(source: Source) -> Value:
        kept = source.mailbox.settings
        if name not in kept:
            return known.default
        value = kept[name]
        match known.default, value:
            case Bytes(), int():
                return "Unlimited" if value >= UNLIMITED else Bytes(value)
            case timedelta(), int():
                return timedelta(seconds=value)
            case _, str() if known.type == "time":
                return datetime.fromisoformat(value)
            case _:
                return value

    return read
