"""Connect, use, disconnect, for one tenant: what Connect-ExchangeOnline gives an admin."""

import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx

from shared.clock import Clock
from shared.clouds import Endpoints, endpoints, other_cloud
from shared.exchange.client import Exchange
from shared.exchange.protocol import Organization
from shared.graph.client import Graph
from shared.identity.credentials import Credentials
from shared.identity.tokens import Claims, ScopeTokens, claims_of
from shared.settings import Settings
from shared.store.ports import Blobs
from shared.tenants import Auth, Cloud, Role, Tenant
from shared.transcript.opening import begun
from shared.transcript.writer import Transcript
from shared.web.download import Downloads
from shared.web.errors import Call, Malformed, Refused
from shared.web.limiter import Limiter
from shared.web.line import Line, anytime
from shared.web.window import CEILING
from shared.web.wire import Wire

_IDLE_S = 60.0
# Both services at their ceiling, and a few files: no call that has its turn waits for a connection.
_CONNECTIONS = 2 * int(CEILING) + 8


@dataclass(frozen=True, slots=True)
class Session:
    """An open session: two services, one account of what was done, one principal."""

    tenant: Tenant
    principal: Claims
    exchange: Exchange
    graph: Graph
    transcript: Transcript
    what_if: bool
    lines: tuple[Line, ...] = ()

    async def close(self) -> None:
        """Nothing is under way any more, and the account is stored."""
        for line in self.lines:
            await line.close()
        await self.transcript.close()


@dataclass(slots=True)
class _Connection:
    """What sessions of one principal share: connections, tokens, the tenant's concurrency."""

    http: httpx.AsyncClient
    exchange_tokens: ScopeTokens
    graph_tokens: ScopeTokens
    exchange: Wire
    graph: Wire
    users: int = 0
    idle_since: float = 0.0
    verified: Claims | None = field(default=None)

    async def close(self) -> None:
        await self.http.aclose()
        await self.exchange_tokens.close()
        await self.graph_tokens.close()


def internet() -> httpx.AsyncClient:
    """A client for the real network: the system's trust store, no redirects, few connections."""
    return httpx.AsyncClient(
        verify=ssl.create_default_context(),
        follow_redirects=False,
        limits=httpx.Limits(max_connections=_CONNECTIONS),
    )


