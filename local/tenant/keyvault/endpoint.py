"""
`/secrets…` and `/certificates…`: a challenge first, then the role, then what was asked for.

Source: Key Vault REST reference. A client sends its first request without a token and learns from
the 401 which tenant to ask. The vault belongs to the first tenant.
"""

from local.tenant.entra.tokens import TokenRefused, bearer_of, verified
from local.tenant.keyvault import certificates, refusals, secrets
from local.tenant.keyvault.call import Call
from local.tenant.messages import Answer, NotJson, Request
from local.tenant.state.clients import VAULT
from local.tenant.world import World


def answer(world: World, request: Request) -> Answer:
    """What the vault answers."""
    home = world.tenants[0]
    try:
        claims = verified(world, bearer_of(request), VAULT)
    except TokenRefused as refused:
        return _challenge(request, home.tenant_id, str(refused))
    if claims["tid"] != home.tenant_id:
        return _challenge(request, home.tenant_id, "the token is of another tenant")
    app_id = str(claims["appid"])
    client = home.client(app_id)
    roles = client.vault_roles if client else ()
    call = Call(world.vault, request, app_id, roles, world.clock.now())
    try:
        return _answer(call)
    except refusals.VaultRefusal as refusal:
        return refusal.answer()
    except NotJson as error:
        return refusals.bad_parameter(f"The body is invalid: {error}.").answer()


def _answer(call: Call) -> Answer:
    if not call.request.query.get("api-version"):
        raise refusals.bad_parameter("api-version must be specified")
    what, *rest = call.request.segments
    if what.casefold() == "certificates":
        return certificates.answer(call, tuple(rest))
    return secrets.answer(call, tuple(rest))


def _challenge(request: Request, tenant_id: str, why: str) -> Answer:
    challenge = f'Bearer authorization="{request.origin}/{tenant_id}", resource="{VAULT}"'
    body = {"error": {"code": "Unauthorized", "message": f"AKV10000: {why}."}}
    return Answer.of(401, body, {"www-authenticate": challenge})
