"""
`/{tenant}/adminconsent`: an admin lets an application act in the whole tenant.

The page asks who sits there, as the sign-in page does. Consent brings the application in, with
all that its registration asks for, whichever scope the link names.
Source: "Grant tenant-wide admin consent", and the admin consent endpoint of the Microsoft
identity platform.
"""

from collections.abc import Iterator
from html import escape
from urllib.parse import parse_qsl, urlencode

from local.tenant.app_principal import enter, registration_of
from local.tenant.entra.refusals import refusal
from local.tenant.graph.delegated import may_consent, may_consent_to_graph
from local.tenant.messages import Answer, Request
from local.tenant.state.applications import Application, AppRole, ServicePrincipal
from local.tenant.state.clients import GRAPH
from local.tenant.tenant import Tenant
from local.tenant.world import World

_HTML = {"content-type": "text/html; charset=utf-8", "cache-control": "no-store"}
_NO_ADMIN = "AADSTS90094: this needs an administrator: "


def answer(world: World, tenant: Tenant, request: Request) -> Answer:
    """The page that asks; once it comes back, what became of it."""
    client_id = request.query.get("client_id", "")
    found = registration_of(world.tenants, tenant, client_id)
    if found is None:
        return refusal("unknown-client", client_id, tenant.domain)
    wanted = list(_wanted(tenant, found))
    if request.method == "GET":
        return _page(_question(tenant, found, wanted))
    form = dict(parse_qsl(request.body.decode(errors="replace")))
    if form.get("answer") == "no":
        return _ended(request, tenant, error="access_denied")
    roles = _roles_of(tenant, form.get("user", ""))
    of_graph = any(resource.audience == GRAPH for resource, _ in wanted)
    if not (may_consent_to_graph(roles) if of_graph else may_consent(roles)):
        least = "Privileged Role Administrator" if of_graph else "Cloud Application Administrator"
        return _page(_question(tenant, found, wanted, f"{_NO_ADMIN}{least}."), 403)
    _consent(world, tenant, found, wanted)
    return _ended(request, tenant, admin_consent="True")


def _wanted(tenant: Tenant, app: Application) -> Iterator[tuple[ServicePrincipal, AppRole]]:
    """The application permissions that the registration asks for, as this tenant has them."""
    for row in app.required:
        resource = tenant.directory.applications.principal(str(row.get("resourceAppId")))
        asked = row.get("resourceAccess")
        if resource is None or not isinstance(asked, list):
            continue
        for one in asked:
            ids = one.get("id") if isinstance(one, dict) and one.get("type") == "Role" else None
            yield from ((resource, role) for role in resource.roles if role.id == ids)


def _roles_of(tenant: Tenant, user: str) -> frozenset[str]:
    people = tenant.people.find(user)
    if len(people) != 1 or not people[0].account.enabled:
        return frozenset()
    return frozenset(tenant.roles.of(people[0].who.index))


def _consent(
    world: World,
    tenant: Tenant,
    app: Application,
    wanted: list[tuple[ServicePrincipal, AppRole]],
) -> None:
    client = tenant.client(app.app_id) or enter(world.tenants, tenant, app)[1]
    grants = dict(client.grants)
    for resource, role in wanted:
        held = grants.get(str(resource.audience), ())
        if role.value not in held:
            grants[str(resource.audience)] = (*held, role.value)
    client.grants = grants


def _ended(request: Request, tenant: Tenant, **said: str) -> Answer:
    """Back to where the link says, or a page where it says nothing."""
    back = request.query.get("redirect_uri")
    if not back:
        return _page("<p>You may close this window.</p>")
    state = {"state": request.query["state"]} if "state" in request.query else {}
    query = urlencode({**said, "tenant": tenant.tenant_id, **state})
    return Answer(302, b"", {"location": f"{back}?{query}"})


def _question(
    tenant: Tenant,
    app: Application,
    wanted: list[tuple[ServicePrincipal, AppRole]],
    trouble: str = "",
) -> str:
    asks = "".join(f"<li>{escape(one.name)}: {escape(role.value)}</li>" for one, role in wanted)
    return (
        f"<h1>{escape(app.name)} in {escape(tenant.domain)}</h1><p>{escape(trouble)}</p>"
        f'<ul>{asks}</ul><form method="post"><label>Who are you? <input name="user"></label> '
        '<button name="answer" value="yes">Accept</button> '
        '<button name="answer" value="no">Cancel</button></form>'
    )


def _page(body: str, status: int = 200) -> Answer:
    head = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Permissions</title>'
    return Answer(status, f"{head}{body}</html>".encode(), _HTML)
