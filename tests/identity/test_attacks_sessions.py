"""Sessions that open at the same time, and connections that nobody has used for long."""

import asyncio
import base64
import json
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from azure.core.credentials import AccessToken

from shared.session import Connections
from shared.settings import Settings
from shared.tenants import Tenant
from shared.web.errors import Malformed, Refused
from tests.fakes import FakeClock, MemoryBlobs

CONTOSO, FABRIKAM, OTHER = (str(UUID(int=number)) for number in (1, 2, 3))


class Credential:
    """Gives tokens for *tenant_id*, whatever was asked; takes its time to close."""

    def __init__(self, clock: FakeClock, claims: dict[str, object]) -> None:
        self.clock, self.claims = clock, claims

    async def get_token(self, scope, **options):
        payload = base64.urlsafe_b64encode(json.dumps(self.claims).encode()).decode().rstrip("=")
        return AccessToken(f"x.{payload}.x", int(self.clock.now().timestamp()) + 10**6)

    async def close(self):
        await self.clock.sleep(1)


class Credentials:
    def __init__(self, clock: FakeClock, **claims: object) -> None:
        self.clock, self.claims = clock, claims

    async def make(self, tenant, auth):
        known = {"tid": tenant.tenant_id, "roles": ["Exchange.ManageAsApp"]}
        return Credential(self.clock, known | self.claims)


def tenant(tenant_id: str) -> Tenant:
    return Tenant.model_validate(
        {"key": "x", "tenantId": tenant_id, "domain": "contoso.com", "timeZone": "Europe/Berlin"}
    )


def connections(clock: FakeClock, **claims: object) -> Connections:
    def http() -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(200)))

    return Connections(
        Settings(config_dir=Path()), Credentials(clock, **claims), MemoryBlobs(), clock, http
    )


def opened(pool: Connections, tenant_id: str):
    return pool.open(tenant(tenant_id), run="r", reason="test", what_if=True)


async def test_sessions_that_open_together_do_not_stumble_over_what_both_find_idle():
    clock = FakeClock()
    pool = connections(clock)
    for idle in (CONTOSO, FABRIKAM, OTHER):
        async with opened(pool, idle):
            pass
    clock.advance(3600)

    async def use(tenant_id: str) -> str:
        async with opened(pool, tenant_id) as session:
            await clock.sleep(10)
            return session.principal.tenant_id

    used = await asyncio.gather(use(CONTOSO), use(FABRIKAM), use(OTHER), use(CONTOSO))

    assert list(used) == [CONTOSO, FABRIKAM, OTHER, CONTOSO]
    assert len(pool._pool) == 3
    await pool.close()


async def test_a_token_for_another_tenant_opens_no_session_and_no_later_one():
    pool = connections(FakeClock(), tid=OTHER)

    for _ in range(2):
        with pytest.raises(Refused, match="not"):
            await opened(pool, CONTOSO).__aenter__()


@pytest.mark.parametrize(
    ("audience", "cloud"),
    [("https://outlook.office365.us", "usgov"), ("https://partner.outlook.cn/", "china")],
)
async def test_a_token_of_another_cloud_says_which_and_what_to_set(audience, cloud):
    pool = connections(FakeClock(), aud=audience)

    with pytest.raises(Refused, match=rf"{audience}.*\({cloud}\).*says public; set `cloud` of x"):
        await opened(pool, CONTOSO).__aenter__()


@pytest.mark.parametrize(
    "audience",
    ["https://outlook.office365.com", "00000002-0000-0ff1-ce00-000000000000", "", "https://["],
)
async def test_a_token_that_names_no_other_cloud_is_the_services_to_judge(audience):
    pool = connections(FakeClock(), aud=audience)

    async with opened(pool, CONTOSO) as session:
        assert session.principal.audience == audience
    await pool.close()


@pytest.mark.parametrize(
    "claims",
    [{"tid": 5}, {"roles": None}, {"roles": [{}]}, {"roles": 7}, {"roles": "Exchange.ManageAsApp"}],
)
async def test_a_token_of_odd_claims_opens_no_session(claims):
    pool = connections(FakeClock(), **claims)

    with pytest.raises((Refused, Malformed)):
        await opened(pool, CONTOSO).__aenter__()
