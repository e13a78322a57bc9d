"""Security & Compliance: the front leads on, the region serves, and our client finds its way."""

import httpx
import pytest

from local.tenant.app import build_app
from local.tenant.state.clients import COMPLIANCE, EXCHANGE
from shared.exchange.compliance import organization
from shared.exchange.compliance_client import Compliance
from shared.web.errors import Refused
from shared.web.limiter import Limiter
from shared.web.line import Line
from shared.web.wire import Wire
from tests.exchange.calling import Account

REGION = "https://eur04b.ps.compliance.protection.outlook.com"
ANCHOR = "UPN:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@contoso.onmicrosoft.com"


async def run(caller, origin, cmdlet, anchor=ANCHOR, audience=COMPLIANCE):
    headers = caller.token(audience) | {"X-AnchorMailbox": anchor}
    body = {"CmdletInput": {"CmdletName": cmdlet, "Parameters": {}}}
    url = f"{origin}{caller.root}/InvokeCommand"
    return await caller.http.post(url, headers=headers, json=body)


async def test_the_front_leads_to_a_host_that_nobody_reaches(caller):
    answer = await run(caller, COMPLIANCE, "Get-Label")

    where = httpx.URL(answer.headers["location"])
    assert answer.status_code == 302
    assert (where.host, where.port) == ("eur04b.admin.protection.outlook.com", 446)


@pytest.mark.parametrize(
    "anchor", ["", "UPN:adele@contoso.com", ANCHOR.replace("onmicrosoft.", "")]
)
async def test_without_the_right_anchor_the_front_knows_no_tenant(caller, anchor):
    answer = await run(caller, COMPLIANCE, "Get-Label", anchor)

    assert answer.status_code == 400
    assert "organization container" in answer.text


async def test_the_region_serves_its_own_cmdlets_and_no_others(caller):
    labels = await run(caller, REGION, "get-label")
    mailboxes = await run(caller, REGION, "Get-Mailbox")

    assert [row["Name"] for row in labels.json()["value"]] == ["Confidential", "Public"]
    assert mailboxes.status_code == 403


async def test_a_token_for_exchange_is_none_for_compliance(caller):
    there = await run(caller, REGION, "Get-Label", audience=EXCHANGE)
    here = await run(caller, "https://localhost", "Get-OrganizationConfig", audience=COMPLIANCE)

    assert (there.status_code, here.status_code) == (401, 401)


async def test_our_client_finds_the_region_by_hand(world):
    tenant = world.tenants[0]
    transport = httpx.ASGITransport(app=build_app(world))

    class Tokens:
        async def token(self):
            return world.mint(tenant, COMPLIANCE)

        async def renew(self, stale, claims):
            """The same token is minted again."""

    async with httpx.AsyncClient(transport=transport) as http:
        front = organization(COMPLIANCE, tenant.tenant_id, tenant.domain)
        client = Compliance(
            lambda origin: Line(
                Wire(http, origin, Tokens(), Limiter(world.clock), world.clock),
                Account(),
                what_if=False,
            ),
            front,
        )

        rows = await client.invoke("Get-RetentionCompliancePolicy")
        with pytest.raises(Refused):
            await client.invoke("Get-Nothing")

    assert [row["Name"] for row in rows] == ["Keep mail for seven years"]
