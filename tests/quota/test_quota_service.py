"""The service on a store in memory: what a timer, a queue message and a person set off."""

import json

import pytest

from shared.config import Loaded
from shared.quota.service import Quotas
from shared.runs import BadMessage, Runs, run_of
from shared.store import names
from shared.tenants import Role, Tenants, TenantSection
from shared.web.errors import Call, Refused, Throttled, Unreachable
from tests.fakes import FakeClock, MemoryStore
from tests.quota.mailboxes import GB, FakeExchange, mailbox_row, shipped_policy
from tests.quota.sessions import FakeConnections

CONTOSO = "11111111-2222-3333-4444-555555555555"
FABRIKAM = "22222222-2222-3333-4444-555555555555"
SMALL = (40 * GB, 41 * GB, 42 * GB)
GUID = "00000000-0000-4000-8000-000000000001"


class House:
    """The service and all that it stands on."""

    def __init__(self, *rows, mode="report", tenants=("contoso",)):
        ids = {"contoso": CONTOSO, "fabrikam": FABRIKAM}
        self.clock, self.memory = FakeClock(), MemoryStore()
        self.runs = Runs(self.memory.store, self.clock)
        self.exchange = FakeExchange(*rows)
        self.connections = FakeConnections(self.exchange, self.memory)
        self.tenants = Tenants(
            {
                key: TenantSection.model_validate(
                    {
                        "tenantId": ids[key],
                        "domain": f"{key}.onmicrosoft.com",
                        "mode": {"quota": mode},
                    }
                )
                for key in tenants
            },
            "digest-of-tenants",
        )
        self.quotas = self.serving(self.tenants)

    def serving(self, tenants):
        policy = Loaded(shipped_policy(), "digest-of-policy")
        return Quotas(tenants, policy, self.connections, self.runs, self.clock)

    async def message(self):
        await self.quotas.start_night()
        return self.memory.queues.take(names.QUOTA_BATCHES)[0]

    def result(self):
        found = [
            data
            for (container, name), data in self.memory.blobs.blobs.items()
            if container == names.RESULTS and name.endswith("/result.json")
        ]
        return json.loads(found[0]) if found else None

    def row(self):
        [row] = self.memory.tables.of(names.RUNS)
        return row.values


async def test_every_tenant_has_one_message_a_night():
    house = House(tenants=("contoso", "fabrikam"))

    await house.quotas.start_night()
    await house.quotas.start_night()

    sent = [json.loads(body) for body in house.memory.queues.sent[names.QUOTA_BATCHES]]
    assert [message["tenant"] for message in sent] == [CONTOSO, FABRIKAM]


@pytest.mark.parametrize(
    ("mode", "role", "what_if", "outcome", "writes"),
    [
        ("report", Role.READER, True, "would-change", 0),
        ("enforce", Role.OPERATOR, False, "changed", 1),
    ],
)
async def test_the_tenants_mode_decides_who_signs_in_and_what_is_written(
    mode, role, what_if, outcome, writes
):
    house = House(mailbox_row(1, SMALL), mode=mode)

    await house.quotas.run(await house.message())

    assert house.connections.opened == [("contoso", role, what_if)]
    assert [change["outcome"] for change in house.result()["changes"]] == [outcome]
    assert len(house.exchange.writes) == writes
    assert house.row()["state"] == "completed"
    assert house.result()["config"] == {
        "quota.yaml": "digest-of-policy",
        "tenants.yaml": "digest-of-tenants",
    }


async def test_a_message_that_comes_again_after_the_end_does_nothing():
    house = House(mailbox_row(1, SMALL), mode="enforce")
    message = await house.message()

    await house.quotas.run(message)
    await house.quotas.run(message)

    assert len(house.connections.opened) == 1


async def test_a_message_of_nobodys_is_refused():
    with pytest.raises(BadMessage):
        await House().quotas.run('{"tenant": "x", "run": "y"}')


async def test_a_passing_fault_hands_the_message_back_and_the_next_delivery_ends_it():
    house = House(mailbox_row(1, SMALL), mode="enforce")
    house.exchange.before[GUID] = [Throttled(Call("Set-Mailbox"), "busy", wait_s=300)]
    message = await house.message()

    with pytest.raises(Throttled):
        await house.quotas.run(message)
    assert house.result() is None
    await house.quotas.run(message)

    [change] = house.result()["changes"]
    assert (change["outcome"], change["before"]["warning"]) == ("changed", 40 * GB)


async def test_a_tenant_that_cannot_be_reached_hands_the_message_back():
    house = House()
    house.connections.refusal = Unreachable(Call("sign-in"), "no route", sent=False)

    with pytest.raises(Unreachable):
        await house.quotas.run(await house.message())

    assert house.row()["state"] == "queued"


async def test_a_tenant_that_refuses_us_fails_the_run_with_the_reason_and_is_not_retried():
    house = House()
    house.connections.refusal = Refused(Call("sign-in"), "consent is missing")

    await house.quotas.run(await house.message())

    assert house.row()["state"] == "failed"
    assert "consent is missing" in str(house.row()["reason"])


async def test_a_tenant_that_is_not_configured_any_more_fails_the_run():
    house = House(tenants=("contoso", "fabrikam"))
    message = await house.message()
    fewer = Tenants(
        {"fabrikam": TenantSection.model_validate({"tenantId": FABRIKAM, "domain": "fabrikam.com"})}
    )

    await house.serving(fewer).run(message)

    row = await house.memory.tables.get(names.RUNS, CONTOSO, json.loads(message)["run"])
    assert row
    assert row.values["state"] == "failed"


async def test_a_run_by_hand_keeps_its_result_also_when_something_failed_in_passing():
    house = House(mailbox_row(1, SMALL), mode="enforce")
    house.exchange.before[GUID] = [Throttled(Call("Set-Mailbox"), "busy", wait_s=300)]
    [tenant] = house.tenants
    run = await house.runs.open_by_hand(run_of("quota", CONTOSO, house.clock.now(), "-hand"))

    report = await house.quotas.night(tenant, run, enforce=True)

    assert report.unfinished
    assert house.result()["changes"][0]["reason"]["code"] == "service-fault"
    assert house.row()["state"] == "completed"


async def test_a_run_by_hand_that_is_refused_says_so_in_its_row():
    house = House()
    house.connections.refusal = Refused(Call("sign-in"), "consent is missing")
    [tenant] = house.tenants
    run = await house.runs.open_by_hand(run_of("quota", CONTOSO, house.clock.now(), "-hand"))

    with pytest.raises(Refused):
        await house.quotas.night(tenant, run, enforce=False)

    assert house.row()["state"] == "failed"
