"""
`GET /secrets/{name}/{version?}`: a challenge first, then the secret.

Source: Key Vault REST reference, Get Secret. A client sends its first request without a token
and learns from the 401 which tenant to ask.
"""

from uuid import NAMESPACE_DNS, uuid5

from local.tenant.entra.tokens import TokenRefused, bearer_of, verified
from local.tenant.messages import Answer, Document, Request
from local.tenant.state.clients import VAULT
from local.tenant.world import World


def answer(world: World, request: Request) -> Answer:
    """The secret, or why not."""
    home = world.tenants[0]
    try:
        claims = verified(world, bearer_of(request), VAULT)
    except TokenRefused as refused:
        return _challenge(request, home.tenant_id, str(refused))
    if claims["tid"] != home.tenant_id:
        return _challenge(request, home.tenant_id, "the token is of another tenant")
    _, name, *version = request.segments
    return _secret(world, request, name, version[0] if version else None)


def _secret(world: World, request: Request, name: str, version: str | None) -> Answer:
    secret = world.vault.get(name)
    current = uuid5(NAMESPACE_DNS, f"{name}/{secret.value}").hex if secret else ""
    if secret is None or version not in {None, current}:
        return _error(404, "SecretNotFound", f"A secret with (name/id) {name} was not found.")
    if not secret.enabled:
        return _error(403, "Forbidden", "The secret is disabled.", inner="SecretDisabled")
    attributes: Document = {
        "enabled": True,
        "created": int(world.tenants[0].clock.now().timestamp()) - 86400,
        "updated": int(world.tenants[0].clock.now().timestamp()) - 86400,
        "recoveryLevel": "Recoverable+Purgeable",
        "recoverableDays": 90,
    }
    identity = f"{request.origin}/secrets/{name}/{current}"
    document: Document = {
        "value": secret.value,
        "id": identity,
        "attributes": attributes,
        "tags": {},
    }
    if secret.content_type:
        document["contentType"] = secret.content_type
    return Answer.of(200, document)


def _challenge(request: Request, tenant_id: str, why: str) -> Answer:
    challenge = f'Bearer authorization="{request.origin}/{tenant_id}", resource="{VAULT}"'
    body = {"error": {"code": "Unauthorized", "message": f"AKV10000: {why}."}}
    return Answer.of(401, body, {"www-authenticate": challenge})


def _error(status: int, code: str, message: str, *, inner: str | None = None) -> Answer:
    error = {"code": code, "message": message}
    return Answer.of(status, {"error": error | ({"innererror": {"code": inner}} if inner else {})})
