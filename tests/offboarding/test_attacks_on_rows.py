"""Hostile bodies and rows that cannot be used: one message harms no other, and none is stuck."""

import json
from contextlib import suppress
from datetime import timedelta

import httpx
import pytest

from shared.offboarding.model import State
from shared.store import names
from shared.store.ports import Unavailable
from tests.harness import House
from tests.offboarding.meddling import Between, blocks, gated
from tests.offboarding.power import PowerCut

LARGEST_BODY = 48 * 1024
LARGEST_ANSWER = 32 * 1024


@pytest.fixture
def house(tmp_path):
    return House(tmp_path, mailboxes=60)


def rejection(house: House) -> str:
    """The code of the one answer, which is a refusal."""
    [answer] = house.answers()
    assert answer["data"]["state"] == "rejected"
    return answer["data"]["reason"]["code"]


async def test_a_member_that_looks_like_our_pointer_harms_no_other_case(house):
    [upn] = await house.picks("leaver")
    await house.ask(requestId="r-1", user=upn, effectiveAt="2026-11-24T09:00:00Z")

    await house.app.offboarding.accept('{"requestId":"evil","$blob":"x","$sha256":"y"}')
    await house.app.offboarding.accept('{"requestId":"worse","user":"blob:work/x#y"}')
    await house.settle()

    assert {case.request_id: case.state for case in await house.cases()} == {
        "r-1": State.COMPLETED,
        "evil": State.REJECTED,
        "worse": State.REJECTED,
    }


async def test_a_case_whose_request_is_lost_from_the_store_stops_no_other(house):
    one, other = await house.picks("leaver", 2)
    long = {"autoReply": "x" * 40_000}
    await house.ask(requestId="r-1", user=one, effectiveAt="2026-11-24T08:00:00Z", **long)
    await house.ask(requestId="r-2", user=other, effectiveAt="2026-11-24T09:00:00Z")

    requests = [key for key in house.memory.blobs.blobs if key[1].startswith("requests/")]
    for key in requests:
        del house.memory.blobs.blobs[key]
    house.clock.advance(4 * 3600)
    await house.app.offboarding.release()
    await house.deliver()

    assert len(requests) == 1
    states = [row.values.get("state") for row in house.memory.tables.of(names.CASES)]
    assert sorted(state for state in states if state) == ["completed", "scheduled"]


@pytest.mark.parametrize(
    "members",
    [
        pytest.param({"timeZone": "x" * 40_000}, id="endless-zone"),
        pytest.param({f"{n:x}": 1 for n in range(1120)}, id="a-thousand-members"),
        pytest.param({f"{n:x}": 1 for n in range(4000)}, id="four-thousand-members"),
    ],
)
async def test_whatever_a_refused_request_holds_its_answer_fits(house, members):
    body = {"requestId": "r-1", "user": "a@b.c", **members}
    assert len(json.dumps(body)) < LARGEST_BODY

    await house.ask(**body)

    assert rejection(house) == "invalid"
    [message] = house.memory.queues.sent[names.ANSWERS]
    assert len(message.encode()) <= LARGEST_ANSWER


@pytest.mark.parametrize("depth", [200, 990, 5000, 20_000])
async def test_a_deeply_nested_body_is_refused_or_kept_and_never_raises(house, depth):
    nested = "[" * depth + "]" * depth

    await house.app.offboarding.accept('{"requestId":"r","user":"a@b.c","x":' + nested + "}")

    refused = len(await house.cases())
    assert refused + len(await house.app.failures.list()) == 1


@pytest.mark.parametrize(
    "user", [".", "..", "../groups", "me", "$count", "%2e", "x" * 319], ids=lambda user: user[:9]
)
async def test_what_is_neither_upn_nor_guid_never_reaches_the_directory(house, user):
    await house.ask(requestId="r-1", user=user)

    assert rejection(house) == "invalid"
    seen = (await house.control("GET", "requests?since=0"))["requests"]
    assert [one for one in seen if "/users" in one["path"]] == []


@pytest.mark.parametrize("user", ["a b@c", "'x@y'", "../@x", "@$count", "a@b/../c", "a@b?x#y"])
async def test_an_odd_upn_finds_nobody(house, user):
    await house.ask(requestId="r-1", user=user)

    assert rejection(house) == "user-not-found"


