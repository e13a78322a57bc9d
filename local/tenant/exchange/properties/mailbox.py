"""The properties of a mailbox. Source: Get-Mailbox, and captures of its answers."""

from collections.abc import Callable
from datetime import timedelta

from local.tenant.exchange.properties.audit_actions import LOGON_TYPES, audited
from local.tenant.exchange.properties.plain import PLAIN, plain
from local.tenant.exchange.properties.source import Properties, Source
from local.tenant.exchange.properties.statistics import DATABASE, SERVER
from local.tenant.exchange.properties.usual import USUAL
from local.tenant.exchange.quotas import recoverable_gigabytes
from local.tenant.exchange.recipients import legacy_name
from local.tenant.exchange.values import Bytes, Guid, Local, Value
from local.tenant.mailbox_life import Life, delayed, ended
from local.tenant.state.kinds import GB, Kind

_NO_GUID = Guid("00000000-0000-0000-0000-000000000000")
_DATABASE = Guid("c0ffee00-0000-4000-8000-000000000001")
_FOREST = "EURPR01A001.PROD.OUTLOOK.COM"
VERSION = "0.20 (15.0.0.0)"
_LOCATION = "Primary;eurprd01.prod.outlook.com"
_ADDRESS_LISTS = ("Mailboxes(VLV)", "All Mailboxes(VLV)", "All Recipients(VLV)")
_ATTRIBUTES = 15


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
        "ResourceType": lambda s: s.mailbox.resource or _resource(s.mailbox.kind),
        "RoomMailboxAccountEnabled": lambda s: (
            s.person.account.enabled if s.mailbox.kind is Kind.ROOM else None
        ),
        "LegacyExchangeDN": lambda s: legacy_name(s.person),
        "IsExchangeCloudManaged": lambda s: s.mailbox.cloud_managed,
        "IsMailboxEnabled": lambda _: True,
        "IsDirSynced": lambda s: s.person.account.synced,
        "AccountDisabled": lambda s: not s.person.account.enabled,
        "MailboxPlan": lambda s: s.mailbox.plan,
        "UsageLocation": lambda s: s.person.who.country,
        "PersistedCapabilities": lambda s: ["BPOS_S_Enterprise"] if s.mailbox.plan else [],
        "Database": lambda _: DATABASE,
        "DatabaseGuid": lambda _: _DATABASE,
        "ServerName": lambda _: SERVER,
        "ArchiveDatabaseGuid": lambda _: _NO_GUID,
        "MailboxLocations": lambda s: [f"1;{s.person.who.exchange_guid};{_LOCATION};{_DATABASE}"],
        "AddressListMembership": _address_lists,
        "WhenCreated": lambda s: Local(s.mailbox.created),
        "WhenChanged": lambda s: Local(s.mailbox.changed or s.mailbox.created),
        "WhenCreatedUTC": lambda s: s.mailbox.created,
        "WhenChangedUTC": lambda s: s.mailbox.changed or s.mailbox.created,
        "WhenMailboxCreated": lambda s: s.mailbox.created,
        "IsValid": lambda _: True,
        "ObjectState": lambda _: "Unchanged",
    }


def _life() -> dict[str, Callable[[Source], Value]]:
    return {
        "IsInactiveMailbox": lambda s: s.life is Life.INACTIVE,
        "WhenSoftDeleted": lambda s: ended(s.person, s.tenant.clock.now()),
        "RecipientSoftDeletedStatus": lambda s: int(s.life is not Life.ACTIVE),
        "IsSoftDeletedByRemove": lambda s: s.person.account.deleted is not None,
        "IsSoftDeletedByDisable": lambda s: (
            s.life is not Life.ACTIVE and s.person.account.deleted is None
        ),
        "IncludeInGarbageCollection": lambda _: False,
        "InactiveMailboxRetireTime": lambda _: None,
    }


def _quotas() -> dict[str, Callable[[Source], Value]]:
    return {
        "IssueWarningQuota": lambda s: Bytes(s.mailbox.quotas.warning),
        "ProhibitSendQuota": lambda s: Bytes(s.mailbox.quotas.send),
        "ProhibitSendReceiveQuota": lambda s: Bytes(s.mailbox.quotas.send_receive),
        "ArchiveQuota": lambda s: Bytes((110 if s.mailbox.archive_grows else 100) * GB),
        "ArchiveWarningQuota": lambda s: Bytes((100 if s.mailbox.archive_grows else 90) * GB),
        "RecoverableItemsQuota": lambda s: Bytes(recoverable_gigabytes(s.mailbox)[0] * GB),
        "RecoverableItemsWarningQuota": lambda s: Bytes(recoverable_gigabytes(s.mailbox)[1] * GB),
        "CalendarLoggingQuota": lambda _: Bytes(6 * GB),
    }


def _handling() -> dict[str, Callable[[Source], Value]]:
    return {
        "ForwardingAddress": lambda s: s.mailbox.forwarding_to,
        "ForwardingSmtpAddress": lambda s: s.mailbox.forwarding_smtp,
        "DeliverToMailboxAndForward": lambda s: s.mailbox.deliver_and_forward,
        "GrantSendOnBehalfTo": lambda s: [
            s.tenant.people.who(one).alias for one in s.mailbox.on_behalf
        ],
        "LitigationHoldEnabled": lambda s: s.mailbox.hold_since is not None,
        "LitigationHoldDate": lambda s: s.mailbox.hold_since,
        "LitigationHoldDuration": _hold_duration,
        "LitigationHoldOwner": lambda s: s.mailbox.hold_owner or "",
        "InPlaceHolds": lambda s: list(s.mailbox.holds),
        "DelayHoldApplied": lambda s: delayed(s.mailbox, s.tenant.clock.now()),
        "ComplianceTagHoldApplied": lambda _: False,
        "ArchiveStatus": lambda s: "Active" if s.mailbox.archive else "None",
        "ArchiveState": lambda s: "Local" if s.mailbox.archive else "None",
        "ArchiveGuid": lambda s: _archive_guid(s, there=s.mailbox.archive),
        "DisabledArchiveGuid": lambda s: _archive_guid(
            s, there=s.mailbox.archive_before and not s.mailbox.archive
        ),
        "ArchiveName": lambda s: (
            [f"In-Place Archive - {s.person.who.display_name}"] if s.mailbox.archive else []
        ),
        "AutoExpandingArchiveEnabled": lambda s: s.mailbox.archive_grows,
        "AuditEnabled": lambda s: s.mailbox.audited,
        **{f"Audit{kind}": _audited(kind) for kind in LOGON_TYPES},
        "DefaultAuditSet": lambda s: s.mailbox.audit_set,
    }


def _audited(kind: str) -> Callable[[Source], Value]:
    return lambda source: audited(source, kind)


def _address_lists(source: Source) -> Value:
    if source.mailbox.settings.get("HiddenFromAddressListsEnabled"):
        return []
    return [f"\\{name}" for name in (*_ADDRESS_LISTS, "Default Global Address List")]


def _hold_duration(source: Source) -> Value:
    days = source.mailbox.hold_days
    return "Unlimited" if days is None else timedelta(days=days)


def _archive_guid(source: Source, *, there: bool) -> Guid:
    # Any GUID that is its own and stays: the primary one with its first half turned over.
    return Guid("a" + source.person.who.exchange_guid[1:]) if there else _NO_GUID


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
    **_life(),
    **USUAL,
    **{name: plain(name) for name in PLAIN},
    **{f"CustomAttribute{n}": _attribute(n) for n in range(1, _ATTRIBUTES + 1)},
}
