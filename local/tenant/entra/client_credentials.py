"""
The client credentials flow: an application proves by secret, certificate or trust who it is.

Source: OAuth 2.0 client credentials flow on the Microsoft identity platform.
"""

import re
from collections.abc import Mapping

from local.tenant.entra import federation
from local.tenant.entra.assertions import BadAssertion, NotNow, checked
from local.tenant.entra.claims_request import BadClaims, wanted
from local.tenant.entra.refusals import refusal
from local.tenant.entra.tokens import audience_of
from local.tenant.messages import Answer, Document, Request
from local.tenant.state.clients import Client
from local.tenant.tenant import Tenant
from local.tenant.world import World

_LIFETIME_S = 3599
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
# Resources of this cloud; those of a national cloud are unknown here.
_RESOURCE = re.compile(
    r"https://([a-z0-9-]+\.)*(azure\.net|azure\.com|windows\.net|microsoft\.com|office\.com"
    r"|office365\.com|outlook\.com|o365filtering\.com)|api://AzureADTokenExchange"
)


def answer(world: World, tenant: Tenant, form: Mapping[str, str], request: Request) -> Answer:
    """A token for the application that *form* names, or why there is none."""
    client_id, scope = form.get("client_id", ""), form.get("scope", "")
    client = tenant.client(client_id)
    if client is None:
        return refusal("unknown-client", client_id, tenant.domain)
    if client.disabled:
        return refusal("retired-client", client_id)
    if not scope.endswith("/.default"):
        return refusal("bad-scope", scope)
    refused = _proof(world, tenant, client, form, request)
    if refused is not None:
        return refused
    audience = audience_of(scope)
    if not _RESOURCE.fullmatch(audience):
        return refusal("unknown-resource", audience, tenant.domain)
    try:
        claims = wanted(form.get("claims"))
    except BadClaims as error:
        return refusal("bad-claims", str(error))
    token = world.mint(tenant, audience, client=client, lifetime_s=_LIFETIME_S, wanted=claims)
    told: Document = {
        "token_type": "Bearer",
        "expires_in": _LIFETIME_S,
        "ext_expires_in": _LIFETIME_S,
        "access_token": token,
    }
    return Answer.of(200, told, {"cache-control": "no-store, no-cache"})


def _proof(
    world: World, tenant: Tenant, client: Client, form: Mapping[str, str], request: Request
) -> Answer | None:
    """The refusal, if the client does not prove who it is."""
    if "client_assertion" in form:
        return _by_assertion(world, tenant, client, form, request)
    if "client_secret" not in form:
        return refusal("no-proof")
    if client.secret is None or form["client_secret"] != client.secret:
        return refusal("bad-secret", client.client_id)
    if client.secret_expires is not None and client.secret_expires <= world.clock.now():
        return refusal("secret-expired", client.client_id)
    return None


def _by_assertion(
    world: World, tenant: Tenant, client: Client, form: Mapping[str, str], request: Request
) -> Answer | None:
    assertion = form["client_assertion"]
    if form.get("client_assertion_type") != _ASSERTION:
        return refusal("bad-assertion", "the type of the assertion is not supported")
    if not federation.is_self_signed(assertion, client):
        return federation.refused(world, assertion, client)
    names = (request.segments[0], tenant.tenant_id, *(one.name for one in tenant.domains))
    audiences = [f"{request.origin}/{name}/oauth2/v2.0/token" for name in names]
    try:
        checked(assertion, client, audiences, world.clock.now())
    except NotNow:
        return refusal("assertion-expired")
    except BadAssertion as error:
        return refusal("bad-assertion", str(error))
    return None
