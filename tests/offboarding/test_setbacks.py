"""What goes wrong inside a case: refusals, people needed, slow directories, lost leases."""

import json
from datetime import timedelta

import pytest

from shared.offboarding.cases import LeaseLost
from shared.offboarding.lease import hold
from shared.offboarding.model import Access, Outcome, State
from shared.store import names
from tests.harness import House


@pytest.fixture
def house(tmp_path):
    return House(tmp_path, mailboxes=60)


async def outcomes(house: House, request_id: str = "r-1") -> dict[str, str]:
    case = await house.case(request_id)
    found = await house.app.offboarding.status(house.app.tenants.find(None), case.case_id)
    return {record.step: str(record.outcome) for record in found[1]}


async def test_a_step_that_is_refused_fails_the_case_and_the_others_still_run(house):
    [upn] = await house.picks("leaver")
    refused = {"kind": "status", "status": 403, "cmdlet": "Set-MailboxAutoReplyConfiguration"}
    await house.control("POST", "faults", [refused])

    await house.ask(requestId="r-1", user=upn)
    await house.settle()

    case = await house.case("r-1")
    assert (case.state, case.access) == (State.FAILED, Access.CLOSED)
    assert case.reason.code == "step-failed:set-automatic-reply"
    found = await outcomes(house)
    assert found["set-automatic-reply"] == Outcome.FAILED
    assert found["free-licences"] == Outcome.CHANGED
    [answer] = house.answers()
    assert (answer["data"]["state"], answer["data"]["retry"]) == ("failed", "yes")


async def test_without_the_conversion_no_licence_is_touched(house):
    [upn] = await house.picks("leaver")
    refused = {"kind": "status", "status": 400, "cmdlet": "Set-Mailbox"}
    await house.control("POST", "faults", [refused])

    await house.ask(requestId="r-1", user=upn)
    await house.settle()

    found = await outcomes(house)
    assert (found["convert-to-shared"], found["free-licences"]) == ("failed", "not-run")
    person = await house.person(upn)
    assert [one for one in person["licenses"] if not one["assignedByGroup"]]
    assert person["user"]["accountEnabled"] is False


async def test_who_was_left_half_way_can_be_offboarded_by_a_new_request(house):
    [upn] = await house.picks("leaver")
    await house.control(
        "POST", "faults", [{"kind": "status", "status": 403, "cmdlet": "Add-MailboxPermission"}]
    )
    await house.ask(requestId="r-1", user=upn)
    await house.settle()
    await house.control("DELETE", "faults")

    await house.ask(requestId="r-2", user=upn)
    await house.settle()

    assert (await house.case("r-1")).state is State.FAILED
    assert (await house.case("r-2")).state is State.COMPLETED
    assert (await outcomes(house, "r-2"))["grant-full-access"] == Outcome.CHANGED


async def test_work_for_a_person_waits_is_told_once_and_ends_when_it_is_done(house):
    [upn] = await house.picks("leaver")
    index = (await house.person(upn))["index"]
    group = next(
        one
        for one in house.tenant.groups.of(index)
        if not (one.in_exchange or one.sku_ids or one.dynamic_rule)
    )
    group.synced = True

    await house.ask(requestId="r-1", user=upn)
    await house.settle(timedelta(hours=3))

    case = await house.case("r-1")
    assert (case.state, case.reason.code, case.access) == (
        State.WAITING,
        "needs-person",
        Access.CLOSED,
    )
    assert [answer["data"]["state"] for answer in house.answers()] == ["waiting"]
    assert (await outcomes(house))["leave-groups"] == Outcome.MANUAL

    group.synced = False
    await house.settle(timedelta(hours=3))
    assert (await house.case("r-1")).state is State.COMPLETED
    assert [answer["data"]["state"] for answer in house.answers()] == ["waiting", "completed"]


async def test_a_slow_directory_is_waited_for(house):
    [upn] = await house.picks("leaver")
    await house.control("POST", "faults", [{"kind": "lag", "seconds": 15, "method": "PATCH"}])

    await house.ask(requestId="r-1", user=upn)
    await house.deliver()

    assert (await house.case("r-1")).state is State.COMPLETED
    patches = [
        one
        for one in (await house.control("GET", "requests?since=0"))["requests"]
        if one["method"] == "PATCH"
    ]
    assert len(patches) == 2  # block and password, each sent once


async def test_a_directory_that_takes_minutes_makes_the_case_wait_not_fail(house):
    [upn] = await house.picks("leaver")
    slow = {"kind": "lag", "seconds": 400, "cmdlet": "Set-Mailbox", "count": 1}
    await house.control("POST", "faults", [slow])

    await house.ask(requestId="r-1", user=upn)
    await house.deliver()
    case = await house.case("r-1")
    assert (case.state, case.access) == (State.WAITING, Access.UNKNOWN)

    await house.settle()
    case = await house.case("r-1")
    assert (case.state, case.access) == (State.COMPLETED, Access.CLOSED)
    assert (await outcomes(house))["convert-to-shared"] == Outcome.CHANGED


async def test_an_app_without_the_exchange_permission_fails_with_the_remedy(house):
    [upn] = await house.picks("leaver")
    house.tenant.clients[0].grants["https://outlook.office365.com"] = ()

    await house.ask(requestId="r-1", user=upn)
    await house.settle()

    case = await house.case("r-1")
    assert (case.state, case.reason.code) == (State.FAILED, "refused")
    assert "Exchange.ManageAsApp" in case.reason.text


