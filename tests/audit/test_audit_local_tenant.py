"""The whole audit against the local tenant: its planted faults are found, and nothing else."""

import json
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from local.tenant.nameserver import NameServer
from shared.web.errors import Transient
from tests.harness import House


@asynccontextmanager
async def house(folder, **options):
    """A tenant with its name server on a free port."""
    found = House(folder, **options)
    async with NameServer(found.world, "127.0.0.1", 0) as server:
        found.app.settings = replace(found.app.settings, dns_server=("127.0.0.1", server.port))
        try:
            yield found
        finally:
            await found.app.close()


async def _audited(home):
    """The result of one morning."""
    await home.app.audit.start_morning()
    [message] = home.memory.queues.take("audit-runs")
    await home.app.audit.run(message)
    [result] = [
        json.loads(data)
        for (_, name), data in home.memory.blobs.blobs.items()
        if name.endswith("/result.json")
    ]
    return result


def _of(result, status):
    return sorted(
        (one["control"], one["resource"]) for one in result["findings"] if one["status"] == status
    )


@pytest.mark.parametrize("seed", [1, 7])
async def test_the_planted_faults_are_exactly_what_fails(tmp_path, seed):
    async with house(tmp_path, seed=seed) as home:
        result = await _audited(home)
        state = await home.control("GET", "state")

    planted = state["tenants"][0]["planted"]["audit"]
    assert _of(result, "fail") == sorted((one["control"], one["resource"]) for one in planted)
    assert planted
    assert _of(result, "unknown") == []
    assert result["coverage"] == 1.0


async def test_the_audit_reads_each_thing_once_and_writes_nothing(tmp_path):
    async with house(tmp_path) as home:
        await _audited(home)
        requests = (await home.control("GET", "requests?since=0"))["requests"]

    asked = Counter(one["cmdlet"] for one in requests if one["cmdlet"])
    assert asked["Get-EXOMailbox"] == 1
    assert asked["Get-TransportConfig"] == 1
    assert {name.partition("-")[0] for name in asked} == {"Get"}


async def test_a_name_server_that_fails_leaves_its_domain_unknown(tmp_path):
    async with house(tmp_path) as home:
        failing = home.tenant.domains[2]
        failing.failing = True
        result = await _audited(home)

    assert _of(result, "unknown") == [
        ("exo-dmarc-published", failing.name),
        ("exo-spf-published", failing.name),
    ]


async def test_a_service_that_fails_for_good_ends_the_attempt_for_the_queue_to_repeat(tmp_path):
    async with house(tmp_path) as home:
        fault = {"cmdlet": "Get-TransportConfig", "kind": "status", "status": 500}
        await home.control("POST", "faults", [fault])

        with pytest.raises(Transient):
            await _audited(home)

        await home.control("DELETE", "faults")
        home.clock.advance(120)
        assert (await _audited(home))["coverage"] == 1.0
