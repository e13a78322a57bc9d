"""One account with its mailbox."""

from dataclasses import dataclass, field
from datetime import datetime

from local.tenant.state.calendar import Meeting
from local.tenant.state.folders import FolderPermission
from local.tenant.state.kinds import Kind
from local.tenant.state.licenses import Assignment
from local.tenant.state.mobile_devices import MobileDevice
from local.tenant.state.rules import InboxRule

# Who holds a right: the index of a person, or the id of a group.
type Trustee = int | str
type Setting = bool | int | str | list[str] | None


@dataclass(frozen=True, slots=True)
class Identity:
    """
    Who it is: replaced as a whole when somebody is renamed, the index stays.

    `mailbox_guid` is Guid, `exchange_guid` is ExchangeGuid.
    """

    index: int
    object_id: str
    mailbox_guid: str
    exchange_guid: str
    upn: str
    alias: str
    address: str
    given: str
    family: str
    display_name: str
    employee_id: str | None
    department: str
    title: str
    country_code: str
    country: str


@dataclass(slots=True)
class Account:
    """The account in Entra."""

    enabled: bool
    synced: bool
    created: datetime
    password_changed: datetime
    sessions_valid_from: datetime
    licenses: list[Assignment]
    deleted: datetime | None = None
    unfulfilled: list[Assignment] = field(default_factory=list)  # there was no licence left
    changes: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True)
class Permission:
    """Rights on a mailbox."""

    who: Trustee
    rights: list[str]
    auto_mapping: bool = True
    deny: bool = False


@dataclass(slots=True)
class AutoReply:
    """The automatic reply."""

    state: str = "Disabled"
    audience: str = "All"
    internal: str = ""
    external: str = ""
    start: datetime | None = None
    end: datetime | None = None


@dataclass(slots=True)
class Quotas:
    """The three thresholds in bytes."""

    warning: int
    send: int
    send_receive: int


@dataclass(slots=True)
class Mailbox:
    """The mailbox in Exchange Online; `used_bytes` is None when nobody ever signed in."""

    kind: Kind
    quotas: Quotas
    used_bytes: int | None
    items: int
    created: datetime
    plan: str | None
    forwarding_to: str | None = None  # the name of a recipient
    forwarding_smtp: str | None = None
    deliver_and_forward: bool = False
    on_behalf: list[int] = field(default_factory=list)
    hold_since: datetime | None = None
    hold_days: int | None = None  # None: without end
    hold_owner: str | None = None
    holds: list[str] = field(default_factory=list)  # ids of the holds of cases and policies
    delay_hold_until: datetime | None = None
    cloud_managed: bool = False  # though the account is synchronised
    archive: bool = False
    archive_grows: bool = False
    archive_before: bool = False  # one was disabled, and can be had back
    resource: str | None = None  # ResourceType where the kind does not say it
    audited: bool = True
    audit_actions: dict[str, list[str]] = field(default_factory=dict)  # by logon type, if edited
    audit_set: list[str] = field(default_factory=lambda: ["Admin", "Delegate", "Owner"])
    attributes: dict[int, str] = field(default_factory=dict)
    permissions: list[Permission] = field(default_factory=list)
    send_as: list[Trustee] = field(default_factory=list)
    auto_reply: AutoReply = field(default_factory=AutoReply)
    audit_bypass: bool = False
    settings: dict[str, Setting] = field(default_factory=dict)  # plain properties that were set
    access: dict[str, bool | None] = field(default_factory=dict)  # protocols that were switched
    access_texts: dict[str, str | None] = field(default_factory=dict)
    access_lists: dict[str, list[str]] = field(default_factory=dict)
    deletion_clock: datetime | None = None
    changed: datetime | None = None
    name: str | None = None  # the Name where it is not the alias
    proxies: list[str] | None = None  # None: the two addresses that follow from the identity
    # What other cmdlets keep about the mailbox, by the family of the cmdlet.
    configurations: dict[str, dict[str, Setting]] = field(default_factory=dict)
    folders: dict[str, list[FolderPermission]] = field(default_factory=dict)  # those changed
    meetings: list[Meeting] | None = None  # None: as the seed makes them
    rules: list[InboxRule] | None = None  # None: as the seed makes them
    devices: list[MobileDevice] | None = None  # likewise


@dataclass(slots=True)
class Person:
    """An identity with what is true of it now; accounts for emergencies have no mailbox."""

    who: Identity
    account: Account
    mailbox: Mailbox | None
