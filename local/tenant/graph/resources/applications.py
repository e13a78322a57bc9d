"""`/applications`: registrations with their certificates, wished permissions and owners."""

from uuid import uuid4

from local.tenant.graph import refusals
from local.tenant.graph.key_credentials import certificates, credentials
from local.tenant.graph.kind import MixedKind, documents
from local.tenant.graph.kinds.application import APPLICATION
from local.tenant.graph.lists import context, entity, page
from local.tenant.graph.route import Call, route
from local.tenant.messages import Answer, Document, Json
from local.tenant.state.applications import Application
from local.tenant.state.clients import Client

_ALL, _OWN = "Application.ReadWrite.All", "Application.ReadWrite.OwnedBy"
WRITE = (_OWN, _ALL)
READ = ("Application.Read.All", "Directory.Read.All", _ALL, _OWN)
_WRITABLE = frozenset({"displayName", "keyCredentials", "requiredResourceAccess", "signInAudience"})
_AUDIENCES = frozenset({"AzureADMyOrg", "AzureADMultipleOrgs"})
_OWNER = MixedKind(name="directoryObject", readers=documents(("id",)))


@route("GET", "/applications", *READ)
def list_applications(call: Call) -> Answer:
    """All registrations, or those that fit the filter."""
    return page(call, APPLICATION, list(call.tenant.directory.applications.registrations))


@route("GET", "/applications/{id}", *READ)
def get_application(call: Call) -> Answer:
    """One, by its object id."""
    return entity(call, APPLICATION, application(call))


@route("GET", "/applications(appId='{id}')", *READ)
def get_application_by_app_id(call: Call) -> Answer:
    """The same, by the id under which it signs in."""
    wanted = call.names["id"].casefold()
    for one in call.tenant.directory.applications.registrations:
        if one.app_id == wanted:
            return entity(call, APPLICATION, one)
    raise refusals.not_found(wanted)


@route("POST", "/applications", *WRITE)
def create_application(call: Call) -> Answer:
    """The application is registered; it has no service principal yet."""
    given = call.body()
    if not isinstance(given.get("displayName"), str):
        raise refusals.bad_request("A value is required for property 'displayName'.")
    made = Application(
        str(uuid4()), str(uuid4()), "", call.tenant.clock.now(), owners=[call.caller]
    )
    _change(call, made, given)
    call.tenant.directory.applications.registrations.put(made.id, made)
    row = APPLICATION.document(made)
    return Answer.of(201, {"@odata.context": f"{context(call)}/$entity", **row})


@route("PATCH", "/applications/{id}", *WRITE)
def patch_application(call: Call) -> Answer:
    """What is given is changed; new certificates are good for signing in at once."""
    permit(call, application(call))
    given = call.body()
    _checked(call, application(call), given)
    _change(
        call, call.tenant.directory.applications.registrations.write(application(call).id), given
    )
    return Answer(204)


@route("DELETE", "/applications/{id}", *WRITE)
def delete_application(call: Call) -> Answer:
    """The registration is gone, and its service principal with it."""
    found, applications = application(call), call.tenant.directory.applications
    permit(call, found)
    for one in list(applications.principals):
        if one.app_id == found.app_id:
            applications.principals.drop(one.id)
    call.tenant.clients[:] = [one for one in call.tenant.clients if one.client_id != found.app_id]
    applications.registrations.drop(found.id)
    return Answer(204)


@route("GET", "/applications/{id}/owners", *READ)
def application_owners(call: Call) -> Answer:
    """Who may change it with the permission for one's own."""
    return page(call, _OWNER, [_owner(call, one) for one in application(call).owners])


def permit(call: Call, one: Application) -> None:
    """
    Nothing, when the caller may change *one*.

    Raises:
        GraphRefusal: It may change nothing, or only what it owns, and does not own this.

    """
    call.require(*WRITE)
    if _ALL not in call.permissions and call.caller not in one.owners:
        raise refusals.denied()


def application(call: Call) -> Application:
    """The one that the path names. Raises: GraphRefusal."""
    found = call.tenant.directory.applications.registrations.read(call.names["id"].casefold())
    if found is None:
        raise refusals.not_found(call.names["id"])
    return found


def _checked(call: Call, one: Application, given: Document) -> tuple[str, str, list[Document]]:
    """
    Name, audience and keys as they will be.

    Raises:
        GraphRefusal: A property is unknown, or its value is none.

    """
    if unknown := given.keys() - _WRITABLE:
        raise refusals.bad_request(f"Property '{min(unknown)}' cannot be written here.")
    name, audience = given.get("displayName", one.name), given.get("signInAudience", one.audience)
    if not isinstance(name, str) or not name.strip():
        raise refusals.bad_request("Invalid value specified for property 'displayName'.")
    if audience not in _AUDIENCES:
        raise refusals.bad_request("Invalid value specified for property 'signInAudience'.")
    _required(call, given.get("requiredResourceAccess", []))
    return name, str(audience), _keys(call, one, given.get("keyCredentials"))


def _keys(call: Call, one: Application, given: Json) -> list[Document]:
    return one.keys if given is None else credentials(given, one.keys, call.tenant.clock.now())


def _change(call: Call, one: Application, given: Document) -> None:
    one.name, one.audience, one.keys = _checked(call, one, given)
    if "requiredResourceAccess" in given:
        one.required = _required(call, given["requiredResourceAccess"])
    client = _client(call, one)
    if client is not None and "keyCredentials" in given:
        client.certificates[:] = certificates(one.keys)  # other tenants share the list


def _required(call: Call, given: Json) -> list[Document]:
    """The permissions asked for: of resources that there are."""
    rows = [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
    if not isinstance(given, list) or len(rows) != len(given):
        raise refusals.bad_request("Invalid value specified for property 'requiredResourceAccess'.")
    known = {one.app_id for one in call.tenant.directory.applications.principals}
    for row in rows:
        if str(row.get("resourceAppId")).casefold() not in known:
            raise refusals.bad_request(f"Resource '{row.get('resourceAppId')}' does not exist.")
    return rows


def _client(call: Call, one: Application) -> Client | None:
    return call.tenant.client(one.app_id)


def _owner(call: Call, object_id: str) -> Document:
    people = call.tenant.people.find(object_id)
    kind = "user" if people else "servicePrincipal"
    return {"@odata.type": f"#microsoft.graph.{kind}", "id": object_id}
