"""Who is deleted before the day, what forwards already, rows that stop others."""

from datetime import timedelta

import pytest

from shared.offboarding.cases import Busy
from shared.offboarding.model import State
from shared.store import names
from tests.harness import House
from tests.offboarding.meddling import add_step, gated, somebody_sends


@pytest.fixture
def house(tmp_path):
    return House(tmp_path, mailboxes=60)


async def test_who_was_deleted_before_the_day_makes_a_rejected_case(house):
    [upn] = await house.picks("leaver")
    await house.ask(requestId="r-1", user=upn, effectiveAt="2026-12-24T09:00:00Z")

    await somebody_sends(house, "DELETE", f"/users/{upn}")
    await house.settle(timedelta(days=40))

    case = await house.case("r-1")
    assert (case.state, case.reason.code) == (State.REJECTED, "user-not-found")


@pytest.mark.parametrize("written", [str, str.upper], ids=["as-it-is", "upper-case"])
async def test_a_mailbox_that_forwards_to_the_manager_already_ends_well(house, written):
    add_step(house, "forward-mail")
    [upn] = await house.picks("leaver")
    manager = (await house.person(upn))["manager"]
    tenant = house.app.tenants.find(None)
    async with house.app.connections.open(tenant, run="x", reason="x", what_if=False) as session:
        await session.exchange.invoke(
            "Set-Mailbox", Identity=upn, ForwardingAddress=manager, DeliverToMailboxAndForward=True
        )

    await house.ask(requestId="r-1", user=upn, forwardTo=written(manager))
    await house.settle(timedelta(hours=30))

    assert (await house.case("r-1")).state is State.COMPLETED


async def test_a_row_that_keeps_changing_stops_no_other_case(house):
    gates, people = gated(house), await house.picks("leaver", 2)
    for number, upn in enumerate(people):
        await house.ask(requestId=f"r-{number}", user=upn, effectiveAt="2026-11-24T08:00:00Z")
    house.clock.advance(3 * 3600)
    busy = iter([True])

    def contended(table: str) -> None:
        if next(busy, False):
            raise Busy("r-0")

    gates.replacing = contended
    await house.app.offboarding.release()

    assert len(house.memory.queues.take(names.CASE_RUNS)) == 1
