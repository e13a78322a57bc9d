"""`/servicePrincipals`: applications and managed identities in this tenant."""

from local.tenant.app_principal import enter
from local.tenant.graph import refusals
from local.tenant.graph.kinds.application import SERVICE_PRINCIPAL
from local.tenant.graph.lists import context, entity, page
from local.tenant.graph.refusals import GraphRefusal
from local.tenant.graph.resources.applications import READ, WRITE, permit
from local.tenant.graph.route import Call, route
from local.tenant.messages import Answer


@route("GET", "/servicePrincipals", *READ)
def list_principals(call: Call) -> Answer:
    """All of them, or those that fit the filter."""
    return page(call, SERVICE_PRINCIPAL, list(call.tenant.directory.applications.principals))


@route("GET", "/servicePrincipals/{id}", *READ)
def get_principal(call: Call) -> Answer:
    """One, by its object id."""
    found = call.tenant.directory.applications.principals.read(call.names["id"].casefold())
    if found is None:
        raise refusals.not_found(call.names["id"])
    return entity(call, SERVICE_PRINCIPAL, found)


@route("GET", "/servicePrincipals(appId='{id}')", *READ)
def get_principal_of_app(call: Call) -> Answer:
    """The same, by the id of its application."""
    wanted = call.names["id"].casefold()
    for one in call.tenant.directory.applications.principals:
        if one.app_id == wanted:
            return entity(call, SERVICE_PRINCIPAL, one)
    raise refusals.not_found(wanted)


@route("POST", "/servicePrincipals", *WRITE)
def create_principal(call: Call) -> Answer:
    """The application can act in the tenant; it is allowed nothing yet."""
    wanted = str(call.body().get("appId") or "").casefold()
    applications = call.tenant.directory.applications
    registered = next((one for one in applications.registrations if one.app_id == wanted), None)
    if registered is None:
        raise refusals.bad_request(
            f"The appId '{wanted}' of the service principal does not reference a valid application "
            "object."
        )
    permit(call, registered)
    if any(one.app_id == wanted for one in applications.principals):
        text = f"The service principal name {wanted} is already in use."
        raise GraphRefusal(409, "Request_MultipleObjectsWithSameKeyValue", text)
    made, _ = enter((), call.tenant, registered, owners=[call.caller])
    row = SERVICE_PRINCIPAL.document(made)
    return Answer.of(201, {"@odata.context": f"{context(call)}/$entity", **row})
