"""
Tokens for a person at a public client: access, identity and refresh.

Source: OAuth 2.0 authorization code and device authorization on the Microsoft identity platform.
"""

import base64
import json
from secrets import token_urlsafe

from local.tenant.entra.tokens import audience_of
from local.tenant.messages import Answer
from local.tenant.state.clients import EXCHANGE, GRAPH
from local.tenant.state.person import Person
from local.tenant.state.sign_ins import Attempt
from local.tenant.tenant import Tenant
from local.tenant.world import World

LIFETIME_S = 3599
# Public clients that every tenant has, and what people may do through them.
# Source: the sign-in of Exchange Online PowerShell and of the Microsoft Graph command line tools.
EXCHANGE_MODULE = "fb78d390-0c51-40cd-8e17-fdbfab77341b"
GRAPH_TOOLS = "14d82eec-204b-4c2f-b7e8-296a70dab67e"
_RETIRED = "a0c73c16-a7e3-4564-9a95-2bdf47383716"
_SCOPES: dict[str, dict[str, tuple[str, ...]]] = {
    EXCHANGE_MODULE: {EXCHANGE: ("Exchange.Manage",)},
    GRAPH_TOOLS: {
        GRAPH: (
            "AppRoleAssignment.ReadWrite.All",
            "Application.ReadWrite.All",
            "Directory.Read.All",
            "RoleManagement.ReadWrite.Directory",
            "User.Read.All",
        )
    },
}
# The value Entra adds to `wids` for every member of the tenant.
_MEMBER = "b79fbf4d-3ef9-4689-8143-76b194e85509"
_PROTOCOL = frozenset({"openid", "profile", "offline_access", "email"})


def is_public_client(client_id: str) -> bool:
    """Whether people may sign in at *client_id*."""
    return client_id.casefold() in _SCOPES


def is_retired(client_id: str) -> bool:
    """Whether *client_id* is the module's earlier client, which Microsoft has disabled."""
    return client_id.casefold() == _RETIRED


def tokens_for(world: World, tenant: Tenant, attempt: Attempt, origin: str) -> Answer:
    """The answer that signs the attempt's person in; the refresh token goes on from there."""
    if attempt.person is None:
        raise ValueError("nobody has answered yet")
    person = tenant.people.read(attempt.person)
    refresh = token_urlsafe(32)
    world.sign_ins.refresh_tokens[refresh] = attempt
    return Answer.of(
        200,
        {
            "token_type": "Bearer",
            "scope": attempt.scope,
            "expires_in": LIFETIME_S,
            "ext_expires_in": LIFETIME_S,
            "access_token": access_token(
                world, tenant, person, attempt.client_id, _audience(attempt.scope)
            ),
            "refresh_token": refresh,
            "id_token": _identity(world, tenant, person, attempt, origin),
            "client_info": _client_info(tenant, person),
        },
        {"cache-control": "no-store, no-cache"},
    )


def access_token(
    world: World, tenant: Tenant, person: Person, client_id: str, audience: str
) -> str:
    """A token with which *person* may use *audience* through the public client *client_id*."""
    granted = _SCOPES[client_id.casefold()].get(audience, ())
    now = int(world.clock.now().timestamp())
    return world.signer.sign(
        {
            "aud": audience,
            "iss": f"https://sts.windows.net/{tenant.tenant_id}/",
            "iat": now,
            "nbf": now - 300,
            "exp": now + LIFETIME_S,
            "appid": client_id,
            "appidacr": "0",
            "amr": ["pwd", "mfa"],
            "app_displayname": person.who.upn,
            "name": person.who.display_name,
            "oid": person.who.object_id,
            "sub": person.who.object_id,
            "tid": tenant.tenant_id,
            "upn": person.who.upn,
            "unique_name": person.who.upn,
            "scp": " ".join(granted),
            "wids": [*tenant.roles.of(person.who.index), _MEMBER],
            "ver": "1.0",
        }
    )


def _identity(world: World, tenant: Tenant, person: Person, attempt: Attempt, origin: str) -> str:
    now = int(world.clock.now().timestamp())
    nonce = {"nonce": attempt.nonce} if attempt.nonce else {}
    return world.signer.sign(
        {
            "aud": attempt.client_id,
            "iss": f"{origin}/{tenant.tenant_id}/v2.0",
            "iat": now,
            "nbf": now - 300,
            "exp": now + LIFETIME_S,
            "oid": person.who.object_id,
            "sub": person.who.object_id,
            "tid": tenant.tenant_id,
            "name": person.who.display_name,
            "preferred_username": person.who.upn,
            "ver": "2.0",
            **nonce,
        }
    )


def _client_info(tenant: Tenant, person: Person) -> str:
    document = {"uid": person.who.object_id, "utid": tenant.tenant_id}
    return base64.urlsafe_b64encode(json.dumps(document).encode()).decode().rstrip("=")


def _audience(scope: str) -> str:
    """The resource that *scope* names: `https://outlook.office365.com/.default` and the like."""
    named = [one for one in scope.split() if one not in _PROTOCOL]
    if not named:
        return GRAPH
    resource, _, permission = named[0].rpartition("/")
    return audience_of(named[0] if permission == ".default" else resource or GRAPH)
