"""Get-UnifiedGroup and Get-UnifiedGroupLinks: Microsoft 365 groups, which Graph keeps."""

from local.tenant.exchange import refusals
from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import Names, Output, cmdlet
from local.tenant.exchange.opath import matcher
from local.tenant.exchange.properties.group import unified_row
from local.tenant.exchange.properties.recipient import OF_GROUP, RECIPIENT
from local.tenant.exchange.properties.source import Source, row_of
from local.tenant.exchange.recipients import groups
from local.tenant.exchange.values import Row
from local.tenant.mailbox_life import Life, life
from local.tenant.state.group import Group, GroupKind
from local.tenant.tenant import Tenant


@cmdlet(
    "Get-UnifiedGroup",
    "Identity text",
    "Filter text",
    "IncludeAllProperties bool",
    "ResultSize count",
)
def get_unified_group(tenant: Tenant, given: Bound) -> Output:
    """One group, or all that fit."""
    if identity := given.text("Identity"):
        return Output([unified_row(tenant, _find(tenant, identity))])
    fits = matcher(given.text("Filter") or "", OF_GROUP)
    every = [one for one in tenant.groups if one.kind is GroupKind.MICROSOFT_365]
    rows = [unified_row(tenant, one) for one in every]
    return Output([row for row in rows if fits(row)])


@cmdlet(
    "Get-UnifiedGroupLinks",
    "Identity! text",
    "LinkType! Members|Owners|Subscribers",
    "ResultSize count",
)
def get_unified_group_links(tenant: Tenant, given: Bound) -> Output:
    """The members, owners or subscribers of a group."""
    group, now = _find(tenant, given.required("Identity")), tenant.clock.now()

    def row(index: int, names: Names) -> Row | None:
        person = tenant.people.read(index)
        if person.mailbox is None or life(person, now) is not Life.ACTIVE:
            return None
        return row_of(RECIPIENT, Source(tenant, person, person.mailbox), names)

    return Output(group.owners if given.text("LinkType") == "Owners" else group.members(), row)


def _find(tenant: Tenant, identity: str) -> Group:
    found = [one for one in groups(tenant, identity) if one.kind is GroupKind.MICROSOFT_365]
    if not found:
        raise refusals.not_found(identity)
    if len(found) > 1:
        raise refusals.ambiguous(identity)
    return found[0]
