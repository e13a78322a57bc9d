"""The night's checks: every tenant is looked at, and a change is told once."""

import asyncio
import json
import logging
from dataclasses import replace

import pytest

from shared.runs import BadMessage, run_of
from shared.store import names
from tests.doctor.visits import Visits


class Nights:
    """A house whose checks run by night, and what was told of them."""

    def __init__(self, folder) -> None:
        self.visits = Visits(folder)
        self.app = self.visits.app()
        self.queues = self.visits.house.memory.queues

    async def night(self) -> dict:
        """A night passes; the result that it leaves."""
        for clock in (self.visits.clock, self.visits.house.clock):
            clock.advance(86_400)
        await self.app.connection_checks.start()
        [message] = self.queues.take(names.CONNECTION_CHECKS)
        await self.app.connection_checks.run(message)
        return self.results()[-1]

    def results(self) -> list[dict]:
        blobs = self.visits.house.memory.blobs.blobs
        kept = [name for container, name in blobs if container == names.RESULTS]
        return [json.loads(blobs[names.RESULTS, name]) for name in sorted(kept)]


class Died(Exception):
    """The process ended here."""


class Dying:
    """Notices of a process that ends before it tells anybody."""

    async def tell(self, tenant, change):
        raise Died


@pytest.fixture
def nights(tmp_path):
    return Nights(tmp_path)


@pytest.fixture
def told(caplog):
    caplog.set_level(logging.WARNING, logger="shared.doctor.checks")
    return caplog


async def test_a_healthy_tenant_leaves_a_result_and_no_news(nights, told):
    result = await nights.night()

    assert (result["schema"], result["ok"], result["findings"]) == ("nightshift.doctor/1", True, [])
    assert result["change"] is None
    assert result["run"].startswith("connection-20261125T")
    assert told.records == []


async def test_a_result_names_the_transcript_of_what_was_read(nights):
    result = await nights.night()

    [head] = result["transcripts"]
    transcript = nights.visits.house.memory.blobs.blobs[names.TRANSCRIPTS, head["transcript"]]
    assert [json.loads(line)["call"] for line in transcript.splitlines()] == [
        "Get-EXOMailbox",
        "EXOModuleFile",
        "Get-RoleGroupMember",
    ]


async def test_a_lost_consent_is_told_once_and_its_return_once(nights, told):
    await nights.night()
    client = nights.visits.client
    lost, held = dict[str, tuple[str, ...]](), client.grants

    for client.grants in (lost, lost, lost, held, held, lost, lost):
        result = await nights.night()

    assert result["change"] is None
    assert [(one.levelname, one.message) for one in told.records] == [
        ("ERROR", _news(nights, "new: consent-missing")),
        ("WARNING", _news(nights, "is well again; over: consent-missing")),
        ("ERROR", _news(nights, "new: consent-missing")),
    ]


async def test_a_certificate_that_ends_soon_is_told_once_while_all_still_works(nights, told):
    nights.visits.use_certificate(days=20)
    nights.app = nights.visits.app()

    results = [await nights.night(), await nights.night()]

    assert [result["ok"] for result in results] == [True, True]
    assert [one.message for one in told.records] == [_news(nights, "new: certificate-ends-soon")]


async def test_a_trouble_on_the_very_first_night_is_told(nights, told):
    nights.visits.client.grants = {}

    result = await nights.night()

    assert result["change"]["appeared"] == ["consent-missing"]
    assert len(told.records) == 1


async def test_a_night_without_a_view_neither_ends_nor_repeats_a_trouble(nights, told):
    nights.visits.client.grants = {}
    await nights.night()
    await nights.visits.fault("reset", path="^/$", count=1)

    blind = await nights.night()
    seeing = await nights.night()

    assert [one["code"] for one in blind["findings"]] == ["connection-cut"]
    assert (blind["change"], seeing["change"]) == (None, None)
    assert len(told.records) == 1


async def test_a_passing_trouble_is_news_on_its_second_night(nights, told):
    await nights.night()
    await nights.visits.fault("reset", path="^/$")

    first, second, third = [await nights.night() for _ in range(3)]

    assert (first["ok"], first["change"], third["change"]) == (False, None, None)
    assert second["change"]["appeared"] == ["connection-cut"]
    assert len(told.records) == 1