class Connections:
    """The pool of connections, one for each tenant and principal."""

    def __init__(
        self,
        settings: Settings,
        credentials: Credentials,
        blobs: Blobs,
        clock: Clock,
        http: Callable[[], httpx.AsyncClient] = internet,
    ) -> None:
        self._settings = settings
        self._credentials = credentials
        self._blobs = blobs
        self._clock = clock
        self._http = http
        self._pool: dict[tuple[str, Auth, tuple[str, ...]], _Connection] = {}

    @asynccontextmanager
    async def open(
        self,
        tenant: Tenant,
        *,
        run: str,
        reason: str,
        what_if: bool,
        role: Role = Role.READER,
        may_write: Callable[[], None] = anytime,
        graph: tuple[str, ...] = (),
    ) -> AsyncIterator[Session]:
        """
        A session in *tenant* as its identity for *role*; in `what_if` no write leaves.

        Who names no role reads: the operator's token is only ever asked for by that name.
        *graph* names the permissions of Graph that a person is asked to consent to; an app has
        what it was granted. *may_write* is asked before each write is sent, and again before it is
        sent once more. On leaving, also by an exception, the transcript is stored and the
        connection given back.

        Raises:
            Refused: The sign-in fails, or the token lacks what Exchange needs.
            Transient: Entra cannot be reached.

        """
        await self._close_idle()
        auth = tenant.auth.of(role)
        connection = self._connection(tenant, auth, graph)
        connection.users += 1
        try:
            principal = await self._verified(tenant, connection)
            session = self._session(
                tenant, connection, principal, run, reason, what_if=what_if, may_write=may_write
            )
            try:
                yield session
            finally:
                await session.close()
        finally:
            connection.users -= 1
            connection.idle_since = self._clock.monotonic()

    async def close(self) -> None:
        """Every connection is closed and every token dropped."""
        pool, self._pool = self._pool, {}
        for connection in pool.values():
            await connection.close()

    def _session(
        self,
        tenant: Tenant,
        connection: _Connection,
        principal: Claims,
        run: str,
        reason: str,
        *,
        what_if: bool,
        may_write: Callable[[], None],
    ) -> Session:
        transcript = begun(
            self._blobs,
            self._clock,
            tenant.tenant_id,
            principal,
            run=run,
            reason=reason,
            what_if=what_if,
        )
        places = self._endpoints(tenant)
        to_exchange, to_graph = (
            Line(wire, transcript, what_if=what_if, may_write=may_write)
            for wire in (connection.exchange, connection.graph)
        )
        return Session(
            tenant,
            principal,
            Exchange(to_exchange, _organization(places, tenant, principal)),
            Graph(
                to_graph,
                places.graph,
                downloads=Downloads(connection.http, places.downloads, self._clock),
            ),
            transcript,
            what_if,
            (to_exchange, to_graph),
        )

    def _endpoints(self, tenant: Tenant) -> Endpoints:
        return endpoints(tenant.cloud, self._settings.local_endpoint)

    def _connection(self, tenant: Tenant, auth: Auth, graph: tuple[str, ...]) -> _Connection:
        key = (tenant.tenant_id, auth, graph)
        if key not in self._pool:
            places = self._endpoints(tenant)
            http = self._http()
            make = lambda: self._credentials.make(tenant, auth)  # noqa: E731 - one expression
            exchange_tokens = ScopeTokens(make, (places.exchange_scope,), self._clock)
            graph_tokens = ScopeTokens(make, places.graph_scopes(graph), self._clock)
            self._pool[key] = _Connection(
                http,
                exchange_tokens,
                graph_tokens,
                Wire(http, places.exchange, exchange_tokens, Limiter(self._clock), self._clock),
                Wire(http, places.graph, graph_tokens, Limiter(self._clock), self._clock),
            )
        return self._pool[key]

    async def _verified(self, tenant: Tenant, connection: _Connection) -> Claims:
        """
        The claims of the Exchange token, checked once per connection.

        Entra gives a token even to an app without any permission; it would fail at each cmdlet,
        so it is refused here with the reason.
        """
        if connection.verified is None:
            call = Call("sign-in", tenant.domain)
            try:
                claims = claims_of(await connection.exchange_tokens.token())
            except ValueError as error:
                raise Malformed(call, str(error)) from error
            if claims.tenant_id != tenant.tenant_id:
                detail = f"the token is for tenant {claims.tenant_id}, not {tenant.tenant_id}"
                raise Refused(call, detail)
            if other := other_cloud(claims.audience, self._endpoints(tenant).exchange_scope):
                raise Refused(call, _elsewhere(claims, other, tenant))
            if not claims.administers_exchange:
                raise Refused(call, _lacks(claims))
            connection.verified = claims
        return connection.verified

    async def _close_idle(self) -> None:
        now = self._clock.monotonic()
        for key, connection in list(self._pool.items()):
            # While one was closed, another session may have taken this one, or closed it.
            held = self._pool.get(key) is connection and connection.users == 0
            if held and now - connection.idle_since > _IDLE_S:
                del self._pool[key]
                await connection.close()


def _organization(places: Endpoints, tenant: Tenant, principal: Claims) -> Organization:
    """A person's calls go by way of the person's own mailbox, an app's by the organisation's."""
    anchor = f"UPN:{principal.user}" if principal.user else ""
    return Organization(places.exchange, tenant.tenant_id, anchor)


def _elsewhere(claims: Claims, other: Cloud, tenant: Tenant) -> str:
    return (
        f"the token is for {claims.audience}, which is Exchange Online of another Microsoft cloud "
        f"({other}), and tenants.yaml says {tenant.cloud}; set `cloud` of {tenant.key} there, or "
        "sign in to the cloud that the tenant lives in"
    )


def _lacks(claims: Claims) -> str:
    if claims.user is not None:
        return (
            f"{claims.user} signed in at an application that may not administer Exchange; use one "
            "with the delegated permission Exchange.Manage"
        )
    return (
        "the app lacks the application permission Exchange.ManageAsApp; grant it and an Exchange "
        "role, then wait for a new token"
    )
