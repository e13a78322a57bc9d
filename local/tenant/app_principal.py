"""An application becomes somebody in a tenant: its own, or another one's that takes it in."""

from collections.abc import Iterable
from uuid import uuid4

from local.tenant.graph.key_credentials import certificates
from local.tenant.state.applications import Application, ServicePrincipal
from local.tenant.state.clients import Client, ClientKind
from local.tenant.tenant import Tenant

_ANYWHERE = "AzureADMultipleOrgs"


def registration_of(
    tenants: Iterable[Tenant], tenant: Tenant, client_id: str
) -> Application | None:
    """The application *client_id*: one of *tenant*, or of another and meant for all."""
    for home in tenants:
        found = home.directory.applications.registration(client_id)
        if found is not None and (home is tenant or found.audience == _ANYWHERE):
            return found
    return None


def enter(
    tenants: Iterable[Tenant], tenant: Tenant, app: Application, owners: Iterable[str] = ()
) -> tuple[ServicePrincipal, Client]:
    """*app* can sign in to *tenant*, as what is given back; it is allowed nothing yet."""
    ours = tenant.directory.applications.registrations.read(app.id) is not None
    made = ServicePrincipal(
        str(uuid4()), app.app_id, app.name, "Application", owners=list(owners), ours=ours
    )
    tenant.directory.applications.principals.put(made.id, made)
    client = Client(made.name, app.app_id, made.id, ClientKind.APPLICATION, {}, ())
    client.registered_here = ours
    home = next((one.client(app.app_id) for one in tenants if one.client(app.app_id)), None)
    # It proves itself everywhere by the same keys, also by those that are added later.
    client.certificates = home.certificates if home else certificates(app.keys)
    tenant.clients.append(client)
    return made, client
