"""Get-, Add- and Remove-RecipientPermission: the right to send as somebody."""

from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import Output, cmdlet
from local.tenant.exchange.recipients import change_mailbox, find_mailbox
from local.tenant.exchange.values import Row
from local.tenant.state.person import Person
from local.tenant.tenant import Tenant

_RIGHTS = "AccessRights{} SendAs*"
_SELF = "NT AUTHORITY\\SELF"


@cmdlet(
    "Get-RecipientPermission",
    "Identity text",
    "Trustee text",
    _RIGHTS.format(""),
    "ResultSize count",
    "IncludeTrusteeWithPrimarySmtpAddress bool",
)
def get_recipient_permission(tenant: Tenant, given: Bound) -> Output:
    """Who may send as whom: on one recipient, by one trustee, or everywhere."""
    wanted = given.text("Trustee")
    trustee = find_mailbox(tenant, wanted)[0].who.index if wanted else None
    if identity := given.text("Identity"):
        people = [find_mailbox(tenant, identity)[0]]
    else:
        people = [tenant.people.read(index) for index in tenant.people.mailboxes]
    rows: list[Row] = []
    for person in people:
        if trustee is None:
            rows.append(_row(person, _SELF))
        holders = person.mailbox.send_as if person.mailbox else []
        rows += [_held(tenant, person, one) for one in holders if trustee in {None, one}]
    return Output(rows)


@cmdlet("Add-RecipientPermission", "Identity! text", "Trustee! text", _RIGHTS.format("!"))
def add_recipient_permission(tenant: Tenant, given: Bound) -> Output:
    """The trustee may send as the recipient; a warning when that was so already."""
    trustee = find_mailbox(tenant, given.required("Trustee"))[0].who.index
    person, mailbox = change_mailbox(tenant, given.required("Identity"))
    if trustee in mailbox.send_as:
        text = "The appropriate access control entry is already present on the object "
        return Output((), warnings=(f'{text}"{person.who.alias}".',))
    mailbox.send_as.append(trustee)
    return Output([_held(tenant, person, trustee)])


@cmdlet(
    "Remove-RecipientPermission",
    "Identity! text",
    "Trustee! text",
    _RIGHTS.format("!"),
    "SkipDomainValidationForSharedMailbox bool",
)
def remove_recipient_permission(tenant: Tenant, given: Bound) -> Output:
    """The trustee may not send as the recipient; a warning when that was so already."""
    trustee = find_mailbox(tenant, given.required("Trustee"))[0].who
    person, mailbox = change_mailbox(tenant, given.required("Identity"))
    if trustee.index not in mailbox.send_as:
        text = f'Can\'t remove the access control entry on the object "{person.who.alias}" for '
        text += f'account "{trustee.alias}" because the ACE isn\'t present.'
        return Output((), warnings=(text,))
    mailbox.send_as.remove(trustee.index)
    return Output(())


def _held(tenant: Tenant, person: Person, trustee: int) -> Row:
    return _row(person, tenant.people.who(trustee).upn)


def _row(person: Person, trustee: str) -> Row:
    return {
        "Identity": person.who.alias,
        "Trustee": trustee,
        "AccessControlType": "Allow",
        "AccessRights": ["SendAs"],
        "TrusteeSidString": "S-1-5-10" if trustee == _SELF else "S-1-5-21-1-2-3-1000",
        "TrusteeWithPrimarySmtpAddress": "",
        "IsInherited": False,
        "InheritanceType": "None",
    }
