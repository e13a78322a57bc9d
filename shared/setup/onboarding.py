"""A customer's tenant is taken on: found, consented to, its role groups made, signed in to."""

from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from shared.clock import Clock
from shared.clouds import endpoints
from shared.config import ConfigError
from shared.desk.desk import Desk
from shared.desk.login import NotSignedIn
from shared.identity.credentials import Credentials
from shared.session import Session
from shared.settings import Settings
from shared.setup.checklist import Checklist, Outcome
from shared.setup.consent import Look, awaited, by_admin, by_token, consent_link
from shared.setup.exchange import ADMIN
from shared.setup.grants import Principal
from shared.setup.service import READ_GRAPH, Setup
from shared.setup.tenants_yaml import Section
from shared.tenants import Auth, Role, Tenant

_OF_MANY = frozenset({"certificate", "federated"})


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A tenant to be served, and how our app signs in to it."""

    tenant: Tenant
    auth: Auth

    @property
    def client_id(self) -> str:
        """The app's."""
        return self.auth.client_id or ""

    @property
    def section(self) -> Section:
        """What tenants.yaml is to have of it."""
        said = self.auth.model_dump(mode="json", by_alias=True, exclude_none=True)
        texts = {name: str(value) for name, value in said.items()}
        tenant = self.tenant
        return Section(tenant.tenant_id, tenant.domain, tenant.cloud, {Role.OPERATOR: texts})

    @property
    def served(self) -> Tenant:
        """The tenant as it is served from then on."""
        auth = self.tenant.auth.model_copy(update={"operator": self.auth, "reader": None})
        return self.tenant.model_copy(update={"key": self.section.key, "auth": auth})


def how_the_app_signs_in(tenants: Iterable[Tenant], client_id: str | None) -> Auth:
    """
    How the app *client_id*, or the one that there is, signs in to the *tenants* it serves already.

    Raises:
        ConfigError: None of them is served so, or by several apps and none is named.

    """
    ways = {
        (auth.client_id, auth.method): auth
        for tenant in tenants
        for auth in (tenant.auth.operator, tenant.auth.reader)
        if auth and auth.method in _OF_MANY and client_id in {None, auth.client_id}
    }
    if len(ways) == 1:
        return next(iter(ways.values()))
    if ways:
        named = ", ".join(str(one) for one, _ in ways)
        raise ConfigError(f"several apps serve tenants: {named}; say which by --client-id")
    raise ConfigError(
        "no tenant is served by such an app yet; say how it signs in, by --client-id with "
        "--certificate (`nightshift setup app --multi-tenant` makes one)"
    )


@dataclass(frozen=True, slots=True)
class _Taking:
    """One newcomer being taken on."""

    clock: Clock
    checklist: Checklist
    newcomer: Newcomer
    wait_s: float
    tell: Callable[[str], None]

    async def consent(self, look: Look) -> Principal | None:
        """Whom the tenant lets in, by *look*; None while it does not."""
        domain = self.newcomer.tenant.domain
        work = awaited(look, self.clock, domain, wait_s=self.wait_s, tell=self.tell)
        return await self.checklist.settle("consent", work, least=None)

    async def enroll(self, session: Session, principal: Principal) -> None:
        """The app is in the role groups, which are made for it."""
        await Setup(session, self.clock, self.checklist).enroll(principal, list(Role))


class Onboarding:
    """Takes tenants on; the customer's part is done as the customer's own administrator."""

    def __init__(
        self, settings: Settings, credentials: Credentials, desk: Desk, clock: Clock
    ) -> None:
        self._settings = settings
        self._credentials = credentials
        self._desk = desk
        self._clock = clock

    def link(self, newcomer: Newcomer) -> str:
        """The consent link. Raises: ConfigError, for a local tenant that is nowhere."""
        places = endpoints(newcomer.tenant.cloud, self._settings.local_endpoint)
        return consent_link(places, newcomer.tenant, newcomer.client_id)

    async def take_on(
        self,
        checklist: Checklist,
        newcomer: Newcomer,
        *,
        wait_s: float,
        what_if: bool,
        tell: Callable[[str], None],
    ) -> bool:
        """
        Whether the app is let in and has its role groups; a dry run waits for nobody.

        Raises:
            ConfigError: It is a local tenant, and nothing says where.

        """
        wait = 0.0 if what_if else wait_s
        taking = _Taking(self._clock, checklist, newcomer, wait, tell)
        # A managed identity that vouches for the app does so only in Azure.
        seen = self._seen_by_admin if newcomer.auth.method == "federated" else self._seen_by_app
        try:
            await seen(taking, newcomer, what_if=what_if)
        except NotSignedIn as error:
            domain = newcomer.tenant.domain
            text = (
                f"{error}. Role groups are made by an {ADMIN} of {domain}: sign in as one by "
                f"`nightshift login --tenant {domain}`, then run the same command again"
            )
            checklist.note("exchange", Outcome.FAILED, text)
        return checklist.ok

    async def _seen_by_app(self, taking: _Taking, newcomer: Newcomer, *, what_if: bool) -> None:
        principal = await taking.consent(self._own_token(newcomer))
        if principal is not None:
            async with self._as_admin(newcomer, what_if=what_if) as session:
                await taking.enroll(session, principal)

    async def _seen_by_admin(self, taking: _Taking, newcomer: Newcomer, *, what_if: bool) -> None:
        async with self._as_admin(newcomer, what_if=what_if) as session:
            principal = await taking.consent(by_admin(session.graph, newcomer.client_id))
            if principal is not None:
                await taking.enroll(session, principal)

    def _own_token(self, newcomer: Newcomer) -> Look:
        places = endpoints(newcomer.tenant.cloud, self._settings.local_endpoint)
        return by_token(self._credentials, self._clock, places, newcomer.tenant, newcomer.auth)

    def _as_admin(
        self, newcomer: Newcomer, *, what_if: bool
    ) -> AbstractAsyncContextManager[Session]:
        return self._desk.open(
            newcomer.tenant.tenant_id,
            run="tenants add",
            reason="role groups for the app",
            what_if=what_if,
            graph=READ_GRAPH,
        )
