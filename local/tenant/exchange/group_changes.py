"""Who may change a distribution group, and what it is called afterwards."""

from local.tenant.exchange import refusals
from local.tenant.exchange.addresses import check_free
from local.tenant.exchange.bound import Bound, Change
from local.tenant.exchange.recipients import find_group, find_mailbox
from local.tenant.state.group import Group
from local.tenant.tenant import Tenant


def permitted(tenant: Tenant, given: Bound) -> Group:
    """
    The group that `Identity` means, to be read; the caller may change it.

    An application manages no group, so it has to say that the check be passed over.

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
        raise refusals.not_a_manager(group.alias)
    return group


def people(tenant: Tenant, change: Change, before: list[int]) -> list[int]:
    """
    The people in a list after *change*, by index.

    Raises:
        ExchangeRefusal: One of them has no mailbox.

    """

    def index(identity: str) -> int:
        return find_mailbox(tenant, identity)[0].who.index

    if change.replace is not None:
        return list(dict.fromkeys(map(index, change.replace)))
    gone = set(map(index, change.remove))
    kept = [one for one in before if one not in gone]
    return list(dict.fromkeys([*kept, *map(index, change.add)]))


def address(tenant: Tenant, text: str | None, group: Group | None = None) -> str | None:
    """
    *text* as an address for *group* or a new one; None when none is given.

    Raises:
        ExchangeRefusal: Somebody has it, or the domain is not the tenant's.

    """
    if text is None:
        return None
    check_free(tenant, text, group.id if group else None)
    return text
