"""Get-, Add-, Remove- and Update-DistributionGroupMember."""

from local.tenant.exchange import refusals
from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import NOTHING, Names, Output, cmdlet
from local.tenant.exchange.group_changes import people, permitted
from local.tenant.exchange.properties.recipient import RECIPIENT
from local.tenant.exchange.properties.source import Source, row_of
from local.tenant.exchange.recipients import find_group, find_mailbox
from local.tenant.exchange.values import Row
from local.tenant.mailbox_life import EVERY_LIFE, Life, life
from local.tenant.tenant import Tenant

_CHANGE = ("Identity! text", "Member text", "BypassSecurityGroupManagerCheck bool")


@cmdlet(
    "Get-DistributionGroupMember",
    "Identity! text",
    "ResultSize count",
    "IncludeSoftDeletedObjects bool",
)
def get_distribution_group_member(tenant: Tenant, given: Bound) -> Output:
    """The members of a group, hidden ones among them."""
    now, deleted = tenant.clock.now(), given.flag("IncludeSoftDeletedObjects")
    lives = EVERY_LIFE if deleted else {Life.ACTIVE}

    def row(index: int, names: Names) -> Row | None:
        person = tenant.people.read(index)
        if person.mailbox is None or life(person, now) not in lives:
            return None
        return row_of(RECIPIENT, Source(tenant, person, person.mailbox), names)

    return Output(find_group(tenant, given.required("Identity")).members(), row)


@cmdlet("Add-DistributionGroupMember", *_CHANGE)
def add_distribution_group_member(tenant: Tenant, given: Bound) -> Output:
    """The recipient is a member; an error when it was one already."""
    group = permitted(tenant, given)
    member = find_mailbox(tenant, _member("Add", given))[0].who
    if group.has(member.index):
        raise refusals.already_member(member.alias, group.alias)
    tenant.groups.write(group).add(member.index)
    return NOTHING


@cmdlet("Remove-DistributionGroupMember", *_CHANGE)
def remove_distribution_group_member(tenant: Tenant, given: Bound) -> Output:
    """The recipient is no member; an error when it was none already."""
    group = permitted(tenant, given)
    member = find_mailbox(tenant, _member("Remove", given))[0].who
    if not group.has(member.index):
        raise refusals.no_member(member.alias, group.alias)
    tenant.groups.write(group).remove(member.index)
    return NOTHING


@cmdlet(
    "Update-DistributionGroupMember",
    "Identity! text",
    "Members many",
    "BypassSecurityGroupManagerCheck bool",
)
def update_distribution_group_member(tenant: Tenant, given: Bound) -> Output:
    """The members are those that are given, and nobody else."""
    group = permitted(tenant, given)
    wanted = people(tenant, given.change("Members"), group.members())
    changing = tenant.groups.write(group)
    for one in set(changing.members()) - set(wanted):
        changing.remove(one)
    for one in wanted:
        changing.add(one)
    return NOTHING


def _member(verb: str, given: Bound) -> str:
    member = given.text("Member")
    if not member:
        raise refusals.missing_parameter(f"{verb}-DistributionGroupMember", ["Member"])
    return member
