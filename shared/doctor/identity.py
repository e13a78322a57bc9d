"""What one identity of a tenant can do: it signs in, and reads a little."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from typing import cast

import httpx
from azure.core.exceptions import AzureError

from shared.clock import Clock
from shared.clouds import Endpoints
from shared.config import ConfigError
from shared.doctor.accounts import Accounts
from shared.doctor.audience import is_for_exchange, is_for_tenant
from shared.doctor.examination import CertificateSeen, IdentitySeen, Setback, TokenSeen
from shared.doctor.needs import cmdlets_of
from shared.exchange.client import Exchange
from shared.exchange.protocol import Organization
from shared.identity.certificates import BadCertificate, Certificate
from shared.identity.credentials import Credentials
from shared.identity.tokens import Claims, ScopeTokens, claims_of
from shared.tenants import Auth, Role, Tenant
from shared.web.errors import NotFound, Refused, ServiceError
from shared.web.limiter import Limiter
from shared.web.line import Line
from shared.web.request import Row
from shared.web.wire import Wire

# Role groups that hold more than any identity of ours needs.
TOO_WIDE_GROUPS = ("Organization Management",)

# How a person signs in, who is asked each time.
BY_HAND = frozenset({"interactive", "device-code"})
_NOBODY = "{} asks a person, and nobody is there to sign in"

type Certificates = Callable[[Tenant, Auth], Awaitable[Certificate | None]]


@dataclass(frozen=True, slots=True)
class Ground:
    """Where identities are looked at, and with what."""

    tenant: Tenant
    places: Endpoints
    http: httpx.AsyncClient
    credentials: Credentials
    certificates: Certificates
    accounts: Accounts
    clock: Clock
    exchange_open: bool = True  # else every read would only wait
    attended: bool = True  # else nobody is there to sign in by hand


async def look_at(ground: Ground, role: Role) -> IdentitySeen:
    """What the identity for *role* can do. A failure is part of what was seen, never raised."""
    auth = ground.tenant.auth.of(role)
    certificate = await _certificate(ground, auth)
    seen = IdentitySeen(role, auth, cmdlets_of(ground.tenant, role), certificate)
    if not ground.attended and auth.method in BY_HAND:
        nobody = Setback(f"{role} signs in", "Refused", _NOBODY.format(auth.method), None, role)
        return replace(seen, exchange=TokenSeen(setback=nobody))
    if certificate is not None and certificate.fault is not None:
        return seen  # nobody can sign in with it, and the reason is known
    async with (
        _tokens(ground, auth, ground.places.exchange_scope) as exchange,
        _tokens(ground, auth, ground.places.graph_scope) as graph,
    ):
        seen = replace(
            seen,
            exchange=await _token(exchange, f"{role} signs in to Exchange Online", role),
            graph=await _token(graph, f"{role} signs in to Microsoft Graph", role),
        )
        return await _in_exchange(ground, exchange, seen)


async def _certificate(ground: Ground, auth: Auth) -> CertificateSeen | None:
    try:
        found = await ground.certificates(ground.tenant, auth)
    except BadCertificate as error:
        return CertificateSeen(fault=error.fault, text=str(error))
    except (ConfigError, AzureError):
        return None  # the sign-in fails for the same reason, and tells it
    return None if found is None else CertificateSeen(ends=found.subject.not_valid_after_utc)


@asynccontextmanager
async def _tokens(ground: Ground, auth: Auth, scope: str) -> AsyncIterator[ScopeTokens]:
    tokens = ScopeTokens(
        lambda: ground.credentials.make(ground.tenant, auth), (scope,), ground.clock
    )
    try:
        yield tokens
    finally:
        await tokens.close()


async def _token(tokens: ScopeTokens, doing: str, role: Role) -> TokenSeen:
    try:
        return TokenSeen(claims_of(await tokens.token()))
    except (ConfigError, ServiceError, ValueError) as error:
        return TokenSeen(setback=_setback(doing, error, role))


async def _in_exchange(ground: Ground, tokens: ScopeTokens, seen: IdentitySeen) -> IdentitySeen:
    claims = seen.exchange.claims
    if claims is None or not ground.exchange_open or not _is_good(claims, ground.tenant):
        return seen
    origin = ground.places.exchange
    wire = Wire(ground.http, origin, tokens, Limiter(ground.clock), ground.clock)
    async with ground.accounts.of(ground.tenant, claims) as recorder:
        line = Line(wire, recorder, what_if=True)
        exchange = Exchange(line, Organization(origin, ground.tenant.tenant_id))
        try:
            seen = await _reads_a_mailbox(exchange, seen)
            # Who is refused may have a role all the same; all else would only fail once more.
            if seen.read is None or seen.read.kind == Refused.__name__:
                seen = await _asks_for_its_rights(exchange, seen, claims)
        finally:
            await line.close()
    return seen


def _is_good(claims: Claims, tenant: Tenant) -> bool:
    """Whether Exchange Online of *tenant* may take the token at all."""
    return (
        claims.administers_exchange
        and is_for_exchange(claims, tenant)
        and is_for_tenant(claims, tenant)
    )


async def _reads_a_mailbox(exchange: Exchange, seen: IdentitySeen) -> IdentitySeen:
    listing = exchange.mailboxes(select=("Identity",), top=1)
    try:
        async with aclosing(cast("AsyncGenerator[list[Row]]", listing)) as pages:
            await anext(pages, None)
    except ServiceError as error:
        why = _setback(f"{seen.role} reads a mailbox", error, seen.role)
        return replace(seen, mailbox_read=False, read=why)
    return replace(seen, mailbox_read=True)


async def _asks_for_its_rights(
    exchange: Exchange, seen: IdentitySeen, claims: Claims
) -> IdentitySeen:
    try:
        cmdlets = await exchange.runnable_cmdlets()
        seen = replace(seen, cmdlets=cmdlets)
        if "Get-RoleGroupMember" in cmdlets:
            seen = replace(seen, groups=await _groups(exchange, claims.object_id))
    except ServiceError as error:
        why = _setback(f"{seen.role} asks for its rights", error, seen.role)
        seen = replace(seen, rights=why)
    return seen


async def _groups(exchange: Exchange, object_id: str) -> frozenset[str]:
    """Which of the role groups that are too wide the identity is in."""
    found = set[str]()
    for group in TOO_WIDE_GROUPS:
        try:
            rows = await exchange.invoke("Get-RoleGroupMember", Identity=group)
        except NotFound:
            continue  # somebody gave it another name
        if any(row.get("ExternalDirectoryObjectId") == object_id for row in rows):
            found.add(group)
    return frozenset(found)


def _setback(doing: str, error: Exception, role: Role) -> Setback:
    detail = error.detail if isinstance(error, ServiceError) else str(error)
    status = error.status if isinstance(error, ServiceError) else None
    return Setback(doing, type(error).__name__, detail, status, role)
