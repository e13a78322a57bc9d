"""Which properties of rows are worth a column. Pure."""

from collections.abc import Mapping, Sequence

from shared.exchange.catalogue import nearest
from shared.web.request import Json, Row

_MOST = 6
# By the noun of the cmdlet; what it does not name is chosen from the list after it.
_OF_NOUN: Mapping[str, str] = {
    "mailbox": "DisplayName PrimarySmtpAddress RecipientTypeDetails ProhibitSendQuota",
    "casmailbox": "DisplayName OWAEnabled ActiveSyncEnabled ImapEnabled PopEnabled MAPIEnabled",
    "mailboxstatistics": "DisplayName ItemCount TotalItemSize DeletedItemCount LastLogonTime",
    "mailboxfolderstatistics": "FolderPath ItemsInFolder FolderSize FolderType",
    "mailboxpermission": "Identity User AccessRights IsInherited Deny PermissionList",
    "recipientpermission": "Identity Trustee AccessControlType AccessRights",
    "mailboxfolderpermission": "FolderName User AccessRights SharingPermissionFlags",
    "transportrule": "Priority Name State Mode",
    "inboxrule": "Name Enabled Priority Description",
    "messagetracev2": "Received SenderAddress RecipientAddress Subject Status",
    "mobiledevice": "FriendlyName DeviceModel DeviceOS DeviceAccessState FirstSyncTime Identity",
    "distributiongroup": "DisplayName PrimarySmtpAddress GroupType ManagedBy",
    "accepteddomain": "DomainName DomainType Default",
}
_USUAL = (
    "Name DisplayName PrimarySmtpAddress UserPrincipalName Identity User RecipientTypeDetails "
    "RecipientType Enabled State Status WhenCreated"
)


def chosen(cmdlet: str, rows: Sequence[Row]) -> list[str]:
    """At most six of the properties of *rows* for a table, those that people look for first."""
    noun = cmdlet.partition("-")[2].removeprefix("EXO").casefold()
    held = {name for row in rows for name in row}
    first = [name for name in _OF_NOUN.get(noun, "").split() if name in held]
    if not first:
        first = [name for name in _USUAL.split() if name in held]
    plain = [name for row in rows[:1] for name, value in row.items() if _plain(value)]
    return (first or plain)[:_MOST]


def selected(row: Row, names: Sequence[str]) -> Row:
    """What *row* has of *names*, in their order and spelling, whatever the row's letter case."""
    if not names:
        return row
    held = {name.casefold(): value for name, value in row.items()}
    return {one: held[one.casefold()] for one in names if one.casefold() in held}


def strange(names: Sequence[str], held: Sequence[str]) -> list[str]:
    """A sentence for each of *names* that is none of the properties *held*, if any are."""
    if not held:
        return []
    known = {one.casefold() for one in held}
    return [
        f"No row has a property {one}{_near(one, held)}"
        for one in names
        if one.casefold() not in known
    ]


def _near(name: str, held: Sequence[str]) -> str:
    near = nearest(name, held)
    return f"; did you mean {' or '.join(near)}?" if near else "."


def _plain(value: Json) -> bool:
    return isinstance(value, str | int | float) and value != ""
