"""Looking at one tenant: the way there, what Entra says of it, then each of its identities."""

import asyncio
from collections.abc import Callable
from datetime import date

import httpx

from shared.clock import Clock
from shared.clouds import endpoints
from shared.doctor.accounts import Accounts, Unkept
from shared.doctor.examination import Examination, IdentitySeen, Reach, State
from shared.doctor.hosts import Feature, Host, hosts_for
from shared.doctor.identity import Certificates, Ground, look_at
from shared.doctor.reach import Reacher
from shared.exchange.catalogue import catalogue
from shared.identity.credentials import Credentials
from shared.identity.discovery import UNTOLD, Discovery, discover
from shared.settings import Settings
from shared.tenants import Role, Tenant

type Tell = Callable[[str], None]


def silent(sentence: str) -> None:
    """Nobody is told how it goes."""
    del sentence


class Visitor:
    """Looks at tenants with the app's own client and credentials."""

    def __init__(
        self,
        settings: Settings,
        credentials: Credentials,
        certificates: Certificates,
        http: Callable[[], httpx.AsyncClient],
        clock: Clock,
        reacher: Reacher | None = None,
    ) -> None:
        self._settings = settings
        self._credentials = credentials
        self._certificates = certificates
        self._http = http
        self._clock = clock
        self._reacher = reacher or Reacher(http, clock)

    async def visit(
        self,
        tenant: Tenant,
        *,
        tell: Tell = silent,
        accounts: Accounts | None = None,
        attended: bool = True,
    ) -> Examination:
        """
        Everything that was seen of *tenant*.

        *tell* hears what is being done, *accounts* what is sent. Nobody is asked to sign in by
        hand unless it is *attended*.

        Raises:
            ConfigError: It is a local tenant, and nothing says where.

        """
        tell(f"{tenant.key}: the way to its hosts")
        reaches = await self._reaches(hosts_for(tenant, self._settings))
        discovery, identities = UNTOLD, tuple[IdentitySeen, ...]()
        if _open(reaches, Feature.SIGN_IN):
            async with self._http() as http:
                ground = Ground(
                    tenant,
                    endpoints(tenant.cloud, self._settings.local_endpoint),
                    http,
                    self._credentials,
                    self._certificates,
                    accounts or Unkept(),
                    self._clock,
                    exchange_open=_open(reaches, Feature.EXCHANGE),
                    attended=attended,
                )
                discovery, identities = await _inside(ground, tell)
        made = date.fromisoformat(catalogue().source["date"])
        return Examination(tenant, self._clock.now(), made, reaches, discovery, identities)

    async def _reaches(self, hosts: tuple[Host, ...]) -> tuple[Reach, ...]:
        """The way to each of *hosts*; those at one address are asked once."""
        distinct = {one.origin: one for one in reversed(hosts) if one.origin is not None}
        found = await asyncio.gather(*map(self._reacher.reach, reversed(distinct.values())))
        return tuple(found)


async def _inside(ground: Ground, tell: Tell) -> tuple[Discovery, tuple[IdentitySeen, ...]]:
    """What Entra says of the tenant, and what each of its identities can do."""
    tenant = ground.tenant
    tell(f"{tenant.key}: what Entra says of {tenant.domain}")
    try:
        discovery = await discover(ground.http, ground.places.login, tenant.domain)
    except httpx.HTTPError:
        discovery = UNTOLD
    found = []
    for role in (Role.READER, Role.OPERATOR):
        if role is Role.READER and tenant.auth.reader is None:
            continue  # the operator serves
        tell(f"{tenant.key}: the {role} signs in ({tenant.auth.of(role).method})")
        found.append(await look_at(ground, role))
    return discovery, tuple(found)


def _open(reaches: tuple[Reach, ...], feature: Feature) -> bool:
    """Whether the host of *feature* answers; one that shares its address with another is it too."""
    own = [one.state for one in reaches if one.host.feature is feature]
    return all(state is State.REACHED for state in own or [one.state for one in reaches])
