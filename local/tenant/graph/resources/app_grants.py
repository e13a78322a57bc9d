"""
`/servicePrincipals/{id}/appRoleAssignments`: what applications are allowed to do by themselves.

A grant is in the next token of the application; a token it has already does not change.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import NAMESPACE_DNS, uuid5

from local.tenant.graph import refusals
from local.tenant.graph.delegated import may_consent_to_graph
from local.tenant.graph.kinds.grant import ASSIGNMENT
from local.tenant.graph.lists import context, page
from local.tenant.graph.route import Call, route
from local.tenant.messages import Answer, Document
from local.tenant.state.applications import AppRole, ServicePrincipal
from local.tenant.state.clients import GRAPH, Client

_WRITE = "AppRoleAssignment.ReadWrite.All"
_READ = ("Application.Read.All", "Directory.Read.All", _WRITE)
_MISSING = "Permission being assigned was not found on application"
_THERE = "Permission being assigned already exists on the object"
_PATH = "/servicePrincipals/{id}/appRoleAssignments"


@dataclass(frozen=True, slots=True)
class _Grant:
    client: Client
    resource: ServicePrincipal
    role: AppRole

    @property
    def id(self) -> str:
        text = f"{self.client.object_id}/{self.resource.id}/{self.role.id}"
        return str(uuid5(NAMESPACE_DNS, text))


@route("GET", _PATH, *_READ)
def grants_of(call: Call) -> Answer:
    """What the application may do."""
    client = _client(call)
    held = _of(call, client) if client is not None else ()
    return page(call, ASSIGNMENT, [_row(one) for one in held])


@route("GET", "/servicePrincipals/{id}/appRoleAssignedTo", *_READ)
def granted_on(call: Call) -> Answer:
    """Who may do what with the application."""
    resource = _principal(call)
    held = [
        one
        for client in call.tenant.clients
        for one in _of(call, client)
        if one.resource.id == resource.id
    ]
    return page(call, ASSIGNMENT, [_row(one) for one in held])


@route("POST", _PATH, _WRITE)
def grant(call: Call) -> Answer:
    """The application is allowed one thing more."""
    given, client = call.body(), _client(call)
    if client is None or str(given.get("principalId")).casefold() != client.object_id:
        raise refusals.bad_request("principalId is not that of the service principal.")
    principals = call.tenant.directory.applications.principals
    resource = principals.read(str(given.get("resourceId")).casefold())
    if resource is None:
        raise refusals.not_found(str(given.get("resourceId")))
    _permit(call, resource)
    role = next((one for one in resource.roles if one.id == given.get("appRoleId")), None)
    if role is None or resource.audience is None:
        raise refusals.bad_request(_MISSING)
    held = client.grants.get(resource.audience, ())
    if role.value in held:
        raise refusals.bad_request(_THERE)
    client.grants = {**client.grants, resource.audience: (*held, role.value)}
    row = _row(_Grant(client, resource, role))
    return Answer.of(201, {"@odata.context": f"{context(call)}/$entity", **row})


@route("DELETE", f"{_PATH}/{{assignment}}", _WRITE)
def revoke(call: Call) -> Answer:
    """The application is allowed one thing less."""
    client = _client(call)
    for one in _of(call, client) if client is not None else ():
        if one.id == call.names["assignment"] and one.resource.audience is not None:
            held = one.client.grants[one.resource.audience]
            left = tuple(value for value in held if value != one.role.value)
            one.client.grants = {**one.client.grants, one.resource.audience: left}
            return Answer(204)
    raise refusals.not_found(call.names["assignment"])


def _permit(call: Call, resource: ServicePrincipal) -> None:
    """Who administers applications lets them use everything but Graph."""
    of_graph = call.delegated and resource.audience == GRAPH
    if of_graph and not may_consent_to_graph(call.directory_roles):
        raise refusals.denied()


def _of(call: Call, client: Client) -> Iterator[_Grant]:
    for resource in call.tenant.directory.applications.principals:
        held = client.grants.get(resource.audience or "", ())
        yield from (_Grant(client, resource, role) for role in resource.roles if role.value in held)


def _principal(call: Call) -> ServicePrincipal:
    found = call.tenant.directory.applications.principals.read(call.names["id"].casefold())
    if found is None:
        raise refusals.not_found(call.names["id"])
    return found


def _client(call: Call) -> Client | None:
    """Who signs in as the service principal; None for one that never does."""
    principal = _principal(call)
    return next((one for one in call.tenant.clients if one.object_id == principal.id), None)


def _row(one: _Grant) -> Document:
    return {
        "id": one.id,
        "appRoleId": one.role.id,
        "createdDateTime": None,
        "principalDisplayName": one.client.name,
        "principalId": one.client.object_id,
        "principalType": "ServicePrincipal",
        "resourceDisplayName": one.resource.name,
        "resourceId": one.resource.id,
    }
