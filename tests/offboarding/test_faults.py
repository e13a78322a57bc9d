"""Passing faults: the service throttles, fails, breaks off and loses answers; everyone gets out."""

from datetime import timedelta

import pytest

from shared.offboarding.model import Access, State
from tests.harness import House

STORM = [
    {"kind": "throttle", "probability": 0.10, "retryAfter": 1},
    {"kind": "status", "status": 503, "probability": 0.05},
    {"kind": "reset", "probability": 0.02},
    {"kind": "lost-response", "probability": 0.02},
]


async def test_fifty_leavers_get_out_through_a_storm(tmp_path):
    house = House(tmp_path, mailboxes=400)
    leavers = await house.picks("leaver", 50)
    await house.control("POST", "faults", STORM)

    for number, upn in enumerate(leavers):
        await house.ask(requestId=f"r-{number}", user=upn)
    await house.settle()

    await house.control("DELETE", "faults")
    cases = await house.cases()
    assert {(case.state, case.access) for case in cases} == {(State.COMPLETED, Access.CLOSED)}
    assert len(cases) == 50
    assert (await house.control("GET", "state"))["violations"] == 0
    for upn in leavers[:10]:
        assert (await house.person(upn))["user"]["accountEnabled"] is False


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 503, "count": 60},
        {"kind": "reset", "count": 40},
        {"kind": "throttle", "retryAfter": 300, "count": 5},
        {"kind": "status", "status": 504, "count": 40},
    ],
    ids=["503", "reset", "long-throttle", "504"],
)
async def test_an_outage_makes_a_case_wait_and_it_ends_well(tmp_path, fault):
    house = House(tmp_path, mailboxes=60)
    [upn] = await house.picks("leaver")
    await house.control("POST", "faults", [fault])

    await house.ask(requestId="r-1", user=upn)
    await house.settle()

    case = await house.case("r-1")
    assert (case.state, case.access) == (State.COMPLETED, Access.CLOSED)
    assert [answer["data"]["state"] for answer in house.answers()] == ["completed"]


async def test_a_lost_answer_is_read_back_not_sent_again(tmp_path):
    house = House(tmp_path, mailboxes=60)
    [upn] = await house.picks("leaver")
    lost = {"kind": "lost-response", "cmdlet": "Set-Mailbox", "count": 1}
    await house.control("POST", "faults", [lost])

    await house.ask(requestId="r-1", user=upn)
    await house.settle()

    requests = (await house.control("GET", "requests?since=0"))["requests"]
    converted = [r for r in requests if r["cmdlet"] == "Set-Mailbox" and "Type" in r["parameters"]]
    assert len(converted) == 1
    assert (await house.case("r-1")).state is State.COMPLETED


async def test_faults_for_a_day_fail_the_case_and_say_so(tmp_path):
    house = House(tmp_path, mailboxes=60)
    [upn] = await house.picks("leaver")
    forever = {"kind": "status", "status": 503, "probability": 1.0}
    await house.ask(requestId="r-1", user=upn, effectiveAt="2199-01-01T00:00:00Z")
    await house.control("POST", "faults", [forever])
    other = (await house.picks("leaver", 2))[1]

    await house.ask(requestId="r-2", user=other)
    await house.settle(timedelta(hours=30))

    case = await house.case("r-2")
    assert (case.state, case.reason.code) == (State.FAILED, "faults-for-a-day")
    assert "503" in case.reason.text
    assert case.access is Access.UNKNOWN
