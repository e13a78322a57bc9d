"""
Entra's endpoints below `/{tenant}`: tokens, metadata, keys.

Source: OAuth 2.0 flows on the Microsoft identity platform.
"""

from urllib.parse import parse_qsl

from local.tenant.entra import browser, person_grants
from local.tenant.entra.assertions import BadAssertion, checked
from local.tenant.entra.claims_request import BadClaims, wanted
from local.tenant.entra.refusals import refusal
from local.tenant.entra.tokens import audience_of
from local.tenant.messages import Answer, Document, Request
from local.tenant.state.clients import Client
from local.tenant.tenant import Tenant
from local.tenant.world import World

_LIFETIME_S = 3599
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def answer(world: World, request: Request) -> Answer:
    """A token, the metadata, the keys; 404 for what Entra does not have."""
    name, *rest = request.segments or ("",)
    place = "/".join(rest).casefold()
    if place not in {
        "oauth2/v2.0/authorize",
        "oauth2/v2.0/devicecode",
        "oauth2/v2.0/token",
        "v2.0/.well-known/openid-configuration",
        "discovery/v2.0/keys",
    }:
        return Answer.of(404, {"error": {"code": "NotFound", "message": "No such address."}})
    tenant = world.tenant(name)
    if tenant is None:
        return refusal("unknown-tenant", name)
    if place == "discovery/v2.0/keys":
        return Answer.of(200, world.signer.published())
    if place == "oauth2/v2.0/token":
        return _token(world, tenant, request)
    if place == "oauth2/v2.0/authorize":
        return browser.authorize(world, tenant, request)
    if place == "oauth2/v2.0/devicecode":
        return person_grants.start(world, tenant, _form(request), request)
    return Answer.of(200, _metadata(request.origin, tenant))


def _token(world: World, tenant: Tenant, request: Request) -> Answer:
    form = _form(request)
    if request.method == "POST" and form.get("grant_type") in person_grants.GRANTS:
        return person_grants.answer(world, tenant, form, request)
    if request.method != "POST" or form.get("grant_type") != "client_credentials":
        return refusal("bad-grant", form.get("grant_type") or "(none)")
    client = tenant.client(form.get("client_id", ""))
    if client is None:
        return refusal("unknown-client", form.get("client_id", ""), tenant.domain)
    if not form.get("scope", "").endswith("/.default"):
        return refusal("bad-scope", form.get("scope", ""))
    refused = _proof(world, tenant, client, form, request)
    if refused is not None:
        return refused
    try:
        claims = wanted(form.get("claims"))
    except BadClaims as error:
        return refusal("bad-claims", str(error))
    audience = audience_of(form["scope"])
    token = world.mint(tenant, audience, client=client, lifetime_s=_LIFETIME_S, wanted=claims)
    return Answer.of(
        200,
        {
            "token_type": "Bearer",
            "expires_in": _LIFETIME_S,
            "ext_expires_in": _LIFETIME_S,
            "access_token": token,
        },
        {"cache-control": "no-store, no-cache"},
    )


def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl(request.body.decode(errors="replace"), keep_blank_values=True))


def _proof(
    world: World, tenant: Tenant, client: Client, form: dict[str, str], request: Request
) -> Answer | None:
    """The refusal, if the client does not prove who it is."""
    if "client_assertion" in form:
        if form.get("client_assertion_type") != _ASSERTION:
            return refusal("bad-assertion", "the type of the assertion is not supported")
        audiences = [
            f"{request.origin}/{name}/oauth2/v2.0/token"
            for name in (
                request.segments[0],
                tenant.tenant_id,
                *(one.name for one in tenant.domains),
            )
        ]
        try:
            checked(form["client_assertion"], client, audiences, world.clock.now())
        except BadAssertion as error:
            return refusal("bad-assertion", str(error))
        return None
    if client.secret is None or form.get("client_secret") != client.secret:
        return refusal("bad-secret", client.client_id)
    return None


def _metadata(origin: str, tenant: Tenant) -> Document:
    base = f"{origin}/{tenant.tenant_id}"
    return {
        "issuer": f"https://sts.windows.net/{tenant.tenant_id}/",
        "token_endpoint": f"{base}/oauth2/v2.0/token",
        "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
        "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode",
        "jwks_uri": f"{base}/discovery/v2.0/keys",
        "response_types_supported": ["code", "id_token"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt"],
        "tenant_region_scope": "EU",
    }
