"""What each identity of a tenant needs as it is configured, and the least that would serve it."""

from shared.exchange.catalogue import catalogue
from shared.rights import needs
from shared.rights.needs import CmdletNeed, GraphNeed
from shared.rights.roles import choose, known_holders
from shared.tenants import Mode, Role, Tenant
from shared.web.request import Effect


def cmdlets_of(tenant: Tenant, role: Role) -> frozenset[str]:
    """The cmdlets that the identity for *role* has to run, as roles know them."""
    return frozenset(need.known_as for need in _cmdlets(tenant, role))


def graph_of(tenant: Tenant, role: Role) -> tuple[GraphNeed, ...]:
    """What the identity for *role* sends to Graph; writes only where offboarding may write."""
    writes = tenant.mode.offboarding is Mode.ENFORCE
    wanted = needs.graph(*_serves(tenant, role))
    return tuple(need for need in wanted if writes or need.call.effect is Effect.READ)


def least_of(tenant: Tenant, role: Role) -> str:
    """The least Exchange role that serves the identity for *role*, as a sentence."""
    wanted = _cmdlets(tenant, role)
    roles = choose(wanted, known_holders(wanted)).roles
    return f"The least that serves: a role group with {', '.join(roles)}."


def _cmdlets(tenant: Tenant, role: Role) -> tuple[CmdletNeed, ...]:
    enforced = _enforced(tenant)
    wanted = needs.cmdlets(*_serves(tenant, role))
    return tuple(
        need for need in wanted if not _writes(need) or any(name in need.use for name in enforced)
    )


def _serves(tenant: Tenant, role: Role) -> tuple[Role, ...]:
    """The roles that one identity serves in: the operator reads too where there is no reader."""
    alone = role is Role.OPERATOR and tenant.auth.reader is None
    return (Role.READER, Role.OPERATOR) if alone else (role,)


def _enforced(tenant: Tenant) -> tuple[str, ...]:
    modes = {"offboarding": tenant.mode.offboarding, "quotas": tenant.mode.quota}
    return tuple(name for name, mode in modes.items() if mode is Mode.ENFORCE)


def _writes(need: CmdletNeed) -> bool:
    known = catalogue().find(need.cmdlet)
    return known is None or known.effect is Effect.WRITE
