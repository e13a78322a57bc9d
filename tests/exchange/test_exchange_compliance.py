"""Security & Compliance: the tenant's region is found by hand, and only in its own cloud."""

import json
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.clouds import endpoints
from shared.exchange.compliance import Moved, organization, regional
from shared.exchange.compliance_client import Compliance
from shared.tenants import Cloud
from shared.web.errors import BadCall, Call, Malformed, Permanent, ServiceError
from shared.web.limiter import Limiter
from shared.web.line import Line
from shared.web.wire import Wire
from tests.exchange.calling import TENANT, Account, Tokens
from tests.fakes import FakeClock

FRONT = "https://ps.compliance.protection.outlook.com"
REGION = "https://eur01b.ps.compliance.protection.outlook.com"
INNER = "https://eur01b.admin.protection.outlook.com:446/Psws/Service.svc"


class Service:
    """Hosts by name; each knows how it answers."""

    def __init__(self, **more):
        self.hosts = {FRONT: INNER} | more
        self.sent: list[httpx.Request] = []

    def __call__(self, request):
        self.sent.append(request)
        origin = f"https://{request.url.host}"
        location = self.hosts.get(origin)
        if location is not None:
            return httpx.Response(302, headers={"location": location})
        cmdlet = json.loads(request.content)["CmdletInput"]["CmdletName"]
        return httpx.Response(200, json={"value": [{"Cmdlet": cmdlet}]})

    @property
    def visited(self):
        return [f"https://{request.url.host}" for request in self.sent]


def client(service, *, what_if=False, account=None):
    clock = FakeClock()
    http = httpx.AsyncClient(transport=httpx.MockTransport(service))

    def connect(origin):
        wire = Wire(http, origin, Tokens(), Limiter(clock), clock)
        return Line(wire, account or Account(), what_if=what_if)

    return Compliance(connect, organization(FRONT, TENANT, "contoso.onmicrosoft.com"), lambda: "r")


async def test_the_region_is_found_by_hand_once_and_remembered():
    service = Service()
    compliance = client(service)

    assert await compliance.invoke("Get-Label") == [{"Cmdlet": "Get-Label"}]
    assert await compliance.invoke("Get-DlpCompliancePolicy")

    assert service.visited == [FRONT, REGION, REGION]
    first, second, _ = service.sent
    assert first.url.path == second.url.path == f"/adminapi/beta/{TENANT}/InvokeCommand"
    assert first.content == second.content
    assert first.headers["x-anchormailbox"] == (
        "UPN:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@contoso.onmicrosoft.com"
    )


async def test_a_tenant_that_moved_is_followed_once_more():
    service = Service()
    compliance = client(service)
    await compliance.invoke("Get-Label")

    service.hosts[REGION] = "https://nam02b.admin.protection.outlook.com:446/"

    assert await compliance.invoke("Get-Label")
    assert service.visited[2:] == [REGION, REGION.replace("eur01b", "nam02b")]


async def test_regions_that_point_at_each_other_are_not_followed_for_ever():
    service = Service(**{REGION: INNER})

    with pytest.raises(Malformed, match="sends us elsewhere"):
        await client(service).invoke("Get-Label")
    assert service.visited == [FRONT, REGION]


HOSTILE = [
    "",
    "/relative",
    "https://evil.example/",
    "http://eur01b.admin.protection.outlook.com:446/",
    "https://eur01b.admin.protection.outlook.com.evil.example/",
    "https://eur01b.adminprotection.outlook.com/",
    "https://protection.outlook.com/",
    "https://eur01b.ps.compliance.protection.office365.us/",
    "https://user@eur01b.admin.protection.outlook.com/",
    "https://evil.example\\@eur01b.admin.protection.outlook.com/",
    "https://evil.example#.protection.outlook.com/",
    "https://evil.example?.protection.outlook.com",
    "https://-x.admin.protection.outlook.com/",
    "https://a_b.admin.protection.outlook.com/",
    "https://evil%2eexample%2f.protection.outlook.com/",
    "https://eur01b.admin.protection.outlook.com:port/",
    "https://[::1].protection.outlook.com/",
    "https://eur01b.admin.protection.outlook.com\r\nx: y",
    "https://ps.compliance.protection.outlook.com/",
    "https://ps.admin.protection.outlook.com/",
]


@pytest.mark.parametrize("location", HOSTILE)
async def test_a_redirect_out_of_the_cloud_or_back_takes_no_token_anywhere(location):
    service = Service(**{FRONT: location.replace("\r\n", "\t")})

    with pytest.raises(Malformed, match="not followed"):
        regional(FRONT, Moved(Call("Get-Label"), location))
    with pytest.raises(ServiceError):  # what is no address at all ends in the connection already
        await client(service).invoke("Get-Label")
    assert set(service.visited) == {FRONT}


@given(st.text(max_size=80) | st.text(max_size=30).map(lambda text: f"https://{text}.outlook.com"))
def test_whatever_the_location_the_host_lies_below_the_compliance_domain(location):
    try:
        origin = regional(FRONT, Moved(Call("Get-Label"), location))
    except Malformed:
        return

    assert urlsplit(origin).hostname.endswith(".ps.compliance.protection.outlook.com")


@pytest.mark.parametrize(
    ("cloud", "region"),
    [
        (Cloud.PUBLIC, "x1.ps.compliance.protection.outlook.com"),
        (Cloud.USGOV, "x1.ps.compliance.protection.office365.us"),
        (Cloud.USGOVDOD, "x1.ps.compliance.protection.office365.us"),
        (Cloud.CHINA, "x1.ps.compliance.protection.partner.outlook.cn"),
    ],
)
def test_each_cloud_keeps_to_its_own_domain(cloud, region):
    places = endpoints(cloud, None)
    domain = region.partition("ps.compliance.")[2]

    found = regional(places.compliance, Moved(Call("x"), f"https://x1.admin.{domain}:446/"))

    assert found == f"https://{region}"
    assert places.compliance_scope == f"{places.compliance}/.default"


async def test_a_write_that_was_redirected_is_sent_where_it_belongs_and_both_are_told():
    service, account = Service(), Account()

    await client(service, account=account).invoke("Remove-Label", Identity="l-1", Confirm=False)

    assert service.visited == [FRONT, REGION]
    assert [outcome for outcome, _ in account.lines] == ["intended", "Moved", "intended", "ok"]


@pytest.mark.parametrize("cmdlet", ["Remove-Label", "Test-DlpPolicies"])
async def test_in_a_dry_run_no_write_leaves_nor_what_may_be_one(cmdlet):
    service = Service()

    assert await client(service, what_if=True).invoke(cmdlet) == []
    assert service.sent == []


@pytest.mark.parametrize(
    ("cmdlet", "given_"),
    [("Get-Label; rm", {}), ("getlabel", {}), ("Get-Label", {"Identity": " "})],
)
async def test_what_is_no_call_is_not_sent(cmdlet, given_):
    service = Service()

    with pytest.raises(BadCall, match="nothing was sent"):
        await client(service).invoke(cmdlet, **given_)
    assert service.sent == []


def test_moved_is_one_of_our_errors():
    assert issubclass(Moved, Permanent)
