"""
Access tokens: what is in them, and whether one is good.

All are of the v1.0 format that Exchange, Graph and storage take: issuer `sts.windows.net`.
Source: Entra's access token reference.
"""

from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import uuid4

import jwt

from local.tenant.entra.keys import Signer
from local.tenant.messages import Request
from local.tenant.state.clients import COMPLIANCE, EXCHANGE, GRAPH, Client

if TYPE_CHECKING:
    from local.tenant.tenant import Tenant
    from local.tenant.world import World

type Claims = dict[str, object]

# The value Entra adds to `wids` for every service principal.
_APPLICATION = "0997a1d0-0d1d-4acb-b408-d5ca73121e90"
_TWINS = {
    "https://outlook.office.com": EXCHANGE,
    "00000002-0000-0ff1-ce00-000000000000": EXCHANGE,
    "00000003-0000-0000-c000-000000000000": GRAPH,
}


class TokenRefused(Exception):
    """The token is missing, not ours, run out, or meant for somebody else."""


def audience_of(resource: str) -> str:
    """The audience that a resource or a `.default` scope names."""
    plain = resource.removesuffix("/.default").rstrip("/")
    return _TWINS.get(plain, plain)


def claims(
    tenant: "Tenant", client: Client, audience: str, now: datetime, lifetime_s: int
) -> Claims:
    """The claims of a token for *client*; without a grant there are no `roles`."""
    audience = audience_of(audience)
    issued = int(now.timestamp())
    found: Claims = {
        "aud": audience,
        "iss": f"https://sts.windows.net/{tenant.tenant_id}/",
        "iat": issued,
        "nbf": issued - 300,
        "exp": issued + lifetime_s,
        "appid": client.client_id,
        "appidacr": "1" if client.secret else "2",
        "app_displayname": client.name,
        "idtyp": "app",
        "oid": client.object_id,
        "sub": client.object_id,
        "tid": tenant.tenant_id,
        "wids": [*client.directory_roles, _APPLICATION],
        "uti": uuid4().hex,
        "ver": "1.0",
    }
    resource = EXCHANGE if audience == COMPLIANCE else audience
    if granted := client.grants.get(resource):
        found["roles"] = list(granted)
    return found


def bearer_of(request: Request) -> str:
    """
    The token that *request* presents.

    Raises:
        TokenRefused: It presents none.

    """
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.casefold() != "bearer" or not token.strip():
        raise TokenRefused("no bearer token")
    return token.strip()


def verified(world: "World", token: str, audience: str) -> Claims:
    """
    The claims of *token*, which is ours, in time, and meant for *audience*.

    Raises:
        TokenRefused: With the reason.

    """
    try:
        found = claims_in(world.signer, token)
    except jwt.InvalidTokenError as error:
        raise TokenRefused("the signature or format is not valid") from error
    now = world.clock.now().timestamp()
    if token in world.faults.expired or not _number(found, "nbf") <= now < _number(found, "exp"):
        raise TokenRefused("Lifetime validation failed, the token is expired")
    if audience_of(str(found.get("aud"))) != audience:
        raise TokenRefused("Audience validation failed")
    return found


@lru_cache(maxsize=1024)
def claims_in(signer: Signer, token: str) -> Claims:
    """
    What *token* says; only its signature is looked at.

    Raises:
        jwt.InvalidTokenError: It is not ours.

    """
    return signer.read(token)


def _number(found: Claims, name: str) -> float:
    value = found.get(name)
    return float(value) if isinstance(value, int | float) else 0.0
