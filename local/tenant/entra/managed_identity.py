"""
The managed-identity endpoint of App Service and Azure Functions.

Source: App Service, "REST endpoint reference" of managed identities, API version 2019-08-01.
"""

from local.tenant.entra.tokens import audience_of
from local.tenant.messages import Answer, Request
from local.tenant.state.clients import Client, ClientKind
from local.tenant.tenant import Tenant
from local.tenant.world import World

_VERSION = "2019-08-01"
_LIFETIME_S = 24 * 3600  # such tokens live long: a new grant may stay unseen for a day


def answer(world: World, request: Request) -> Answer:
    """A token for the managed identity that `client_id` names, else the first tenant's operator."""
    if request.headers.get("x-identity-header") != world.recipe.identity_header:
        return _error(401, "the X-IDENTITY-HEADER is missing or wrong")
    resource = request.query.get("resource")
    if request.query.get("api-version") != _VERSION or not resource:
        return _error(400, f"api-version {_VERSION} and a resource are needed")
    found = _identity(world, request)
    if found is None:
        return _error(400, "No User Assigned or Delegated Managed Identity found for specified id")
    tenant, client = found
    token = world.mint(tenant, audience_of(resource), client=client, lifetime_s=_LIFETIME_S)
    expires = int(world.clock.now().timestamp()) + _LIFETIME_S
    return Answer.of(
        200,
        {
            "access_token": token,
            "expires_on": str(expires),
            "resource": resource,
            "token_type": "Bearer",
            "client_id": client.client_id,
        },
    )


def _identity(world: World, request: Request) -> tuple[Tenant, Client] | None:
    wanted = request.query.get("client_id")
    object_id = request.query.get("object_id") or request.query.get("principal_id")
    for tenant in world.tenants:
        for client in tenant.clients:
            if client.kind is not ClientKind.MANAGED_IDENTITY:
                continue
            if (wanted or object_id) is None or wanted == client.client_id:
                return tenant, client
            if object_id == client.object_id:
                return tenant, client
    return None


def _error(status: int, message: str) -> Answer:
    return Answer.of(status, {"statusCode": status, "message": message})
