"""
Tokens for managed identities: the endpoint of App Service and Functions, and that of machines.

Source: App Service, "REST endpoint reference" of managed identities, API version 2019-08-01;
"Azure Instance Metadata Service", API version 2018-02-01, whose numbers are texts.
"""

from local.tenant.entra.tokens import audience_of
from local.tenant.messages import Answer, Request
from local.tenant.state.clients import Client, ClientKind
from local.tenant.tenant import Tenant
from local.tenant.world import World

_VERSION, _MACHINE_VERSION = "2019-08-01", "2018-02-01"
_LIFETIME_S = 24 * 3600  # such tokens live long: a new grant may stay unseen for a day
_NOBODY = "No User Assigned or Delegated Managed Identity found for specified id"


def answer(world: World, request: Request) -> Answer:
    """A token for the managed identity that `client_id` names, else the first tenant's operator."""
    if request.headers.get("x-identity-header") != world.recipe.identity_header:
        return _error(401, "the X-IDENTITY-HEADER is missing or wrong")
    resource = request.query.get("resource")
    if request.query.get("api-version") != _VERSION or not resource:
        return _error(400, f"api-version {_VERSION} and a resource are needed")
    found = _identity(world, request)
    if found is None:
        return _error(400, _NOBODY)
    return Answer.of(200, _token(world, *found, resource))


def of_machine(world: World, request: Request) -> Answer:
    """The same as a machine in Azure gets it, at `/metadata/identity/oauth2/token`."""
    if [part.casefold() for part in request.segments] != [
        "metadata",
        "identity",
        "oauth2",
        "token",
    ]:
        return _refused(404, "not_found", "No such address.")
    if request.headers.get("metadata", "").casefold() != "true":
        return _refused(400, "invalid_request", "Required metadata header not specified")
    resource = request.query.get("resource")
    if request.query.get("api-version", "") < _MACHINE_VERSION or not resource:
        text = f"api-version {_MACHINE_VERSION} or later and a resource are needed"
        return _refused(400, "invalid_request", text)
    found = _identity(world, request)
    if found is None:
        return _refused(400, "invalid_request", "Identity not found")
    token = _token(world, *found, resource)
    return Answer.of(200, token | {"expires_in": str(_LIFETIME_S)})


def _token(world: World, tenant: Tenant, client: Client, resource: str) -> dict[str, str]:
    token = world.mint(tenant, audience_of(resource), client=client, lifetime_s=_LIFETIME_S)
    return {
        "access_token": token,
        "expires_on": str(int(world.clock.now().timestamp()) + _LIFETIME_S),
        "resource": resource,
        "token_type": "Bearer",
        "client_id": client.client_id,
    }


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


def _refused(status: int, error: str, text: str) -> Answer:
    return Answer.of(status, {"error": error, "error_description": text})
