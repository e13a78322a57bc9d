"""
What clients look up before they ask for a token.

Source: OpenID Connect discovery on the Microsoft identity platform; instance discovery of MSAL.
"""

from urllib.parse import urlsplit

from local.tenant.messages import Answer, Document, Request
from local.tenant.tenant import Tenant
from local.tenant.world import World


def instance(world: World, request: Request) -> Answer:
    """Which hosts are this one: itself alone, and where the tenant's metadata are."""
    asked = urlsplit(request.query.get("authorization_endpoint", ""))
    host = urlsplit(request.origin).netloc
    if asked.netloc != host:
        text = "AADSTS50049: Unknown or invalid instance."
        return Answer.of(400, {"error": "invalid_instance", "error_description": text})
    name = asked.path.strip("/").partition("/")[0]
    tenant = world.tenant(name) or world.tenants[0]
    where = f"{request.origin}/{tenant.tenant_id}/v2.0/.well-known/openid-configuration"
    entry: Document = {"preferred_network": host, "preferred_cache": host, "aliases": [host]}
    return Answer.of(
        200, {"tenant_discovery_endpoint": where, "api-version": "1.1", "metadata": [entry]}
    )


def metadata(origin: str, tenant: Tenant) -> Document:
    """The OpenID configuration of *tenant*."""
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
