"""Get-, Add- and Remove-RecipientPermission: the right to send as somebody, or as a group."""

from collections.abc import Sequence

from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import Names, Output, cmdlet
from local.tenant.exchange.properties.group import TYPES
from local.tenant.exchange.recipients import change_mailbox, find_recipient, name_of
from local.tenant.exchange.trustees import (
    SELF,
    SELF_SID,
    find_trustee,
    trustee_alias,
    trustee_name,
    trustee_sid,
)
from local.tenant.exchange.values import Row
from local.tenant.mailbox_life import Life, life
from local.tenant.state.group import Group
from local.tenant.state.person import Person, Trustee
from local.tenant.tenant import Tenant

_RIGHTS = "AccessRights{} SendAs*"


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
    own = wanted is None or wanted.casefold() == SELF.casefold()
    trustee = None if own else find_trustee(tenant, wanted or "")
    if identity := given.text("Identity"):
        return Output(_rows(tenant, find_recipient(tenant, identity), trustee, own=own))
    groups = [one for one in tenant.groups if one.kind in TYPES]
    places = _places(tenant, trustee)
    now, count = tenant.clock.now(), len(places)

    def rows(place: int, _: Names) -> list[Row] | None:
        if place >= count:
            return _rows(tenant, groups[place - count], trustee, own=own)
        person = tenant.people.read(places[place])
        active = life(person, now) is Life.ACTIVE
        return _rows(tenant, person, trustee, own=own) if active else None

    return Output(range(count + len(groups)), rows)


@cmdlet("Add-RecipientPermission", "Identity! text", "Trustee! text", _RIGHTS.format("!"))
def add_recipient_permission(tenant: Tenant, given: Bound) -> Output:
    """The trustee may send as the recipient; a warning when that was so already."""
    trustee = find_trustee(tenant, given.required("Trustee"))
    recipient = find_recipient(tenant, given.required("Identity"))
    if trustee in _holders(recipient):
        text = "The appropriate access control entry is already present on the object "
        return Output((), warnings=(f'{text}"{name_of(recipient)}".',))
    _changing(tenant, recipient).append(trustee)
    return Output([_held(tenant, recipient, trustee)])


@cmdlet(
    "Remove-RecipientPermission",
    "Identity! text",
    "Trustee! text",
    _RIGHTS.format("!"),
    "SkipDomainValidationForSharedMailbox bool",
)
def remove_recipient_permission(tenant: Tenant, given: Bound) -> Output:
    """The trustee may not send as the recipient; a warning when that was so already."""
    trustee = find_trustee(tenant, given.required("Trustee"))
    recipient = find_recipient(tenant, given.required("Identity"))
    if trustee not in _holders(recipient):
        text = f'Can\'t remove the access control entry on the object "{name_of(recipient)}" for '
        text += f'account "{trustee_alias(tenant, trustee)}" because the ACE isn\'t present.'
        return Output((), warnings=(text,))
    _changing(tenant, recipient).remove(trustee)
    return Output(())


def _places(tenant: Tenant, trustee: Trustee | None) -> Sequence[int]:
    """Whose mailboxes are looked at: of a person's rights, where the seed or a change put some."""
    people = tenant.people
    if trustee is None:
        return people.mailboxes
    changed = {one.who.index for one in people.changed()}
    return sorted(changed | set(people.births.shared_with(trustee)))


def _holders(recipient: Person | Group) -> list[Trustee]:
    if isinstance(recipient, Group):
        return recipient.send_as
    return recipient.mailbox.send_as if recipient.mailbox else []


def _changing(tenant: Tenant, recipient: Person | Group) -> list[Trustee]:
    if isinstance(recipient, Group):
        return tenant.groups.write(recipient).send_as
    return change_mailbox(tenant, recipient.who.object_id)[1].send_as


def _rows(
    tenant: Tenant, recipient: Person | Group, trustee: Trustee | None, *, own: bool
) -> list[Row]:
    """The entries on *recipient*: of *trustee* alone, or with *own* its own first."""
    first = own and not isinstance(recipient, Group)
    rows = [_row(recipient, SELF, SELF_SID)] if first else []
    fitting = [one for one in _holders(recipient) if trustee in {None, one}]
    return rows + [_held(tenant, recipient, one) for one in fitting]


def _held(tenant: Tenant, recipient: Person | Group, trustee: Trustee) -> Row:
    return _row(recipient, trustee_name(tenant, trustee), trustee_sid(trustee))


def _row(recipient: Person | Group, trustee: str, sid: str) -> Row:
    return {
        "Identity": name_of(recipient),
        "Trustee": trustee,
        "AccessControlType": "Allow",
        "AccessRights": ["SendAs"],
        "TrusteeSidString": sid,
        "TrusteeWithPrimarySmtpAddress": "",
        "IsInherited": False,
        "InheritanceType": "None",
    }
