"""
Another tenant's consent to our app: the link for its administrator, and whether it was given.

Consent is believed when the app's own token for that tenant holds the permission. Where the app
cannot sign in from here, as with a managed identity that only Azure has, it is believed when an
administrator of the tenant reads it there.
Source: "Grant tenant-wide admin consent", "App-only authentication in Exchange Online PowerShell".
"""

import re
from collections.abc import Awaitable, Callable
from urllib.parse import urlencode

from shared.clock import Clock
from shared.clouds import Endpoints
from shared.graph.client import Graph
from shared.identity.credentials import Credentials
from shared.identity.tokens import Claims, ScopeTokens, claims_of
from shared.rights.needs import EXCHANGE_PERMISSION
from shared.setup.api import apis
from shared.setup.checklist import Outcome, Settled
from shared.setup.grants import Principal, find_principal
from shared.tenants import Auth, Tenant
from shared.web.errors import Call, Malformed, Refused

type Look = Callable[[], Awaitable[Principal | None]]

_NAME = "Nightshift"
_LOOK_EVERY_S = 10.0
# What Entra says of an app that nobody has let in yet.
_NOT_YET = re.compile(r"AADSTS(?:65001|650052|700016|7000229)(?![0-9])")


def consent_link(places: Endpoints, tenant: Tenant, client_id: str) -> str:
    """Where an administrator of *tenant* lets the app *client_id* in."""
    query = urlencode({"client_id": client_id, "scope": places.exchange_scope}, safe=":/")
    return f"{places.login}/{tenant.tenant_id}/adminconsent?{query}"


async def awaited(
    look: Look, clock: Clock, domain: str, *, wait_s: float, tell: Callable[[str], None]
) -> Settled[Principal | None]:
    """
    What *look* finds once *domain* has let the app in; None when it never does.

    *tell* hears that it is waited, and how much longer.

    Raises:
        ServiceError: As *look* raises.

    """
    until, waited = clock.monotonic() + wait_s, False
    while True:
        principal = await look()
        if principal is not None:
            outcome = Outcome.DONE if waited else Outcome.ALREADY_SO
            text = f"{domain} lets the app in, with {EXCHANGE_PERMISSION}"
            return Settled(outcome, text, principal)
        left = until - clock.monotonic()
        if left <= 0:
            return Settled(Outcome.FAILED, _nobody(domain, wait_s), None)
        tell(f"waiting for the consent of {domain}, {left / 60:.0f} minutes more")
        await clock.sleep(min(_LOOK_EVERY_S, left))
        waited = True


def by_token(
    credentials: Credentials, clock: Clock, places: Endpoints, tenant: Tenant, auth: Auth
) -> Look:
    """Looks at the app's own token for *tenant*; a refusal for another reason is raised."""

    async def look() -> Principal | None:
        # A token from before the consent says nothing of it: each look asks for a new one.
        tokens = ScopeTokens(
            lambda: credentials.make(tenant, auth), (places.exchange_scope,), clock
        )
        try:
            claims = claims_of(await tokens.token())
        except Refused as error:
            if _NOT_YET.search(error.detail):
                return None
            raise
        except ValueError as error:
            raise Malformed(Call("sign-in", tenant.domain), str(error)) from error
        finally:
            await tokens.close()
        return _named(claims)

    return look


def by_admin(graph: Graph, client_id: str) -> Look:
    """Looks, as an administrator of the tenant, at what the app *client_id* was granted there."""

    async def look() -> Principal | None:
        principal = await find_principal(graph, client_id=client_id)
        if principal is None:
            return None
        exchange, _ = (await apis(graph, (), ())).value
        rows = await graph.all(f"/servicePrincipals/{principal.id}/appRoleAssignments")
        return principal if {row.get("appRoleId") for row in rows} >= {*exchange.ids} else None

    return look


def _named(claims: Claims) -> Principal | None:
    if EXCHANGE_PERMISSION not in claims.roles:
        return None
    return Principal(claims.object_id, claims.app_id, _NAME)


def _nobody(domain: str, wait_s: float) -> str:
    within = f" within {wait_s / 60:.0f} minutes" if wait_s else " yet"
    return (
        f"nobody has consented{within}: an administrator of {domain} opens the link and accepts; "
        "then run the same command again"
    )
