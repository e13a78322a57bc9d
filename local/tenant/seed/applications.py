"""The applications of a tenant as the seed makes them."""

from datetime import datetime, timedelta
from uuid import NAMESPACE_DNS, uuid5

from local.tenant.seed.app_roles import EXCHANGE_APP, GRAPH_APP, exchange_roles, graph_roles
from local.tenant.state.applications import Application, Applications, ServicePrincipal
from local.tenant.state.clients import EXCHANGE, GRAPH, Client, ClientKind
from local.tenant.state.lag import Lag

_TO_USE = ("Time Sheets", "Travel Desk", "Badge Printer")


def applications(key: bytes, clients: list[Client], opened: datetime, lag: Lag) -> Applications:
    """The two services, some applications that people use, and the clients."""
    principals = [
        _service(key, "Office 365 Exchange Online", EXCHANGE_APP),
        _service(key, "Microsoft Graph", GRAPH_APP),
        *(_used(key, name) for name in _TO_USE),
        *(_client(one) for one in clients),
    ]
    created = opened.replace(microsecond=0) - timedelta(days=200)
    registrations = [
        Application(_id(key, f"app/{one.name}"), one.client_id, one.name, created)
        for one in clients
        if one.kind is ClientKind.APPLICATION and one.registered_here
    ]
    return Applications(principals, registrations, lag)


def resource_ids(key: bytes) -> list[str]:
    """The object id of Graph here, and those of the applications that people use."""
    return [_id(key, GRAPH_APP), *(_id(key, name) for name in _TO_USE)]


def _service(key: bytes, name: str, app_id: str) -> ServicePrincipal:
    exchange = app_id == EXCHANGE_APP
    return ServicePrincipal(
        _id(key, app_id),
        app_id,
        name,
        "Application",
        EXCHANGE if exchange else GRAPH,
        exchange_roles() if exchange else graph_roles(),
    )


def _used(key: bytes, name: str) -> ServicePrincipal:
    return ServicePrincipal(_id(key, name), _id(key, f"{name}/app"), name, "Application")


def _client(one: Client) -> ServicePrincipal:
    managed = one.kind is ClientKind.MANAGED_IDENTITY
    kind = "ManagedIdentity" if managed else "Application"
    return ServicePrincipal(
        one.object_id, one.client_id, one.name, kind, ours=not managed and one.registered_here
    )


def _id(key: bytes, what: str) -> str:
    return str(uuid5(NAMESPACE_DNS, f"{key.hex()}/principal/{what}"))
