"""
Another tenant's consent to our app: the link for its administrator, and whether it was given.

Consent is believed when the app's own token for that tenant holds the permission, never before.
Source: "Grant tenant-wide admin consent", "App-only authentication in Exchange Online PowerShell".
"""

import re
from collections.abc import Callable
from urllib.parse import urlencode

from shared.clock import Clock
from shared.clouds import Endpoints
from shared.identity.credentials import Credentials
from shared.identity.tokens import Claims, ScopeTokens, claims_of
from shared.setup.checklist import Outcome, Settled
from shared.setup.needs import EXCHANGE_PERMISSION
from shared.tenants import Auth, Tenant
from shared.web.errors import Call, Malformed, Refused

_LOOK_EVERY_S = 10.0
# What Entra says of an app that nobody has let in yet.
_NOT_YET = re.compile(r"AADSTS(?:65001|650052|700016|7000229)(?![0-9])")


def consent_link(places: Endpoints, tenant: Tenant, client_id: str) -> str:
    """Where an administrator of *tenant* lets the app *client_id* in."""
    query = urlencode({"client_id": client_id, "scope": places.exchange_scope}, safe=":/")
    return f"{places.login}/{tenant.tenant_id}/adminconsent?{query}"


class Consent:
    """Looks at a tenant's consent as the app sees it: by its own token."""

    def __init__(self, credentials: Credentials, clock: Clock) -> None:
        self._credentials = credentials
        self._clock = clock

    async def awaited(
        self,
        places: Endpoints,
        tenant: Tenant,
        auth: Auth,
        *,
        wait_s: float,
        tell: Callable[[str], None],
    ) -> Settled[Claims | None]:
        """
        The claims of the app's token once *tenant* has let it in; None when it never does.

        *tell* hears that it is waited, and how much longer.

        Raises:
            Refused: The app cannot sign in for another reason.
            Transient: Entra cannot be reached.

        """
        until = self._clock.monotonic() + wait_s
        waited = False
        while True:
            claims = await self._claims(places, tenant, auth)
            if claims is not None:
                outcome = Outcome.DONE if waited else Outcome.ALREADY_SO
                text = f"{tenant.domain} lets the app in, with {EXCHANGE_PERMISSION}"
                return Settled(outcome, text, claims)
            left = until - self._clock.monotonic()
            if left <= 0:
                return Settled(Outcome.FAILED, _nobody(tenant, wait_s), None)
            tell(f"waiting for the consent of {tenant.domain}, {left / 60:.0f} minutes more")
            await self._clock.sleep(min(_LOOK_EVERY_S, left))
            waited = True

    async def _claims(self, places: Endpoints, tenant: Tenant, auth: Auth) -> Claims | None:
        """What the app's token says now; None while it may not sign in or lacks the permission."""
        # A token from before the consent says nothing of it: each look asks for a new one.
        tokens = ScopeTokens(
            lambda: self._credentials.make(tenant, auth), (places.exchange_scope,), self._clock
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
        return claims if EXCHANGE_PERMISSION in claims.roles else None


def _nobody(tenant: Tenant, wait_s: float) -> str:
    within = f" within {wait_s / 60:.0f} minutes" if wait_s else " yet"
    return (
        f"nobody has consented{within}: an administrator of {tenant.domain} opens the link and "
        "accepts; then run the same command again"
    )
