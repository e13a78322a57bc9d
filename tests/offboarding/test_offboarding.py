"""The way of a message through the whole app, against the local tenant in this process."""

import asyncio
import base64
import json
from datetime import timedelta

import httpx
import pytest

from shared.offboarding.model import Access, State
from shared.store import names
from shared.transcript import places
from shared.transcript.chain import Head, Verdict, verify
from tests.harness import House
from tests.offboarding.overheard import Overheard


@pytest.fixture
def house(tmp_path):
    return House(tmp_path)


async def test_a_leaver_is_out_and_everything_is_proven(house):
    [upn] = await house.picks("leaver")
    before = await house.person(upn)

    await house.ask(requestId="r-1", user=upn)
    await house.settle()

    case = await house.case("r-1")
    assert (case.state, case.access) == (State.COMPLETED, Access.CLOSED)
    person = await house.person(upn)
    assert person["user"]["accountEnabled"] is False
    assert person["mailbox"]["type"] == "SharedMailbox"
    assert person["mailbox"]["hidden"] is True
    assert person["mailbox"]["autoReply"]["state"] == "Enabled"
    assert not [state for state in person["licenses"] if not state["assignedByGroup"]]
    assert [state for state in before["licenses"] if not state["assignedByGroup"]]
    assert (await house.control("GET", "state"))["violations"] == 0


async def test_the_evidence_says_what_was_found_and_what_was_set(house):
    [upn] = await house.picks("leaver")

    await house.ask(requestId="r-1", user=upn)
    await house.settle()

    case = await house.case("r-1")
    result = json.loads(house.memory.blobs.blobs[names.RESULTS, f"{case.prefix}/result.json"])
    steps = {step["step"]: step for step in result["steps"]}
    assert steps["block-sign-in"]["before"] == {"accountEnabled": True}
    assert steps["block-sign-in"]["after"] == {"accountEnabled": False}
    assert steps["convert-to-shared"]["before"] == {"RecipientTypeDetails": "UserMailbox"}
    assert {step["outcome"] for step in steps.values()} <= {"changed", "already-so", "skipped"}
    assert len(steps) == 10
    assert result["state"] == "completed"
    assert result["access"] == "closed"


async def test_every_transcript_of_a_case_is_an_intact_chain_with_each_write_s_intent(house):
    [upn] = await house.picks("leaver")

    await house.ask(requestId="r-1", user=upn)
    await house.settle()

    outcomes = []
    for (container, name), data in house.memory.blobs.blobs.items():
        if container == names.TRANSCRIPTS and name.endswith(".jsonl"):
            recorded = json.loads(house.memory.blobs.blobs[container, places.end(name)])
            end = Head(recorded["seq"], recorded["hash"])
            assert verify(data.splitlines(keepends=True), end=end).verdict is Verdict.INTACT
            outcomes += [json.loads(line)["outcome"] for line in data.splitlines()]
    assert outcomes.count("intended") >= 8


async def test_the_new_password_is_kept_nowhere(tmp_path):
    house = House(tmp_path)
    sent: list[str] = []

    async def overhear(request: httpx.Request) -> None:
        body = json.loads(await request.aread() or b"{}")
        if isinstance(body, dict) and "passwordProfile" in body:
            sent.append(body["passwordProfile"]["password"])

    house.asgi = Overheard(house.asgi, overhear)
    [upn] = await house.picks("leaver")

    await house.ask(requestId="r-1", user=upn)
    await house.settle()

    [password] = sent
    assert len(password) >= 32
    kept = [*house.memory.blobs.blobs.values(), *map(str, house.memory.tables.rows.values())]
    assert not [one for one in kept if password in str(one)]
    assert password not in json.dumps(house.answers())


async def test_one_answer_for_the_end_with_its_deterministic_id(house):
    [upn] = await house.picks("leaver")

    await house.ask(requestId="r-1", user=upn)
    await house.settle()

    case = await house.case("r-1")
    [answer] = house.answers()
    assert answer["id"] == f"{case.case_id}/completed/1"
    assert answer["type"] == "nightshift.offboarding.completed"
    assert answer["data"]["access"] == "closed"
    assert answer["data"]["final"] is True
    assert "before" not in json.dumps(answer)


