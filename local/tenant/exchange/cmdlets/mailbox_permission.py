"""Get-, Add- and Remove-MailboxPermission."""

from local.tenant.exchange import refusals
from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import NOTHING, Output, cmdlet
from local.tenant.exchange.recipients import (
    any_mailbox,
    change_any_mailbox,
    change_mailbox,
    find_mailbox,
)
from local.tenant.exchange.refusals import ExchangeRefusal
from local.tenant.exchange.trustees import (
    SELF,
    SELF_SID,
    find_trustee,
    there,
    trustee_alias,
    trustee_name,
    trustee_sid,
)
from local.tenant.exchange.values import Row
from local.tenant.state.person import Mailbox, Permission, Person, Trustee
from local.tenant.tenant import Tenant

_RIGHTS = (
    "AccessRights{} FullAccess|ExternalAccount|DeleteItem|ReadPermission|ChangePermission|"
    "ChangeOwner*"
)
_INHERITANCE = "InheritanceType All|Children|Descendents|None|SelfAndChildren"
_MOST_ENTRIES = 500


@cmdlet(
    "Get-MailboxPermission",
    "Identity! text",
    "User text",
    "ResultSize count",
    "SoftDeletedMailbox bool",
    "IncludeUnresolvedPermissions bool",
    "IncludeUserWithDisplayName bool",
    "UseCustomRouting bool",
)
def get_mailbox_permission(tenant: Tenant, given: Bound) -> Output:
    """The entries, the owner's own first; of one trustee only when `User` is given."""
    find = any_mailbox if given.flag("SoftDeletedMailbox") else find_mailbox
    person, mailbox = find(tenant, given.required("Identity"))
    wanted = given.text("User")
    if wanted is not None and wanted.casefold() != SELF.casefold():
        trustee = find_trustee(tenant, wanted)
        held = [one for one in mailbox.permissions if one.who == trustee]
        return Output([_row(tenant, person, one) for one in held])
    own = _entry(person, SELF, ["FullAccess", "ReadPermission"], SELF_SID)
    held = [
        one
        for one in mailbox.permissions
        if given.flag("IncludeUnresolvedPermissions") or there(tenant, one.who)
    ]
    return Output([own, *(_row(tenant, person, one) for one in held)])


@cmdlet(
    "Add-MailboxPermission",
    "Identity! text",
    "User! text",
    _RIGHTS.format("!"),
    "AutoMapping bool",
    "Deny bool",
    _INHERITANCE,
)
def add_mailbox_permission(tenant: Tenant, given: Bound) -> Output:
    """The trustee holds the rights; a warning when they were held already."""
    trustee = find_trustee(tenant, given.required("User"))
    person, mailbox = find_mailbox(tenant, given.required("Identity"))
    deny, rights = given.flag("Deny"), given.several("AccessRights")
    held = _of(mailbox, trustee, deny=deny)
    if held is not None and set(rights) <= set(held.rights):
        text = "The appropriate access control entry is already present on the object "
        return Output((), warnings=(f'{text}"{person.who.alias}".',))
    if held is None and len(mailbox.permissions) >= _MOST_ENTRIES:
        raise _full(person)
    person, mailbox = change_mailbox(tenant, given.required("Identity"))
    held = _of(mailbox, trustee, deny=deny)
    if held is None:
        held = Permission(trustee, [], deny=deny)
        mailbox.permissions.append(held)
    held.rights += [right for right in rights if right not in held.rights]
    held.auto_mapping = not given.has("AutoMapping") or given.flag("AutoMapping")
    return Output([_row(tenant, person, held)])


@cmdlet(
    "Remove-MailboxPermission",
    "Identity text",
    "User text",
    _RIGHTS.format(""),
    "Deny bool",
    "ClearAutoMapping bool",
    "ResetDefault bool",
    "SoftDeletedMailbox bool",
    _INHERITANCE,
)
def remove_mailbox_permission(tenant: Tenant, given: Bound) -> Output:
    """The trustee no longer holds the rights; a warning when they were not held."""
    find = any_mailbox if given.flag("SoftDeletedMailbox") else find_mailbox
    person, mailbox = find(tenant, given.text("Identity") or "")
    if given.flag("ClearAutoMapping") or given.flag("ResetDefault"):
        return _clear(tenant, person, reset=given.flag("ResetDefault"))
    needed = ("User", "AccessRights")
    if missing := [name for name in needed if not given.arguments.get(name)]:
        raise refusals.missing_parameter("Remove-MailboxPermission", missing)
    trustee = _trustee(tenant, mailbox, given.required("User"))
    held = _of(mailbox, trustee, deny=given.flag("Deny"))
    gone = set(given.several("AccessRights"))
    if held is None or gone.isdisjoint(held.rights):
        account = trustee_alias(tenant, trustee)
        text = f'Can\'t remove the access control entry on the object "{person.who.alias}" for '
        text += f'account "{account}" because the ACE isn\'t present.'
        return Output((), warnings=(text,))
    _, mailbox = change_any_mailbox(tenant, person)
    for one in mailbox.permissions:
        if one.who == trustee and one.deny == held.deny:
            one.rights = [right for right in one.rights if right not in gone]
    mailbox.permissions = [one for one in mailbox.permissions if one.rights]
    return NOTHING


def _clear(tenant: Tenant, person: Person, *, reset: bool) -> Output:
    """Nobody's Outlook opens the mailbox by itself; with *reset* only its owner holds rights."""
    _, mailbox = change_any_mailbox(tenant, person)
    for one in mailbox.permissions:
        one.auto_mapping = False
    if reset:
        mailbox.permissions = []
    return NOTHING


def _full(person: Person) -> ExchangeRefusal:
    return ExchangeRefusal(
        400,
        "System.InvalidOperationException",
        f"The mailbox {person.who.exchange_guid} has reached the limit of maximum allowed access "
        f"control entries of {_MOST_ENTRIES}. Clean existing entries and rearrange them leveraging "
        "groups for assigning the same permissions to multiple users.",
    )


def _trustee(tenant: Tenant, mailbox: Mailbox, user: str) -> Trustee:
    """Whom *user* means; the SID of somebody deleted is taken, too."""
    for one in mailbox.permissions:
        if user == trustee_sid(one.who):
            return one.who
    return find_trustee(tenant, user)


def _of(mailbox: Mailbox, trustee: Trustee, *, deny: bool) -> Permission | None:
    fitting = (one for one in mailbox.permissions if one.who == trustee and one.deny == deny)
    return next(fitting, None)


def _row(tenant: Tenant, person: Person, held: Permission) -> Row:
    sid = trustee_sid(held.who)
    user = trustee_name(tenant, held.who) if there(tenant, held.who) else sid
    return _entry(person, user, held.rights, sid) | {"Deny": held.deny}


def _entry(person: Person, user: str, rights: list[str], sid: str) -> Row:
    return {
        "Identity": person.who.alias,
        "User": user,
        # One element with all rights in it: that is how the service writes them.
        "AccessRights": [", ".join(rights)],
        "Deny": False,
        "IsInherited": False,
        "InheritanceType": "All",
        "UserSid": sid,
        "PrimarySmtpAddress": "",
    }