def refuse_what_xml_cannot_hold(queue: str, body: str) -> None:
    """Azure's queue service answers 400 to a character that XML 1.0 does not have."""
    if any(character in body for character in "\ufffe\uffff\x00"):
        raise Unavailable(f"{queue}: 400 InvalidXmlDocument")


@pytest.mark.parametrize("character", ["\uffff", "\ufffe"])
async def test_a_character_that_no_queue_takes_stops_nobody_s_answer(house, character):
    gated(house).sending = refuse_what_xml_cannot_hold

    await house.ask(requestId=f"a-{character}", user="a@b.c", nope=1)
    await house.ask(requestId="z", user="a@b.c", nope=1)

    asked = [answer["data"]["requestId"] for answer in house.answers()]
    assert asked == [f"a-{character}", "z"]


def refuse_forbidden_keys(table: str, partition: str, row: str) -> None:
    """Azure's table service answers 400 to such a key."""
    key = partition + row
    if any(character in key for character in "/\\#?") or any(ord(one) < 32 for one in key):
        raise Unavailable(f"{table}: 400 OutOfRangeInput")


@pytest.mark.parametrize(
    "body",
    [
        '{"tenant":"a/b","case":"c#d","run":"c#d"}',
        '{"tenant":"t?","case":"\\u0000","run":"\\u0000"}',
        '{"tenant":"..\\\\x","case":"y","run":"y"}',
    ],
)
async def test_a_body_with_forbidden_keys_is_kept_and_touches_no_row(house, body):
    gated(house).reading = refuse_forbidden_keys

    await house.app.poison.case(body)
    await house.app.poison.run(names.QUOTA_BATCHES, body)
    await house.app.offboarding.run(body)

    kept = {one.queue: (one.code, one.body) for one in await house.app.failures.list()}
    assert kept == {
        names.CASE_RUNS: ("not-ours", body),
        names.QUOTA_BATCHES: ("poison", body),
    }


async def test_hundreds_of_new_dates_do_not_jam_a_case(house):
    [upn] = await house.picks("leaver")
    moved = {"action": "reschedule", "about": "r-1", "user": upn}
    await house.ask(requestId="r-1", user=upn, effectiveAt="2199-01-01T00:00:00Z")

    for n in range(300):
        issued = (house.clock.now() + timedelta(seconds=n + 1)).isoformat()
        date = f"2198-01-01T{n // 60:02}:{n % 60:02}:00Z"
        await house.ask(requestId=f"s-{n}", issuedAt=issued, effectiveAt=date, **moved)

    case = await house.case("r-1")
    assert (case.effective_at.hour, case.effective_at.minute) == (4, 59)
    assert (case.answered, case.answers) == (301, ())


async def test_a_case_that_keeps_killing_its_worker_fails_in_the_end(house):
    [upn] = await house.picks("leaver")
    killed = []

    def kill(request: httpx.Request) -> None:
        if blocks(request):
            killed.append(request)
            raise PowerCut

    house.asgi = Between(house, kill)
    await house.ask(requestId="r-1", user=upn)
    for _ in range(10):
        with suppress(PowerCut):
            await house.deliver()
        house.clock.advance(600)
        await house.app.offboarding.release()

    case = await house.case("r-1")
    assert (case.state, case.reason.code) == (State.FAILED, "worker-died")
    assert len(killed) == 6
    assert house.answers()[-1]["data"]["state"] == "failed"


async def test_a_poisoned_case_is_not_revived_by_its_message_but_by_a_new_request(house):
    [upn] = await house.picks("leaver")
    await house.ask(requestId="r-1", user=upn)
    [body] = house.memory.queues.take(names.CASE_RUNS)
    await house.app.poison.case(body)
    [failure] = await house.app.failures.list()

    await house.app.failures.replay(failure.queue, failure.failure_id)
    await house.settle()
    assert (await house.case("r-1")).state is State.FAILED

    await house.ask(requestId="r-2", user=upn)
    await house.settle()
    assert (await house.case("r-2")).state is State.COMPLETED
