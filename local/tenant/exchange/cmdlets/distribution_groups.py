"""Get-DistributionGroup, and its members: Get-, Add- and Remove-DistributionGroupMember."""

from local.tenant.exchange import refusals
from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import NOTHING, Names, Output, cmdlet
from local.tenant.exchange.properties.group import TYPES, group_row
from local.tenant.exchange.properties.recipient import RECIPIENT
from local.tenant.exchange.properties.source import Source, row_of
from local.tenant.exchange.recipients import find_group, find_mailbox
from local.tenant.exchange.refusals import ExchangeRefusal
from local.tenant.exchange.values import Row
from local.tenant.mailbox_life import Life, life
from local.tenant.state.group import Group
from local.tenant.tenant import Tenant

_KINDS = "MailUniversalDistributionGroup|MailUniversalSecurityGroup*"


@cmdlet(
    "Get-DistributionGroup",
    "Identity text",
    f"RecipientTypeDetails {_KINDS}",
    "ResultSize count",
)
def get_distribution_group(tenant: Tenant, given: Bound) -> Output:
    """One group, or all that Exchange keeps."""
    if identity := given.text("Identity"):
        return Output([group_row(tenant, find_group(tenant, identity))])
    kinds = given.several("RecipientTypeDetails")
    found = [one for one in tenant.groups if one.in_exchange]
    rows = [group_row(tenant, one) for one in found if not kinds or TYPES[one.kind] in kinds]
    return Output(rows)


@cmdlet(
    "Get-DistributionGroupMember",
    "Identity! text",
    "ResultSize count",
)
def get_distribution_group_member(tenant: Tenant, given: Bound) -> Output:
    """The members of a group."""
    now = tenant.clock.now()

    def row(index: int, names: Names) -> Row | None:
        person = tenant.people.read(index)
        if person.mailbox is None or life(person, now) is not Life.ACTIVE:
            return None
        return row_of(RECIPIENT, Source(tenant, person, person.mailbox), names)

    return Output(find_group(tenant, given.required("Identity")).members(), row)


@cmdlet(
    "Add-DistributionGroupMember",
    "Identity! text",
    "Member! text",
    "BypassSecurityGroupManagerCheck bool",
)
def add_distribution_group_member(tenant: Tenant, given: Bound) -> Output:
    """The recipient is a member; an error when it was one already."""
    group = _changeable(tenant, given)
    member = find_mailbox(tenant, given.required("Member"))[0].who
    if group.has(member.index):
        raise refusals.already_member(member.alias, group.alias)
    group.add(member.index)
    return NOTHING


@cmdlet(
    "Remove-DistributionGroupMember",
    "Identity! text",
    "Member! text",
    "BypassSecurityGroupManagerCheck bool",
)
def remove_distribution_group_member(tenant: Tenant, given: Bound) -> Output:
    """The recipient is no member; an error when it was none already."""
    group = _changeable(tenant, given)
    member = find_mailbox(tenant, given.required("Member"))[0].who
    if not group.has(member.index):
        raise refusals.no_member(member.alias, group.alias)
    group.remove(member.index)
    return NOTHING


def _changeable(tenant: Tenant, given: Bound) -> Group:
    """
    The group, whose members the caller may change.

    Raises:
        ExchangeRefusal: It is mastered on premises, or the caller does not manage it.

    """
    group = find_group(tenant, given.required("Identity"))
    if group.synced:
        raise refusals.recipient_task(
            f'The operation on object "{group.alias}" failed because it\'s out of the current '
            "user's write scope. The action can't be performed on the object because it's being "
            "synchronized from your on-premises organization."
        )
    if not given.flag("BypassSecurityGroupManagerCheck"):
        raise ExchangeRefusal(
            400,
            "Microsoft.Exchange.Configuration.Tasks.OperationRequiresGroupManagerException",
            "You don't have sufficient permissions. This operation can only be performed by a "
            f'manager of the group "{group.alias}".',
        )
    return tenant.groups.write(group)
