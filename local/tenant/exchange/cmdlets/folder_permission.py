"""Get-, Add-, Set- and Remove-MailboxFolderPermission."""

from local.tenant.exchange import refusals
from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import NOTHING, Output, cmdlet
from local.tenant.exchange.folders import Found, changing_entries, entries, find_folder
from local.tenant.exchange.properties.folder_permission import entry_row
from local.tenant.exchange.recipients import find_mailbox
from local.tenant.exchange.refusals import ExchangeRefusal
from local.tenant.seed.folders import CALENDAR
from local.tenant.state.folders import FolderPermission
from local.tenant.tenant import Tenant

_SPECIAL = {"default": "Default", "anonymous": "Anonymous"}
_ONLY_CALENDAR = {"AvailabilityOnly", "LimitedDetails"}
_RIGHTS = (
    "AccessRights! Author|AvailabilityOnly|Contributor|CreateItems|CreateSubfolders|"
    "DeleteAllItems|DeleteOwnedItems|EditAllItems|EditOwnedItems|Editor|FolderContact|FolderOwner|"
    "FolderVisible|LimitedDetails|NonEditingAuthor|None|Owner|PublishingAuthor|PublishingEditor|"
    "ReadItems|Reviewer*"
)
_FLAGS = "SharingPermissionFlags None|Delegate|CanViewPrivateItems*"
_NOT_FOUND = 404


@cmdlet(
    "Get-MailboxFolderPermission",
    "Identity! text",
    "User text",
    "ResultSize count",
    "SkipCount count",
    "UseCustomRouting bool",
)
def get_folder_permission(tenant: Tenant, given: Bound) -> Output:
    """The entries of a folder, those for everybody first; of one user only when given."""
    found = find_folder(tenant, given.required("Identity"))
    held = entries(tenant, found)
    if user := given.text("User"):
        held = [_held(held, _user(tenant, user), user)]
    rows = [entry_row(tenant, found, one) for one in held]
    return Output(rows[given.size("SkipCount") or 0 :])


@cmdlet(
    "Add-MailboxFolderPermission",
    "Identity! text",
    "User! text",
    _RIGHTS,
    _FLAGS,
    "SendNotificationToUser bool",
)
def add_folder_permission(tenant: Tenant, given: Bound) -> Output:
    """There is one more entry; an error when the user had one."""
    found, user = find_folder(tenant, given.required("Identity")), given.required("User")
    who = _user(tenant, user)
    _check(found, given)
    if any(_is(one, who) for one in entries(tenant, found)):
        raise refusals.folder_entry_exists(user)
    made = FolderPermission(who if isinstance(who, int) else None, given.several("AccessRights"))
    made.flags = given.several("SharingPermissionFlags") or None
    changing_entries(tenant, found).append(made)
    return Output([entry_row(tenant, found, made)])


@cmdlet(
    "Set-MailboxFolderPermission",
    "Identity! text",
    "User! text",
    _RIGHTS,
    _FLAGS,
    "SendNotificationToUser bool",
)
def set_folder_permission(tenant: Tenant, given: Bound) -> Output:
    """The entry of the user says what is given; an error when there was none."""
    found, user = find_folder(tenant, given.required("Identity")), given.required("User")
    who = _user(tenant, user)
    _check(found, given)
    _held(entries(tenant, found), who, user)
    entry = _held(changing_entries(tenant, found), who, user)
    entry.rights = given.several("AccessRights")
    entry.flags = given.several("SharingPermissionFlags") or None
    return NOTHING


@cmdlet(
    "Remove-MailboxFolderPermission",
    "Identity! text",
    "User text",
    "Force bool",
    "ResetDelegateUserCollection bool",
    "SendNotificationToUser bool",
)
def remove_folder_permission(tenant: Tenant, given: Bound) -> Output:
    """The user has no entry; an error when there was none. Those for everybody stay."""
    found = find_folder(tenant, given.required("Identity"))
    if given.flag("ResetDelegateUserCollection"):
        for one in changing_entries(tenant, found):
            one.flags = None
        return NOTHING
    user = given.text("User")
    if user is None:
        raise refusals.missing_parameter("Remove-MailboxFolderPermission", ["User"])
    who = _user(tenant, user)
    if isinstance(who, str):
        raise refusals.recipient_task(
            f"The permission entry for {who} can't be removed. Set its access rights to None."
        )
    _held(entries(tenant, found), who, user)
    kept = changing_entries(tenant, found)
    kept.remove(_held(kept, who, user))
    return NOTHING


def _user(tenant: Tenant, user: str) -> int | str:
    """Whom *user* means: the index of a person, or `Default` or `Anonymous`."""
    if user.casefold() in _SPECIAL:
        return _SPECIAL[user.casefold()]
    try:
        return find_mailbox(tenant, user)[0].who.index
    except ExchangeRefusal as refusal:
        if refusal.status == _NOT_FOUND:
            raise refusals.no_folder_user(user) from refusal
        raise


def _is(entry: FolderPermission, who: int | str) -> bool:
    return who == (entry.special if entry.who is None else entry.who)


def _held(held: list[FolderPermission], who: int | str, user: str) -> FolderPermission:
    for one in held:
        if _is(one, who):
            return one
    raise refusals.no_folder_entry(user)


def _check(found: Found, given: Bound) -> None:
    """Some rights and all flags make sense for a calendar only."""
    calendar = found.folder.type == CALENDAR
    rights = set(given.several("AccessRights"))
    if rights & _ONLY_CALENDAR and not calendar:
        raise refusals.recipient_task(
            "AvailabilityOnly and LimitedDetails are access rights of calendar folders only."
        )
    flags = set(given.several("SharingPermissionFlags")) - {"None"}
    if flags and (not calendar or "Editor" not in rights):
        raise refusals.recipient_task(
            "SharingPermissionFlags can only be used on a calendar together with access right "
            "Editor."
        )