async def test_five_deliveries_at_once_make_one_case_one_run_one_answer(house):
    [upn] = await house.picks("leaver")
    body = json.dumps({"requestId": "r-1", "user": upn})

    await asyncio.gather(*(house.app.offboarding.accept(body) for _ in range(5)))
    [run] = house.memory.queues.take(names.CASE_RUNS)
    await asyncio.gather(*(house.app.offboarding.run(run) for _ in range(5)))
    await house.settle()

    assert len(await house.cases()) == 1
    assert (await house.case("r-1")).epoch == 2  # one lease to admit, one to run
    assert [answer["data"]["state"] for answer in house.answers()] == ["completed"]


async def test_a_dry_run_changes_nothing_and_says_what_would_change(house):
    [upn] = await house.picks("leaver")
    before = await house.person(upn)

    await house.ask(requestId="r-1", user=upn, dryRun=True)
    await house.settle()

    case = await house.case("r-1")
    assert (case.state, case.dry_run, case.reason.code) == (State.COMPLETED, True, "dry-run")
    assert await house.person(upn) == before
    [answer] = house.answers()
    outcomes = {step["step"]: step["outcome"] for step in answer["data"]["steps"]}
    assert outcomes["free-licences"] == "would-change"
    assert outcomes["block-sign-in"] == "would-change"


async def test_in_report_mode_every_request_is_a_dry_run(tmp_path):
    house = House(tmp_path, mode={"offboarding": "report"})
    [upn] = await house.picks("leaver")
    before = await house.person(upn)

    await house.ask(requestId="r-1", user=upn)
    await house.settle()

    assert (await house.case("r-1")).dry_run
    assert await house.person(upn) == before


async def test_a_second_offboarding_of_the_same_person_changes_nothing_more(house):
    [upn] = await house.picks("leaver")
    await house.ask(requestId="r-1", user=upn)
    await house.settle()
    before = await house.person(upn)

    await house.ask(requestId="r-2", user=upn)
    await house.settle()

    again = await house.case("r-2")
    assert (again.state, again.reason.code) == (State.REJECTED, "already-gone")
    assert again.access is Access.CLOSED
    assert await house.person(upn) == before


async def test_a_leaver_of_next_week_waits_and_leaves_then(house):
    [upn] = await house.picks("leaver")
    day = (house.clock.now() + timedelta(days=7)).date()

    await house.ask(requestId="r-1", user=upn, lastWorkingDay=str(day))
    await house.settle(timedelta(days=1))
    assert (await house.case("r-1")).state is State.SCHEDULED
    assert (await house.person(upn))["user"]["accountEnabled"] is True

    await house.settle(timedelta(days=9))
    assert (await house.case("r-1")).state is State.COMPLETED
    assert [answer["data"]["state"] for answer in house.answers()] == ["scheduled", "completed"]


async def test_a_request_id_used_again_for_other_content_harms_nothing(house):
    one, other = await house.picks("leaver", 2)
    await house.ask(requestId="r-1", user=one, effectiveAt="2199-01-01T00:00:00Z")

    await house.ask(requestId="r-1", user=other)
    await house.settle()

    states = sorted((case.state, case.reason and case.reason.code) for case in await house.cases())
    assert states == [("rejected", "request-id-reused"), ("scheduled", None)]
    assert (await house.person(other))["user"]["accountEnabled"] is True


@pytest.mark.parametrize(
    ("kind", "state", "code"),
    [
        ("breakglass", State.REJECTED, "break-glass"),
        ("role-holder", State.AWAITING_APPROVAL, "privileged-role"),
        ("synced", State.REJECTED, "user-synced"),
        ("shared", State.AWAITING_APPROVAL, "not-a-person"),
    ],
)
async def test_who_is_not_simply_offboarded(house, kind, state, code):
    [upn] = await house.picks(kind)
    before = await house.person(upn)

    await house.ask(requestId="r-1", user=upn)
    await house.settle()

    case = await house.case("r-1")
    expected = {"already-gone", code} if kind == "shared" else {code}
    assert case.reason.code in expected
    assert case.state in {state, State.REJECTED}
    assert await house.person(upn) == before
    assert [answer["data"]["state"] for answer in house.answers()] == [case.state.value]