async def test_troubles_that_take_turns_are_news_on_the_second_night(nights, told):
    await nights.night()

    changes = []
    for kind, path in (("reset", "^/$"), ("throttle", "^/adminapi"), ("reset", "^/$")):
        await nights.visits.house.control("DELETE", "faults")
        await nights.visits.fault(kind, path=path)
        changes.append((await nights.night())["change"])

    assert [bool(one) for one in changes] == [False, True, False]
    assert changes[1]["appeared"] == ["throttled"]
    assert len(told.records) == 1


async def test_a_warning_is_no_news(nights, told):
    await nights.night()
    nights.visits.client.directory_roles = ("62e90394-69f5-4237-9190-012177145e10",)

    result = await nights.night()

    assert [one["code"] for one in result["findings"]] == ["role-too-wide"]
    assert told.records == []


async def test_the_same_message_twice_tells_once_and_leaves_one_result(nights, told):
    nights.visits.client.grants = {}
    await nights.app.connection_checks.start()
    [message] = nights.queues.take(names.CONNECTION_CHECKS)

    await nights.app.connection_checks.run(message)
    nights.visits.client.disabled = True
    await nights.app.connection_checks.run(message)

    [result] = nights.results()
    assert [one["code"] for one in result["findings"]] == ["consent-missing"]
    assert len(told.records) == 1


async def test_a_check_that_died_after_telling_does_not_tell_again(nights, told):
    nights.visits.client.grants = {}
    await nights.night()
    blobs = nights.visits.house.memory.blobs.blobs
    [standing] = [key for key in blobs if key[1].endswith("/standing.json")]
    del blobs[standing]

    await nights.night()

    assert len(told.records) == 1


async def test_a_check_that_died_before_telling_is_told_by_the_next_delivery(nights, told):
    nights.visits.client.grants = {}
    await nights.app.connection_checks.start()
    [message] = nights.queues.take(names.CONNECTION_CHECKS)
    dying = replace(nights.app.connection_checks, notices=Dying())

    with pytest.raises(Died):
        await dying.run(message)
    for _ in range(2):
        await nights.app.connection_checks.run(message)

    assert [one.message for one in told.records] == [_news(nights, "new: consent-missing")]


async def test_two_hosts_with_the_same_message_tell_once(nights, told):
    nights.visits.client.grants = {}
    await nights.app.connection_checks.start()
    [message] = nights.queues.take(names.CONNECTION_CHECKS)

    both = [nights.app.connection_checks.run(message) for _ in range(2)]
    await asyncio.gather(*both, return_exceptions=True)  # the slower one is delivered again
    await nights.app.connection_checks.run(message)

    assert len(told.records) == 1
    assert len(nights.results()) == 1


async def test_a_standing_that_cannot_be_read_is_made_anew(nights):
    await nights.night()
    blobs = nights.visits.house.memory.blobs.blobs
    [standing] = [key for key in blobs if key[1].endswith("/standing.json")]

    for damage in (b"[", b"[]", b"{}", b'{"troubles": 1}'):
        blobs[standing] = damage
        assert (await nights.night())["ok"]


async def test_the_timer_that_fires_twice_in_a_minute_announces_once(nights):
    for _ in range(2):
        await nights.app.connection_checks.start()

    assert len(nights.queues.take(names.CONNECTION_CHECKS)) == 1


async def test_a_message_of_somebody_else_is_no_check(nights):
    with pytest.raises(BadMessage):
        await nights.app.connection_checks.run("{}")


async def test_a_tenant_that_is_not_served_any_more_is_no_check(nights):
    gone = run_of("connection", "99999999-2222-3333-4444-555555555555", nights.visits.clock.now())
    await nights.app.runs.announce(gone, names.CONNECTION_CHECKS)

    with pytest.raises(BadMessage, match="is configured"):
        await nights.app.connection_checks.run(gone.message)


def _news(nights, news: str) -> str:
    domain = nights.visits.tenant.names.initial_domain
    return f"the connection of contoso ({domain}) changed: {news}"
