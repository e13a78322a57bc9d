"""The properties of a mailbox. Source: Get-Mailbox, and captures of its answers."""

from collections.abc import Callable
from datetime import timedelta

from local.tenant.exchange.properties.source import Properties, Source
from local.tenant.exchange.values import Bytes, Guid, Value
from local.tenant.state.kinds import GB, Kind

_NO_GUID = Guid("00000000-0000-0000-0000-000000000000")
_DATABASE = Guid("c0ffee00-0000-4000-8000-000000000001")
_FOREST = "EURPR01A001.PROD.OUTLOOK.COM"
VERSION = "0.20 (15.0.0.0)"
_ATTRIBUTES = 15
_ADMIN = ["Update", "MoveToDeletedItems", "SoftDelete", "HardDelete", "SendAs", "SendOnBehalf"]


def _identity() -> dict[str, Callable[[Source], Value]]:
    return {
        "Name": lambda s: s.name,
        "Identity": lambda s: s.name,
        "Id": lambda s: s.name,
        "DisplayName": lambda s: s.person.who.display_name,
        "Alias": lambda s: s.person.who.alias,
        "UserPrincipalName": lambda s: s.person.who.upn,
        "PrimarySmtpAddress": lambda s: s.person.who.address,
        "WindowsEmailAddress": lambda s: s.person.who.address,
        "EmailAddresses": lambda s: s.tenant.people.proxies(s.person),
        "ExternalDirectoryObjectId": lambda s: s.person.who.object_id,
        "Guid": lambda s: Guid(s.person.who.mailbox_guid),
        "ExchangeGuid": lambda s: Guid(s.person.who.exchange_guid),
        "ExchangeObjectId": lambda s: Guid(s.person.who.mailbox_guid),
        "DistinguishedName": lambda s: s.dn,
        "OrganizationId": lambda s: organization_id(s.tenant.domain),
        "RecipientType": lambda _: "UserMailbox",
        "RecipientTypeDetails": lambda s: s.mailbox.kind.value,
        "ExchangeVersion": lambda _: VERSION,
        "ObjectClass": lambda _: ["top", "person", "organizationalPerson", "user"],
        "IsShared": lambda s: s.mailbox.kind is Kind.SHARED,
        "IsResource": lambda s: s.mailbox.kind in {Kind.ROOM, Kind.EQUIPMENT},
        "ResourceType": lambda s: _resource(s.mailbox.kind),
        "IsMailboxEnabled": lambda _: True,
        "IsDirSynced": lambda s: s.person.account.synced,
        "IsInactiveMailbox": lambda s: s.person.account.deleted is not None,
        "AccountDisabled": lambda s: not s.person.account.enabled,
        "MailboxPlan": lambda s: s.mailbox.plan,
        "UsageLocation": lambda s: s.person.who.country,
        "PersistedCapabilities": lambda s: ["BPOS_S_Enterprise"] if s.mailbox.plan else [],
        "DatabaseGuid": lambda _: _DATABASE,
        "ArchiveDatabaseGuid": lambda _: _NO_GUID,
        "WhenCreatedUTC": lambda s: s.mailbox.created,
        "WhenChangedUTC": lambda s: s.mailbox.changed or s.mailbox.created,
        "WhenMailboxCreated": lambda s: s.mailbox.created,
        "WhenSoftDeleted": lambda s: s.person.account.deleted,
        "IsValid": lambda _: True,
        "ObjectState": lambda _: "Unchanged",
    }


def _quotas() -> dict[str, Callable[[Source], Value]]:
    return {
        "IssueWarningQuota": lambda s: Bytes(s.mailbox.quotas.warning),
        "ProhibitSendQuota": lambda s: Bytes(s.mailbox.quotas.send),
        "ProhibitSendReceiveQuota": lambda s: Bytes(s.mailbox.quotas.send_receive),
        "UseDatabaseQuotaDefaults": lambda s: s.mailbox.database_quotas,
        "ArchiveQuota": lambda _: Bytes(100 * GB),
        "ArchiveWarningQuota": lambda _: Bytes(90 * GB),
        "RecoverableItemsQuota": lambda s: Bytes((100 if s.mailbox.hold_since else 30) * GB),
        "RecoverableItemsWarningQuota": lambda s: Bytes((90 if s.mailbox.hold_since else 20) * GB),
        "CalendarLoggingQuota": lambda _: Bytes(6 * GB),
        "RulesQuota": lambda _: Bytes(256 << 10),
        "MaxSendSize": lambda _: Bytes(35 << 20),
        "MaxReceiveSize": lambda _: Bytes(36 << 20),
        "RecipientLimits": lambda _: "500",
    }


def _handling() -> dict[str, Callable[[Source], Value]]:
    return {
        "HiddenFromAddressListsEnabled": lambda s: s.mailbox.hidden,
        "ForwardingAddress": lambda s: s.mailbox.forwarding_to,
        "ForwardingSmtpAddress": lambda s: s.mailbox.forwarding_smtp,
        "DeliverToMailboxAndForward": lambda s: s.mailbox.deliver_and_forward,
        "GrantSendOnBehalfTo": lambda s: [
            s.tenant.people.who(one).alias for one in s.mailbox.on_behalf
        ],
        "LitigationHoldEnabled": lambda s: s.mailbox.hold_since is not None,
        "LitigationHoldDate": lambda s: s.mailbox.hold_since,
        "LitigationHoldDuration": lambda _: "Unlimited",
        "InPlaceHolds": lambda _: [],
        "RetentionHoldEnabled": lambda _: False,
        "SingleItemRecoveryEnabled": lambda _: True,
        "RetainDeletedItemsFor": lambda _: timedelta(days=14),
        "RetentionPolicy": lambda _: "Default MRM Policy",
        "ArchiveStatus": lambda s: "Active" if s.mailbox.archive else "None",
        "ArchiveState": lambda s: "Local" if s.mailbox.archive else "None",
        "ArchiveGuid": _archive_guid,
        "AutoExpandingArchiveEnabled": lambda _: False,
        "AuditEnabled": lambda s: s.mailbox.audited,
        "AuditLogAgeLimit": lambda _: timedelta(days=90),
        "AuditAdmin": lambda _: _ADMIN,
        "AuditDelegate": lambda _: _ADMIN,
        "AuditOwner": lambda _: _ADMIN[:4],
        "DefaultAuditSet": lambda s: s.mailbox.audit_set,
    }


def _archive_guid(source: Source) -> Guid:
    # Any GUID that is its own and stays: the primary one with its first half turned over.
    return Guid("a" + source.person.who.exchange_guid[1:]) if source.mailbox.archive else _NO_GUID


def _attribute(number: int) -> Callable[[Source], Value]:
    return lambda s: s.mailbox.attributes.get(number, "")


def organization_id(domain: str) -> str:
    """The OrganizationId of everything in the tenant whose initial domain is *domain*."""
    hosted = f"{_FOREST}/Microsoft Exchange Hosted Organizations/{domain}"
    return f"{hosted} - {_FOREST}/ConfigurationUnits/{domain}/Configuration"


def _resource(kind: Kind) -> str | None:
    return {Kind.ROOM: "Room", Kind.EQUIPMENT: "Equipment"}.get(kind)


MAILBOX: Properties = {
    **_identity(),
    **_quotas(),
    **_handling(),
    **{f"CustomAttribute{n}": _attribute(n) for n in range(1, _ATTRIBUTES + 1)},
}