@pytest.mark.parametrize(
    ("members", "code"),
    [
        pytest.param({"user": "ghost@contoso.com"}, "user-not-found", id="unknown"),
        pytest.param({"user": {"employeeId": "E-none"}}, "user-not-found", id="unknown-number"),
        pytest.param({"user": "a@b.c", "effectivAt": "x"}, "invalid", id="typo"),
        pytest.param({}, "invalid", id="nobody"),
        pytest.param({"user": "a@b.c", "profile": "gold"}, "unknown-profile", id="profile"),
        pytest.param({"user": "a@b.c", "timeZone": "Mars/X"}, "invalid", id="zone"),
        pytest.param(
            {"user": "a@b.c", "dequeueCount": "abc", "id": 7, "popReceipt": {}},
            "invalid",
            id="names",
        ),
        pytest.param({"user": "a@b.c", "autoReply": "x" * 45_000}, "user-not-found", id="48-kib"),
        pytest.param({"user": "../../v1.0/users?$top=1"}, "invalid", id="path"),
    ],
)
async def test_a_wrong_request_is_a_rejected_case_with_one_answer(house, members, code):
    await house.ask(requestId="r-1", **members)
    await house.ask(requestId="r-1", **members)
    await house.settle()

    case = await house.case("r-1")
    assert (case.state, case.reason.code) == (State.REJECTED, code)
    [answer] = house.answers()
    assert answer["data"]["reason"]["code"] == code
    assert len(json.dumps(answer)) <= 32 * 1024


async def test_an_ambiguous_employee_is_rejected(house):
    people = [await house.person(upn) for upn in await house.picks("ambiguous", 4)]
    numbers = [person["user"]["employeeId"] for person in people]
    employee = next(number for number in numbers if numbers.count(number) == 2)

    await house.ask(requestId="r-1", user={"employeeId": employee})

    assert (await house.case("r-1")).reason.code == "user-ambiguous"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param("hello", "not-json", id="text"),
        pytest.param("[]", "not-an-object", id="list"),
        pytest.param(
            '{"requestId": "r", "user": "a", "tenant": "nowhere"}', "unknown-tenant", id="t"
        ),
        pytest.param('{"user": "a@b.c"}', "invalid", id="nameless"),
        pytest.param('{"requestId": "r", "user": "a", "tenant": 5}', "tenant-not-text", id="t5"),
    ],
)
async def test_a_body_that_is_no_case_is_kept_with_its_reason(house, body, code):
    await house.app.offboarding.accept(body)
    await house.app.offboarding.accept(body)

    [failure] = await house.app.failures.list()
    assert (failure.code, failure.body, failure.times) == (code, body, 2)
    assert await house.cases() == []


async def test_a_cloud_event_in_base64_is_a_request_like_any_other(house):
    [upn] = await house.picks("leaver")
    event = {
        "specversion": "1.0",
        "id": "e",
        "source": "/hr",
        "type": "leaver",
        "data": {"requestId": "r-1", "user": upn},
    }

    await house.app.offboarding.accept(base64.b64encode(json.dumps(event).encode()).decode())
    await house.settle()

    case = await house.case("r-1")
    assert (case.state, case.source) == (State.COMPLETED, "/hr")


async def test_beyond_the_leaver_limit_a_second_person_must_look(tmp_path):
    house = House(tmp_path, limits={"leaversPerHour": 2})
    for number, upn in enumerate(await house.picks("leaver", 3)):
        await house.ask(requestId=f"r-{number}", user=upn)
    await house.deliver()

    states = [(case.state, case.reason and case.reason.code) for case in await house.cases()]
    assert sorted(states) == [
        ("awaiting-approval", "leaver-limit"),
        ("completed", None),
        ("completed", None),
    ]
