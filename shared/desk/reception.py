"""Signing in at a desk, showing who is, and signing out."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import httpx
from pydantic import ValidationError

from shared.clock import Clock, stamp
from shared.clouds import endpoints
from shared.config import ConfigError
from shared.desk.account import Account
from shared.desk.advice import advised
from shared.desk.desk import Desk
from shared.desk.find_tenant import find_tenant
from shared.desk.login import Login, Method
from shared.desk.standing import standing
from shared.identity import token_cache
from shared.identity.signed_in import SigningIn
from shared.identity.tokens import Claims
from shared.session import Session
from shared.settings import Settings
from shared.tenants import Auth, Cloud, Identities, Role, Tenant, UnknownTenant
from shared.web.errors import Call, Refused


@dataclass(frozen=True, slots=True)
class SignedOut:
    """Who was signed in, if anybody, and how many accounts left the cache."""

    user: str | None
    accounts: int


class Reception:
    """Where people come in and go; *http* reaches Entra for what needs no token."""

    def __init__(
        self, desk: Desk, settings: Settings, clock: Clock, http: Callable[[], httpx.AsyncClient]
    ) -> None:
        self._desk = desk
        self._settings = settings
        self._clock = clock
        self._http = http

    async def tenant(self, name: str | None, cloud: Cloud | None) -> Tenant:
        """
        The tenant called *name*: one of tenants.yaml, or any that Entra knows by id or domain.

        Raises:
            UnknownTenant: There is none, or no name and not exactly one is configured.
            ConfigError: tenants.yaml is there and cannot be used.
            Transient: Entra cannot be reached.

        """
        known = self._desk.configured(name)
        if known is None and name is None:
            raise UnknownTenant("say which tenant: --tenant with a domain, an id or a key")
        place = cloud or (known.cloud if known else Cloud.PUBLIC)
        places = endpoints(place, self._settings.local_endpoint)
        async with self._http() as http:
            found = await find_tenant(http, places, place, known.tenant_id if known else name or "")
        known = known or self._desk.configured(found)
        if known is not None and known.cloud is place:
            return known
        domain = (name or found).strip().casefold()
        return Tenant(key=domain, tenant_id=found, domain=domain, cloud=place)

    async def sign_in(self, tenant: Tenant, method: Method, client_id: str | None) -> Account:
        """
        Somebody has signed in to *tenant* anew and is who the next commands run as.

        Raises:
            ConfigError: *client_id* is no application id.
            Refused: Entra gives no token, or one that Exchange does not take.
            Transient: Entra or Exchange cannot be reached.

        """
        person = Identities(operator=_auth(method, client_id))
        chosen = tenant.model_copy(update={"auth": person})
        with advised(tenant.domain):
            async with self._desk.connections.open(
                chosen, run="login", reason="sign in", what_if=True
            ) as session:
                account = await self._of(session, person.operator)
        self._desk.logins.remember(self._login(tenant, method, client_id, account.principal))
        return account

    async def account(self, tenant: str | None = None) -> Account:
        """
        Who is signed in, asked of Exchange now.

        Raises:
            NotSignedIn: Nobody is, to another tenant, or not any more.
            Refused: The sign-in fails.
            Transient: Entra or Exchange cannot be reached.

        """
        login = self._desk.login(tenant)
        async with self._desk.open(tenant, run="whoami", reason="who is signed in") as session:
            return await self._of(session, login.auth)

    async def app_account(self, tenant: str | None, role: Role) -> Account:
        """
        The app's identity for *role* in *tenant*, asked of Exchange now.

        Raises:
            UnknownTenant: No such tenant is configured.
            Refused: The sign-in fails.
            Transient: Entra or Exchange cannot be reached.

        """
        async with self._desk.open_as_app(
            tenant, role, run="whoami", reason="who the app is"
        ) as session:
            return Account(
                session.tenant,
                session.tenant.auth.of(role),
                session.principal,
                await standing(session),
            )

    def sign_out(self) -> SignedOut:
        """
        Nobody is signed in and no token is kept; nothing happens when that was so before.

        Raises:
            ConfigError: The cache of tokens cannot be read, and nobody is signed in all the same;
                or who was signed in cannot be forgotten, and no token is kept all the same.

        """
        try:
            login = self._desk.logins.current()
        except ConfigError:
            login = None  # a damaged file is what signing out mends
        try:
            self._desk.logins.forget()
        finally:  # a file that cannot be removed keeps no token
            accounts = token_cache.forget(token_cache.keeping())
        return SignedOut(login.user if login else None, accounts)

    def _login(
        self, tenant: Tenant, method: Method, client_id: str | None, principal: Claims
    ) -> Login:
        """What is kept of the sign-in. Raises: Refused when the token is no person's."""
        user = principal.user
        if user is None:
            raise Refused(Call("sign-in", tenant.domain), "the token names no person")
        return Login(
            tenant_id=tenant.tenant_id,
            domain=user.rpartition("@")[2] if _is_id(tenant.domain) else tenant.domain,
            cloud=tenant.cloud,
            method=method,
            client_id=client_id,
            user=user,
            signed_in_at=stamp(self._clock.now()),
            record=self._desk.logins.record,
        )

    @staticmethod
    async def _of(session: Session, auth: Auth) -> Account:
        kept = token_cache.keeping()
        return Account(
            session.tenant,
            auth,
            session.principal,
            await standing(session),
            kept.kind,
            kept.why,
        )


def _auth(method: Method, client_id: str | None) -> Auth:
    try:
        return SigningIn(method=method, client_id=client_id)
    except ValidationError as error:
        raise ConfigError(
            "--client-id must be the application id of a public client, a GUID like "
            "11111111-2222-3333-4444-555555555555"
        ) from error


def _is_id(domain: str) -> bool:
    try:
        UUID(domain)
    except ValueError:
        return False
    return True
