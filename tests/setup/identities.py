"""Identities that sign in to the local tenant as themselves, each by its own client id."""

from uuid import uuid4

from azure.core.credentials import AccessToken

from local.tenant.state.applications import ServicePrincipal
from local.tenant.state.clients import Client, ClientKind
from tests.harness import Minted


class AsThemselves(Minted):
    """Credentials for the client that `clientId` names, with what the tenant granted it."""

    async def make(self, tenant, auth):
        if auth.method in {"interactive", "device-code"}:
            return await super().make(tenant, auth)
        return _Own(self._world, self._world.tenant(tenant.tenant_id), auth.client_id)


class _Own:
    def __init__(self, world, tenant, client_id):
        self._world, self._tenant, self._client_id = world, tenant, client_id

    async def get_token(self, scope, **options):
        client = self._tenant.client(self._client_id)
        token = self._world.mint(self._tenant, scope.removesuffix("/.default"), client=client)
        return AccessToken(token, int(self._world.clock.now().timestamp()) + 3600)

    async def close(self):
        pass


def managed_identity(tenant, name):
    """A managed identity that was just made: it may do nothing yet."""
    client = Client(name, str(uuid4()), str(uuid4()), ClientKind.MANAGED_IDENTITY, {}, ())
    tenant.clients.append(client)
    principal = ServicePrincipal(client.object_id, client.client_id, name, "ManagedIdentity")
    tenant.directory.applications.principals.put(principal.id, principal)
    return client
