"""Workers that died, stalled or lost their lease: one account of a case, and one writer."""

import json
from contextlib import suppress
from dataclasses import replace

import httpx
import pytest

from shared.clock import parse_stamp
from shared.offboarding.cases import Control, LeaseLost
from shared.offboarding.lease import hold
from shared.offboarding.model import Case, State
from shared.store import names
from shared.store.ports import Unavailable
from tests.harness import House
from tests.offboarding.meddling import Between, add_breach_profile, gated, revokes
from tests.offboarding.power import PowerCut


@pytest.fixture
def house(tmp_path):
    return House(tmp_path, mailboxes=60)


async def queued(house: House) -> Case:
    """A leaver's case that waits for a worker."""
    [upn] = await house.picks("leaver")
    await house.ask(requestId="r-1", user=upn)
    return await house.case("r-1")


def held(house: House, case: Case):
    cases = house.app.offboarding.cases
    return hold(cases, house.clock, case.tenant_id, case.case_id, owner="a", length_s=120)


def result_at(house: House, address: str) -> dict[str, object]:
    name = address.partition(f"/{names.RESULTS}/")[2]
    return json.loads(house.memory.blobs.blobs[names.RESULTS, name])


async def test_a_worker_whose_renewal_finds_another_epoch_writes_no_more(house):
    case = await queued(house)

    async with held(house, case) as lease:
        await house.app.offboarding.cases.change(
            case.tenant_id, case.case_id, lambda now: replace(now, epoch=now.epoch + 1)
        )
        await house.clock.sleep(45)  # the renewal at 40 s finds it

        with pytest.raises(LeaseLost):
            lease.check()


async def test_a_lease_that_took_long_to_write_is_no_longer_here_than_in_its_row(house):
    gates = gated(house)
    case = await queued(house)
    gates.replacing = lambda table: house.clock.advance(100)  # a store that is tried again

    async with held(house, case) as lease:
        house.clock.advance(25)
        assert lease.case.lease_until <= house.clock.now()

        with pytest.raises(LeaseLost):
            lease.check()


async def test_a_throttled_write_is_not_sent_again_once_the_lease_runs_out(house):
    gates = gated(house)
    left: list[float] = []

    def no_renewal(table: str) -> None:
        if left and table == names.CASES:
            raise Unavailable("storage")

    def throttle(request: httpx.Request) -> httpx.Response | None:
        if not revokes(request):
            return None
        rows = [row.values for row in house.memory.tables.of(names.CASES)]
        [until] = [str(row["leaseUntil"]) for row in rows if row["type"] == "case"]
        left.append((parse_stamp(until) - house.clock.now()).total_seconds())
        return httpx.Response(429, headers={"retry-after": "35"}, json={"error": {}})

    gates.replacing = no_renewal
    house.asgi = Between(house, throttle)
    await queued(house)
    await house.deliver()

    assert len(left) > 1
    assert min(left) >= 30


async def test_a_new_date_that_a_crash_left_unheeded_does_not_put_a_breach_off(house):
    add_breach_profile(house)
    [upn] = await house.picks("leaver")
    await house.ask(requestId="r-1", user=upn, profile="security-breach")
    case = await house.case("r-1")
    later = {
        "action": "reschedule",
        "requestId": "s-1",
        "about": "r-1",
        "user": upn,
        "issuedAt": "2026-11-25T00:00:00Z",
        "effectiveAt": "2198-01-01T00:00:00Z",
    }
    control = Control("reschedule", "s-1", parse_stamp(later["issuedAt"]), later)
    await house.app.offboarding.cases.keep_control(case.tenant_id, case.case_id, control)

    await house.deliver()

    assert (await house.case("r-1")).state is State.COMPLETED


async def test_the_row_points_at_a_result_that_says_what_it_says(house):
    gates, [upn] = gated(house), await house.picks("leaver")
    refused = {"kind": "status", "status": 403, "path": "assignLicense"}
    await house.control("POST", "faults", [refused])

    def cut(container: str) -> None:
        if container == names.RESULTS:
            raise PowerCut

    gates.created = cut
    await house.ask(requestId="r-1", user=upn)
    with suppress(PowerCut):
        await house.deliver()
    gates.created = lambda container: None
    await house.control("DELETE", "faults")
    await house.settle()

    case = await house.case("r-1")
    first = case.result.rpartition("/")[0] + "/result.json"
    assert case.state is State.COMPLETED
    assert case.result.endswith(f"/result-{case.epoch}.json")
    assert result_at(house, first)["state"] == "failed"
    told = result_at(house, case.result)
    assert (told["state"], told["result"]) == ("completed", case.result)


async def test_a_case_that_the_directory_refuses_has_its_evidence_too(house):
    [upn] = await house.picks("leaver")
    await house.control("POST", "faults", [{"kind": "status", "status": 403, "path": "users"}])

    await house.ask(requestId="r-1", user=upn)

    case = await house.case("r-1")
    assert case.state is State.FAILED
    assert result_at(house, case.result)["reason"]["code"] == "refused"


async def test_an_answer_that_goes_out_late_tells_the_state_it_was_for(house):
    gates, [upn] = gated(house), await house.picks("leaver")

    def no_answers(queue: str, body: str) -> None:
        if queue == names.ANSWERS:
            raise Unavailable(queue)

    gates.sending = no_answers
    with suppress(Unavailable):
        await house.ask(requestId="r-1", user=upn, effectiveAt="2026-11-24T06:30:00Z")
    house.clock.advance(1801)
    await house.app.offboarding.release()
    with suppress(Unavailable):
        await house.deliver()
    gates.sending = lambda queue, body: None
    house.clock.advance(60)
    await house.app.offboarding.release()

    first, last = (answer["data"] for answer in house.answers())
    assert (first["state"], first["access"]) == ("scheduled", "open")
    assert [first[name] for name in ("completedAt", "containedAt", "result")] == [None] * 3
    assert (last["state"], last["access"], last["sequence"]) == ("completed", "closed", 2)
    assert last["completedAt"] is not None
