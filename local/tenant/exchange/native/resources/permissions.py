"""Who holds rights on a mailbox, and on a folder in it."""

from local.tenant.exchange.native.query import decoded
from local.tenant.exchange.native.route import Read, native
from local.tenant.exchange.opath import Dialect, matcher
from local.tenant.exchange.properties.directory_object import object_guid
from local.tenant.exchange.recipients import find_mailbox, name_of
from local.tenant.exchange.refusals import ExchangeRefusal, not_simulated
from local.tenant.exchange.values import Row, Value
from local.tenant.messages import Answer, Document, Json

_SELF = "NT AUTHORITY\\SELF"
_EVERYBODY = {"Default", "Anonymous"}


@native("Mailbox(key)/MailboxPermission", "Get-MailboxPermission", "$filter", "$top")
def mailbox_permissions(read: Read) -> Answer:
    """The entries, gathered for each user; only `IsOwner` can be filtered by."""
    asked: dict[str, Json] = {"Identity": read.key()}
    if read.query.flag("SoftDeletedMailbox"):
        asked["SoftDeletedMailbox"] = True
    fits = matcher(read.query.text("$filter"), {"IsOwner": _owner}, Dialect.ODATA)
    by_user: dict[str, list[Row]] = {}
    for row in read.rows("Get-MailboxPermission", **asked):
        if fits(row):
            by_user.setdefault(str(row["User"]), []).append(row)
    return read.entities(
        "Collection(Exchange.MailboxPermission)",
        (_of_user(read, user, rows) for user, rows in by_user.items()),
    )


@native(
    "Mailbox(key)/MailboxFolder(key)/MailboxFolderPermission",
    "Get-MailboxFolderPermission",
    "$top",
)
def folder_permissions(read: Read) -> Answer:
    """The entries of a folder that is named by its path or its id; nothing can be filtered by."""
    if read.query.flag("GroupMailbox"):
        raise not_simulated("query option GroupMailbox")
    raw = read.segments[1].key or ""
    folder = decoded(raw) if read.query.flag("IsUsingMailboxFolderId") else read.key(1)
    identity = f"{read.key()}:\\{folder.lstrip('/').removeprefix(chr(92))}"
    try:
        rows = read.rows("Get-MailboxFolderPermission", Identity=identity)
    except ExchangeRefusal:
        # A folder id is written without the separator.
        rows = read.rows("Get-MailboxFolderPermission", Identity=f"{read.key()}:{folder}")
    return read.entities(
        "Collection(Exchange.MailboxFolderPermission)", (_of_folder(read, row) for row in rows)
    )


def _owner(row: Row) -> Value:
    return row["User"] == _SELF


def _of_user(read: Read, user: str, rows: list[Row]) -> Document:
    mailbox = str(rows[0]["Identity"])
    entries: list[Json] = [
        {
            "AccessRights": list(_rights(row)),
            "IsInherited": row["IsInherited"] is True,
            "Deny": row["Deny"] is True,
            "InheritanceType": str(row["InheritanceType"]),
        }
        for row in rows
    ]
    return {
        "PermissionId": object_guid(read.tenant, "MailboxPermission", f"{mailbox}/{user}"),
        "MailboxIdentity": mailbox,
        "User": user,
        "IsOwner": user == _SELF,
        "PermissionList": entries,
    }


def _rights(row: Row) -> list[str]:
    """The rights one by one; a cmdlet writes them all into one text."""
    rights = row["AccessRights"]
    return [part for one in rights for part in one.split(", ")] if isinstance(rights, list) else []


def _of_folder(read: Read, row: Row) -> Document:
    user, rights = str(row["User"]), row["AccessRights"]
    flags = row["SharingPermissionFlags"]
    return {
        "Identity": f"{row['Identity']}/{user}",
        "MailboxFolderIdentity": str(row["Identity"]),
        "FolderName": str(row["FolderName"]),
        "User": user,
        "MailboxFolderUser": _folder_user(read, user),
        "AccessRights": list(rights) if isinstance(rights, list) else [],
        "SharingPermissionFlags": None if flags is None else str(flags),
    }


def _folder_user(read: Read, user: str) -> Document:
    if user in _EVERYBODY:
        return {"UserPrincipalName": None, "UserType": user, "DisplayName": user}
    try:
        person, _ = find_mailbox(read.tenant, user)
    except ExchangeRefusal:
        return {"UserPrincipalName": None, "UserType": "Unknown", "DisplayName": user}
    return {
        "UserPrincipalName": person.who.upn,
        "UserType": "Internal",
        "DisplayName": name_of(person),
    }
