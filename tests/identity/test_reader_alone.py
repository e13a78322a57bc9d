"""With two identities, what only reads works as the reader and never asks for the operator."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import yaml
from azure.core.credentials import AccessToken
from azure.core.exceptions import ClientAuthenticationError

from local.tenant.nameserver import NameServer
from local.tenant.world import World
from shared.audit.model import Status
from shared.offboarding.model import State
from shared.quota.enforce import Outcome
from shared.runs import run_of
from shared.selftest.run import Result
from shared.web.errors import Refused
from tests.harness import House


class Door:
    """Lets the reader in, and nobody else; remembers who asked."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.asked: list[str] = []

    async def make(self, tenant, auth):
        [client] = [one for one in self.world.tenants[0].clients if one.client_id == auth.client_id]
        self.asked.append(client.name)
        return _At(self, client)


class _At:
    def __init__(self, door: Door, client) -> None:
        self.door, self.client = door, client

    async def get_token(self, scope: str, **options: object) -> AccessToken:
        if self.client.name != "reader":
            raise ClientAuthenticationError("AADSTS700016: Application was not found")
        world = self.door.world
        token = world.mint(world.tenants[0], scope.removesuffix("/.default"), client=self.client)
        return AccessToken(token, int(world.clock.now().timestamp()) + 3600)

    async def close(self) -> None:
        pass


class Guarded(House):
    """A house with two identities, of which only the reader is granted."""

    def __init__(self, folder) -> None:
        super().__init__(folder, mailboxes=250)
        self.folder = folder
        operator, reader, *_ = self.tenant.clients
        file = folder / "tenants.yaml"
        told = yaml.safe_load(file.read_text())
        told["tenants"]["contoso"]["auth"] = {
            "operator": {"method": "managed-identity", "clientId": operator.client_id},
            "reader": {"method": "managed-identity", "clientId": reader.client_id},
        }
        file.write_text(yaml.safe_dump(told))
        self.door = Door(self.world)
        self.app._given_credentials = self.door

    @property
    def contoso(self):
        return self.app.tenants.find(None)

    def only_the_reader_came(self) -> bool:
        """Whether tokens were asked for the reader alone, and used by it alone."""
        came = {one.principal for one in self.world.journal.since(0) if one.principal}
        return set(self.door.asked) == {"reader"} and came == {"reader"}


@pytest.fixture
async def house(tmp_path) -> AsyncIterator[Guarded]:
    found = Guarded(tmp_path)
    async with NameServer(found.world, "127.0.0.1", 0) as server:
        found.app.settings = replace(found.app.settings, dns_server=("127.0.0.1", server.port))
        yield found
        await found.app.close()


async def test_the_audit_is_made_by_the_reader(house):
    kept = await house.app.audit.by_hand(house.contoso)

    assert kept.report.coverage == 1.0
    assert Status.UNKNOWN not in {one.status for one in kept.report.findings}
    assert house.only_the_reader_came()


async def test_quotas_are_planned_by_the_reader(house):
    run = run_of("quota", house.tenant.tenant_id, house.clock.now())

    report = await house.app.quota.night(house.contoso, run, enforce=False)

    assert report.count(Outcome.WOULD_CHANGE) > 0
    assert house.only_the_reader_came()


async def test_the_selftest_asks_as_the_reader(house, tmp_path):
    subject = house.app.selftest(tmp_path / "transcript")

    report = await subject.run(house.contoso, write=False, told=lambda *_: None)

    assert [one for one in report.findings if one.result not in (Result.SAME, Result.ADDS)] == []
    assert house.only_the_reader_came()


async def test_a_dry_run_of_a_leaver_is_planned_by_the_reader(house):
    [upn] = await house.picks("leaver")

    await house.ask(requestId="r-1", user=upn, dryRun=True)
    await house.settle()

    case = await house.case("r-1")
    assert (case.state, case.dry_run) == (State.COMPLETED, True)
    assert house.only_the_reader_came()


async def test_a_session_that_names_no_role_is_the_readers(house):
    async with house.app.connections.open(house.contoso, run="r", reason="test", what_if=False):
        pass

    assert house.door.asked == ["reader"]


async def test_what_writes_asks_for_the_operator_and_fails_as_no_reader_would(house):
    run = run_of("quota", house.tenant.tenant_id, house.clock.now())
    with pytest.raises(Refused, match="AADSTS700016"):
        await house.app.quota.night(house.contoso, run, enforce=True)
    with pytest.raises(Refused, match="AADSTS700016"):
        await house.app.selftest(house.folder).run(house.contoso, write=True, told=lambda *_: None)

    assert set(house.door.asked) == {"operator"}
