"""Whole nights over the local tenant: the real clients, real tokens, state that is read back."""

import json

import pytest
from azure.core.credentials import AccessToken

from local.tenant.faults.rule import Rule
from local.tenant.world import World
from shared.app import App
from shared.runs import run_of
from shared.store import names
from tests.harness import House


class ReadersToken:
    """A credential of the tenant's client `reader`, who may only read."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._tenant = world.tenants[0]
        [self._client] = [one for one in self._tenant.clients if one.name == "reader"]

    async def get_token(self, scope: str, **options: object) -> AccessToken:
        token = self._world.mint(self._tenant, scope, client=self._client)
        return AccessToken(token, int(self._world.clock.now().timestamp()) + 3600)

    async def close(self) -> None:
        pass


class Readers:
    """Credentials that only ever make the reader's."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def make(self, tenant, auth):
        return ReadersToken(self._world)


@pytest.fixture
def house(tmp_path):
    return House(tmp_path, mailboxes=250, seed=3)


async def night(house, *, enforce, app=None):
    app = app or house.app
    tenant = app.tenants.find(None)
    house.clock.advance(1)
    run = run_of("quota", tenant.tenant_id, house.clock.now())
    return await app.quota.night(tenant, run, enforce=enforce)


def fault(house, **rule):
    house.world.faults.add([Rule.parse(rule)])


def journal(house, cmdlet):
    return [entry for entry in house.world.journal.since(0) if entry.cmdlet == cmdlet]


def mailboxes(changes, *outcomes):
    return sorted(change["mailbox"] for change in changes if change["outcome"] in outcomes)


def changes_of(report):
    return [
        {"mailbox": result.change.mailbox.casefold(), "outcome": result.outcome}
        for result in report.results
    ]


def planted(house):
    """What a night should change, and what it should refuse."""
    seeded = house.tenant.planted
    drift = sorted(address.casefold() for address in seeded.quota_drift)
    refused = {address.casefold() for address in seeded.quota_refused + seeded.quota_unknown}
    return drift, refused


async def test_a_report_finds_exactly_what_was_planted_and_writes_nothing(house):
    drift, refused = planted(house)
    app = App(
        house.app.settings,
        clock=house.clock,
        store=house.memory.store,
        credentials=Readers(house.world),
        http=house.app._given_http,
    )

    report = await night(house, enforce=False, app=app)

    found = changes_of(report)
    assert mailboxes(found, "would-change") == drift
    assert set(mailboxes(found, "skipped")) <= refused
    assert mailboxes(found, "skipped")
    assert len(found) == len(drift) + len(mailboxes(found, "skipped"))
    assert (report.plan.mailboxes, report.plan.findings) == (250, ())
    assert not journal(house, "Set-Mailbox")
    assert {entry.principal for entry in house.world.journal.since(0)} == {"reader"}


async def test_enforcing_leaves_only_what_must_be_refused_and_a_second_night_writes_nothing(house):
    drift, _ = planted(house)

    first = changes_of(await night(house, enforce=True))
    second = changes_of(await night(house, enforce=True))

    assert mailboxes(first, "changed") == drift
    assert mailboxes(first, "skipped") == mailboxes(second, "skipped")
    assert len(first) == len(drift) + len(second)
    assert len(journal(house, "Set-Mailbox")) == len(drift)


async def test_a_queue_message_ends_in_a_stored_result(house):
    drift, _ = planted(house)

    await house.app.quota.start_night()
    [message] = house.memory.queues.take(names.QUOTA_BATCHES)
    await house.app.quota.run(message)
    await house.app.quota.run(message)

    [result] = [
        json.loads(data)
        for (container, name), data in house.memory.blobs.blobs.items()
        if container == names.RESULTS and name.endswith("/result.json")
    ]
    assert result["schema"] == "nightshift.quota/1"
    assert len(mailboxes(result["changes"], "changed")) == len(drift)
    assert result["requests"] == house.world.journal.requests
    assert len(journal(house, "Set-Mailbox")) == len(drift)


async def test_above_the_ceiling_nothing_is_written(tmp_path):
    house = House(tmp_path, mailboxes=250, seed=3, limits={"quotaChangesPerNight": 2})

    report = await night(house, enforce=True)

    assert report.plan.over_ceiling
    assert not journal(house, "Set-Mailbox")


async def test_lost_answers_end_changed_and_each_write_is_sent_once(house):
    drift, _ = planted(house)
    fault(house, kind="lost-response", cmdlet="Set-Mailbox", count=3)

    report = await night(house, enforce=True)

    assert mailboxes(changes_of(report), "changed") == drift
    assert len(journal(house, "Set-Mailbox")) == len(drift)


async def test_a_change_that_other_servers_show_late_is_waited_for(house):
    drift, _ = planted(house)
    fault(house, kind="lag", cmdlet="Set-Mailbox", seconds=5)

    report = await night(house, enforce=True)

    assert mailboxes(changes_of(report), "changed") == drift


@pytest.mark.parametrize("kind", ["throttle", "status"])
async def test_passing_faults_are_waited_out(house, kind):
    drift, _ = planted(house)
    fault(house, kind=kind, probability=0.1, retryAfter=2)

    report = await night(house, enforce=True)

    assert mailboxes(changes_of(report), "changed") == drift


async def test_a_tenant_of_several_pages_is_read_page_by_page(tmp_path):
    house = House(tmp_path, mailboxes=2500, seed=3)

    report = await night(house, enforce=False)

    assert report.plan.mailboxes == 2500
    assert len(journal(house, "Get-EXOMailbox")) == 3
