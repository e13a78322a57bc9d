"""The list of hosts, and that the doctor goes to just what a tenant uses of it."""

from collections import Counter

import httpx
import pytest

from shared.clouds import endpoints
from shared.doctor.hosts import Feature, as_markdown, hosts_for, hosts_of
from shared.doctor.words import lines_of, paragraphs_of
from shared.settings import Settings, StorageSettings
from shared.tenants import Cloud
from tests.doctor.visits import Visits

MICROSOFT = [cloud for cloud in Cloud if cloud is not Cloud.LOCAL]
OWN = {
    "key_vault": "https://contoso.vault.azure.net",
    "storage": StorageSettings(
        "https://contoso.table.core.windows.net",
        "https://contoso.blob.core.windows.net",
        "https://contoso.queue.core.windows.net",
    ),
}


class Firewall(httpx.AsyncBaseTransport):
    """A network in which all hosts are the local tenant, but for some that are closed."""

    def __init__(self, inside: httpx.AsyncBaseTransport, *closed: str) -> None:
        self._inside = inside
        self._closed = closed
        self.asked: Counter[str] = Counter()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked[request.url.host] += 1
        if request.url.host in self._closed:
            raise httpx.ConnectTimeout("dropped")
        return await self._inside.handle_async_request(request)


@pytest.fixture
def visits(tmp_path):
    found = Visits(tmp_path)
    found.configure(cloud="public")
    found.settings = {}
    return found


def behind(visits, *closed):
    wall = Firewall(visits.house.asgi, *closed)
    visits.http = lambda: httpx.AsyncClient(transport=wall)
    return wall


@pytest.mark.parametrize("cloud", MICROSOFT)
def test_every_address_of_a_cloud_is_in_its_list(cloud):
    places, listed = endpoints(cloud, None), {one.name for one in hosts_of(cloud)}

    for address in (places.login, places.exchange, places.graph):
        assert address.removeprefix("https://") in listed
    assert f"<vault>.{places.vault}" in listed
    assert f"<account>.queue.{places.storage}" in listed
    assert {f"*.{one}" for one in places.downloads} <= listed


@pytest.mark.parametrize("cloud", MICROSOFT)
def test_no_host_of_another_cloud_is_in_a_list(cloud):
    ends = {
        Cloud.PUBLIC: (".us", ".cn", ".mil"),
        Cloud.USGOV: (".cn", ".windows.net", "office365.com"),
        Cloud.USGOVDOD: (".cn", ".windows.net", "office365.com"),
        Cloud.CHINA: (".us", ".windows.net", ".com"),
    }[cloud]

    names = [one.name for one in hosts_of(cloud) if one.feature is not Feature.BROWSER]
    assert [name for name in names if name.endswith(ends) and "chinacloudapi" not in name] == []


def test_the_list_in_markdown_has_a_line_for_each_host():
    lines = as_markdown(Cloud.PUBLIC).splitlines()

    assert len(lines) == 2 + len(hosts_of(Cloud.PUBLIC))
    assert "| `outlook.office365.com` | 443 | exchange |" in as_markdown(Cloud.PUBLIC)


def test_a_tenant_uses_its_own_vault_and_storage_where_they_are_set(visits):
    tenant = visits.app().tenants.find(None)

    without = hosts_for(tenant, Settings(visits.folder))
    with_own = hosts_for(tenant, Settings(visits.folder, **OWN))

    assert {one.feature for one in without} == {
        Feature.SIGN_IN,
        Feature.EXCHANGE,
        Feature.GRAPH,
        Feature.REPORTS,
    }
    assert [one.name for one in with_own if one not in without] == [
        "contoso.vault.azure.net",
        "contoso.table.core.windows.net",
        "contoso.blob.core.windows.net",
        "contoso.queue.core.windows.net",
    ]


async def test_the_doctor_goes_to_every_host_that_the_tenant_uses(visits):
    visits.settings = OWN
    wall = behind(visits)

    report = await visits.report()

    listed = hosts_for(visits.app().tenants.find(None), visits.app().settings)
    assert report.diagnoses == ()
    assert wall.asked.keys() == {httpx.URL(str(one.origin)).host for one in listed}


async def test_where_exchange_is_closed_nothing_waits_for_it_and_only_that_is_told(visits):
    wall = behind(visits, "outlook.office365.com")

    report = await visits.report()

    assert [one.finding.code for one in report.diagnoses] == ["host-silent"]
    assert report.diagnoses[0].seen.what.startswith("outlook.office365.com:443")
    assert wall.asked["outlook.office365.com"] == 1


async def test_many_closed_hosts_are_one_paragraph_that_names_each(visits):
    closed = ("login.microsoftonline.com", "outlook.office365.com", "graph.microsoft.com")
    behind(visits, *closed)

    report = await visits.report()

    [paragraph] = paragraphs_of(report.diagnoses)
    lines = list(paragraph)
    assert [line[8:].partition(":")[0] for line in lines[1:4]] == list(closed)
    assert [line.split()[0] for line in lines[4:]] == ["Why:", "Do:"]
    assert list(lines_of(report))[-1] == "found:     1 error, no warnings"


async def test_where_the_sign_in_is_closed_nobody_tries_it(visits):
    wall = behind(visits, "login.microsoftonline.com")

    report = await visits.report()

    assert [one.finding.code for one in report.diagnoses] == ["host-silent"]
    assert report.examination.identities == ()
    assert wall.asked["login.microsoftonline.com"] == 1
