"""An admin's own session: who it is, where it goes, what stays behind."""

import pytest

from shared.desk.login import NotSignedIn
from shared.tenants import Cloud
from shared.web.errors import Refused
from tests.harness import House


@pytest.fixture
async def house(tmp_path):
    found = House(tmp_path)
    yield found
    await found.app.close()


async def test_an_admin_reads_and_writes_as_themselves(house):
    admin = house.sign_in()

    async with house.app.desk.open(run="test", reason="test") as session:
        await session.exchange.invoke("Set-Mailbox", Identity=admin, CustomAttribute1="x")
        [held] = await session.exchange.invoke("Get-Mailbox", Identity=admin)

    assert (session.principal.user, held["CustomAttribute1"]) == (admin, "x")


async def test_what_an_admin_runs_is_logged_at_the_desk(house):
    admin = house.sign_in()

    async with house.app.desk.open(run="test", reason="look") as session:
        await session.exchange.invoke("Get-Mailbox", Identity=admin)

    [log] = (house.app.desk.folder / "transcripts").rglob("*.jsonl")
    assert "Get-Mailbox" in log.read_text()
    assert not house.memory.blobs.blobs


async def test_graph_is_reached_through_its_own_public_client(house):
    house.sign_in()
    asked = ("Directory.Read.All",)

    async with house.app.desk.open(run="test", reason="test", graph=asked) as session:
        assert await session.graph.count("/users") > 50


async def test_nobody_signed_in_opens_nothing(house):
    with pytest.raises(NotSignedIn, match="nightshift login"):
        async with house.app.desk.open(run="test", reason="test"):
            pass


async def test_a_session_for_another_tenant_than_the_sign_in_is_not_opened(house):
    house.sign_in()

    with pytest.raises(NotSignedIn, match="fabrikam"):
        async with house.app.desk.open("fabrikam.com", run="test", reason="test"):
            pass


async def test_who_has_no_role_may_run_nothing(house):
    house.sign_in(20)

    async with house.app.desk.open(run="test", reason="test") as session:
        with pytest.raises(Refused):
            await session.exchange.invoke("Get-Mailbox", ResultSize=1)


def test_what_the_file_says_of_another_cloud_is_not_taken_for_the_one_signed_in_to(house):
    house.sign_in()
    login = house.app.desk.login()
    configured = house.app.tenants.find(None)

    other = login.tenant(configured.model_copy(update={"cloud": Cloud.CHINA}))

    assert login.tenant(configured).key == "contoso"
    assert (other.key, other.cloud) == (login.domain, Cloud.LOCAL)
