"""
What a caller may do: the union of what its directory roles and its role groups bring.

Directory roles count as the token names them, so a token from before the assignment is useless.
Membership of a role group is looked up at each call, and counts once it has spread.
Source: "App-only authentication in Exchange Online PowerShell".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from local.tenant.exchange.roles import role_table
from local.tenant.tenant import Tenant

BETA_ROLE = "Exchange.ManageAsApp"
V2_ROLE = "Exchange.ManageAsAppV2"
BETA_SCOPE = "Exchange.Manage"
V2_SCOPE = "Exchange.ManageV2"


@dataclass(frozen=True, slots=True)
class Rights:
    """The management roles of a caller."""

    roles: frozenset[str] = frozenset()

    def may_run(self, cmdlet: str) -> bool:
        """Whether one of the roles has *cmdlet*."""
        return any(role_table().holds(role, cmdlet) for role in self.roles)

    def may_use(self, cmdlet: str, parameter: str) -> bool:
        """Whether one of the roles has *parameter* of *cmdlet*, which it may run."""
        wanted = role_table().parameter_roles(cmdlet, parameter)
        return wanted is None or not wanted.isdisjoint(self.roles)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: `rights` count now, `coming` are granted and have not spread yet."""

    tenant: Tenant
    app_id: str
    app_only: bool
    rights: Rights
    coming: Rights = Rights()


def caller_of(
    tenant: Tenant, app_id: str, object_id: str, directory_roles: Iterable[str], *, app_only: bool
) -> Caller:
    """Who presents a token of *object_id* with *directory_roles* in it."""
    now = tenant.clock.now()
    delay = timedelta(seconds=tenant.protocol.role_seconds)
    table = role_table()
    held = set[str]().union(*map(table.of_directory_role, directory_roles))
    coming = set[str]()
    for group, since in tenant.role_groups.of_member(object_id):
        (held if since + delay <= now else coming).update(group.roles)
    return Caller(tenant, app_id, app_only, Rights(frozenset(held)), Rights(frozenset(coming)))
