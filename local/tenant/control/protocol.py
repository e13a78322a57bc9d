"""`/_tenant/exchange`: how Exchange answers where reports of it differ."""

from local.tenant.messages import Answer, Document, Request
from local.tenant.state.protocol import BadSwitch
from local.tenant.tenant import Tenant
from local.tenant.world import World


def show(world: World, _: Request) -> Answer:
    """The switches of every tenant."""
    return Answer.of(200, _shown(world.tenants))


def switch(world: World, request: Request) -> Answer:
    """
    The switches given are set, in the tenant that `tenant` names or else in all.

    Raises:
        BadSwitch: One is unknown or out of its range, or there is no such tenant.

    """
    given = request.document()
    name = given.pop("tenant", None)
    tenants = world.tenants if name is None else [_named(world, str(name))]
    switched = [(one, one.protocol.switched(given)) for one in tenants]
    for tenant, protocol in switched:
        tenant.protocol = protocol
    return Answer.of(200, _shown(tenants))


def _named(world: World, name: str) -> Tenant:
    tenant = world.tenant(name)
    if tenant is None:
        raise BadSwitch(f"no tenant {name}")
    return tenant


def _shown(tenants: list[Tenant]) -> Document:
    return {"tenants": [{"tenantId": one.tenant_id, **one.protocol.switches()} for one in tenants]}
