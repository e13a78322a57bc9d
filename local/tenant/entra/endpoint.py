"""
Entra's endpoints below `/{tenant}`: tokens, metadata, keys.

Source: OAuth 2.0 flows on the Microsoft identity platform.
"""

from collections.abc import Callable
from urllib.parse import parse_qsl

from local.tenant.entra import admin_consent, browser, client_credentials, discovery, person_grants
from local.tenant.entra.refusals import refusal
from local.tenant.messages import Answer, Request
from local.tenant.tenant import Tenant
from local.tenant.world import World

_NOT_FOUND = Answer.of(404, {"error": {"code": "NotFound", "message": "No such address."}})


def answer(world: World, request: Request) -> Answer:
    """A token, the metadata, the keys; 404 for what Entra does not have."""
    name, *rest = request.segments or ("",)
    place = "/".join(rest).casefold()
    if place == "discovery/instance":
        return discovery.instance(world, request)
    if place not in _PLACES:
        return _NOT_FOUND
    tenant = world.tenant(name)
    if tenant is None:
        return refusal("unknown-tenant", name)
    return _PLACES[place](world, tenant, request)


def _token(world: World, tenant: Tenant, request: Request) -> Answer:
    form = _form(request)
    grant = form.get("grant_type") or "(none)"
    if request.method == "POST" and grant in person_grants.GRANTS:
        return person_grants.answer(world, tenant, form, request)
    if request.method == "POST" and grant == "client_credentials":
        return client_credentials.answer(world, tenant, form, request)
    return refusal("bad-grant", grant)


def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl(request.body.decode(errors="replace"), keep_blank_values=True))


_PLACES: dict[str, Callable[[World, Tenant, Request], Answer]] = {
    "adminconsent": admin_consent.answer,
    "v2.0/adminconsent": admin_consent.answer,
    "oauth2/v2.0/authorize": browser.authorize,
    "oauth2/v2.0/devicecode": lambda world, tenant, request: person_grants.start(
        world, tenant, _form(request), request
    ),
    "oauth2/v2.0/token": _token,
    "v2.0/.well-known/openid-configuration": lambda _, tenant, request: Answer.of(
        200, discovery.metadata(request.origin, tenant)
    ),
    "discovery/v2.0/keys": lambda world, _, __: Answer.of(200, world.signer.published()),
}
