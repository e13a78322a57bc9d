"""Get-, Add- and Remove-MailboxPermission."""

from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import Output, cmdlet
from local.tenant.exchange.recipients import change_mailbox, find_mailbox
from local.tenant.exchange.values import Row
from local.tenant.state.person import Mailbox, Permission, Person
from local.tenant.tenant import Tenant

_RIGHTS = "AccessRights{} FullAccess|ExternalAccount|DeleteItem|ReadPermission|ChangePermission|"
_RIGHTS += "ChangeOwner*"
_SELF = "NT AUTHORITY\\SELF"
_SELF_SID = "S-1-5-10"


@cmdlet("Get-MailboxPermission", "Identity! text", "User text", "ResultSize count")
def get_mailbox_permission(tenant: Tenant, given: Bound) -> Output:
    """The entries, the owner's own first; of one trustee only when `User` is given."""
    person, mailbox = find_mailbox(tenant, given.required("Identity"))
    wanted = given.text("User")
    if wanted is not None and wanted.casefold() != _SELF.casefold():
        trustee = find_mailbox(tenant, wanted)[0].who.index
        held = [one for one in mailbox.permissions if one.who == trustee]
        return Output([_row(tenant, person, one) for one in held])
    own = _entry(person, _SELF, ["FullAccess", "ReadPermission"], _SELF_SID)
    return Output([own, *(_row(tenant, person, one) for one in mailbox.permissions)])


@cmdlet(
    "Add-MailboxPermission",
    "Identity! text",
    "User! text",
    _RIGHTS.format("!"),
    "AutoMapping bool",
    "InheritanceType All",
)
def add_mailbox_permission(tenant: Tenant, given: Bound) -> Output:
    """The trustee holds the rights; a warning when they were held already."""
    trustee = find_mailbox(tenant, given.required("User"))[0].who.index
    person, mailbox = change_mailbox(tenant, given.required("Identity"))
    held = _of(mailbox, trustee)
    rights = given.several("AccessRights")
    if held is not None and set(rights) <= set(held.rights):
        text = "The appropriate access control entry is already present on the object "
        return Output((), warnings=(f'{text}"{person.who.alias}".',))
    if held is None:
        held = Permission(trustee, [])
        mailbox.permissions.append(held)
    held.rights += [right for right in rights if right not in held.rights]
    held.auto_mapping = not given.has("AutoMapping") or given.flag("AutoMapping")
    return Output([_row(tenant, person, held)])


@cmdlet(
    "Remove-MailboxPermission",
    "Identity! text",
    "User! text",
    _RIGHTS.format("!"),
    "InheritanceType All",
)
def remove_mailbox_permission(tenant: Tenant, given: Bound) -> Output:
    """The trustee no longer holds the rights; a warning when they were not held."""
    trustee = find_mailbox(tenant, given.required("User"))[0].who
    person, mailbox = change_mailbox(tenant, given.required("Identity"))
    held = _of(mailbox, trustee.index)
    gone = set(given.several("AccessRights"))
    if held is None or gone.isdisjoint(held.rights):
        text = f'Can\'t remove the access control entry on the object "{person.who.alias}" for '
        text += f'account "{trustee.alias}" because the ACE isn\'t present.'
        return Output((), warnings=(text,))
    held.rights = [right for right in held.rights if right not in gone]
    mailbox.permissions = [one for one in mailbox.permissions if one.rights]
    return Output(())


def _of(mailbox: Mailbox, trustee: int) -> Permission | None:
    return next((one for one in mailbox.permissions if one.who == trustee), None)


def _row(tenant: Tenant, person: Person, held: Permission) -> Row:
    trustee = tenant.people.who(held.who)
    return _entry(person, trustee.upn, held.rights, f"S-1-5-21-1-2-3-{held.who + 1000}")


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