async def _queued(house: House) -> str:
    [upn] = await house.picks("leaver")
    await house.ask(requestId="r-1", user=upn)
    [run] = house.memory.queues.take(names.CASE_RUNS)
    return run


async def test_a_case_that_another_worker_holds_is_left_alone(house):
    run = await _queued(house)
    case = await house.case("r-1")
    service = house.app.offboarding
    arguments = (service.cases, house.clock, case.tenant_id, case.case_id)

    async with hold(*arguments, owner="other", length_s=120) as lease:
        assert lease is not None
        before = len((await house.control("GET", "requests?since=0"))["requests"])
        await service.run(run)
        assert len((await house.control("GET", "requests?since=0"))["requests"]) == before


async def test_a_lease_that_ran_out_is_taken_over_and_its_worker_stops(house):
    await _queued(house)
    case = await house.case("r-1")
    service = house.app.offboarding

    async with hold(
        service.cases, house.clock, case.tenant_id, case.case_id, owner="first", length_s=120
    ) as lease:
        house.clock.advance(200)
        await service.release()
        await house.deliver()
        assert (await house.case("r-1")).state is State.COMPLETED
        with pytest.raises(LeaseLost):
            await lease.update(lambda held: held)


async def test_before_a_write_enough_of_the_lease_must_be_left(house):
    await _queued(house)
    case = await house.case("r-1")
    service = house.app.offboarding

    async with hold(
        service.cases, house.clock, case.tenant_id, case.case_id, owner="slow", length_s=120
    ) as lease:
        house.clock.advance(85)
        lease.check()
        house.clock.advance(10)
        with pytest.raises(LeaseLost):
            lease.check()


async def test_an_unknown_error_reaches_the_queue_and_the_next_attempt_finds_the_case(house):
    run = await _queued(house)
    service = house.app.offboarding
    work = service.execution.__class__.work

    async def broken(*_):
        raise ZeroDivisionError

    try:
        service.execution.__class__.work = broken
        with pytest.raises(ZeroDivisionError):
            await service.run(run)
    finally:
        service.execution.__class__.work = work
    assert (await house.case("r-1")).state is State.QUEUED

    await service.run(run)
    assert (await house.case("r-1")).state is State.COMPLETED


async def test_a_poisoned_run_fails_its_case_and_keeps_the_message(house):
    run = await _queued(house)

    await house.app.poison.case(run)

    case = await house.case("r-1")
    assert (case.state, case.reason.code) == (State.FAILED, "poison")
    [failure] = await house.app.failures.list()
    assert (failure.queue, failure.body) == (names.CASE_RUNS, run)
    assert "new requestId" in case.reason.text
    assert [answer["data"]["state"] for answer in house.answers()] == ["failed"]


async def test_a_poisoned_run_does_not_harm_a_case_that_went_on(house):
    run = await _queued(house)
    await house.app.offboarding.run(run)

    await house.app.poison.case(run)

    assert (await house.case("r-1")).state is State.COMPLETED


@pytest.mark.parametrize(
    "body",
    ["", "null", "[]", "{}", '{"tenant": 5, "case": []}', "[" * 9000, "\ud800", "x" * 60_000],
)
async def test_no_body_breaks_a_poison_handler(house, body):
    await house.app.poison.request(body)
    await house.app.poison.case(body)
    await house.app.poison.run(names.QUOTA_BATCHES, body)

    assert len(await house.app.failures.list()) == 3


async def test_a_kept_message_can_be_replayed(house):
    [upn] = await house.picks("leaver")
    body = json.dumps({"requestId": "r-1", "user": upn})
    await house.app.poison.request(body)
    [failure] = await house.app.failures.list()

    assert await house.app.failures.replay(failure.queue, failure.failure_id)
    await house.settle()

    assert (await house.case("r-1")).state is State.COMPLETED
    assert (await house.app.failures.list())[0].replayed
    assert not await house.app.failures.replay(failure.queue, "none")


async def test_a_run_message_that_is_not_ours_is_kept_not_retried(house):
    await house.app.offboarding.run("hello")
    tenant_id = house.tenant.tenant_id
    await house.app.offboarding.run(json.dumps({"tenant": tenant_id, "case": "0" * 32}))
    await house.app.offboarding.run(json.dumps({"tenant": "t/#?", "case": "../x"}))

    assert {one.code for one in await house.app.failures.list()} == {"not-ours", "no-such-case"}


async def test_mail_is_forwarded_where_the_profile_says_so(tmp_path):
    house = House(tmp_path, mailboxes=60)
    text = (tmp_path / "offboarding.yaml").read_text()
    (tmp_path / "offboarding.yaml").write_text(
        text.replace("      - leave-groups\n", "      - leave-groups\n      - forward-mail\n")
    )
    [upn] = await house.picks("leaver")
    manager = (await house.person(upn))["manager"]

    await house.ask(requestId="r-1", user=upn, forwardTo=manager)
    await house.settle()

    assert (await house.case("r-1")).state is State.COMPLETED
    mailbox = (await house.person(upn))["mailbox"]
    assert mailbox["deliverToMailboxAndForward"] is True
    assert mailbox["forwardingAddress"]
