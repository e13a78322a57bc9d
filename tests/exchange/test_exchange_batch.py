"""Ten calls in one: each part has its own answer, its own retries, its own pages."""

import json
from collections import Counter
from itertools import chain
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.exchange.answers import Page, Reply
from shared.exchange.batch import read_batch
from shared.exchange.course import Course
from shared.exchange.protocol import invoke
from shared.web.errors import (
    BadCall,
    Call,
    Malformed,
    NotFound,
    Refused,
    ServiceError,
    ServiceFault,
    Throttled,
    Unreachable,
    lost,
)
from shared.web.request import Answer, Effect
from tests.exchange.calling import CONTOSO, CUT, INVOKE, ROOT, Calling, asked, exception

ABSENT = exception("Tasks.ManagementObjectNotFoundException", "gone")


def answered(entry, status, body=None, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return {"id": entry["id"], "status": status, "headers": named, "body": body}


def rows(entry, *given_, **more):
    return answered(entry, 200, {"value": list(given_), "@adminapi.warnings": [], **more})


class Service:
    """Answers each part by its identity, as often as *scripts* say, then with its name."""

    def __init__(self, **scripts):
        self.scripts = {name: list(script) for name, script in scripts.items()}
        self.asked = []

    def __call__(self, request):
        parts = json.loads(request.content)["requests"]
        self.asked.append([identity(part) for part in parts])
        entries = [self.answer(part) for part in parts]
        return httpx.Response(200, json={"responses": entries[::-1]})

    def answer(self, part):
        script = self.scripts.get(identity(part))
        if not script:
            return rows(part, {"Name": identity(part)})
        return script.pop(0)(part)


def identity(part):
    return part["body"]["CmdletInput"]["Parameters"]["Identity"]


def reads(calling, *names):
    return [calling.exchange.command("Get-Mailbox", Identity=name) for name in names]


def writes(calling, *names):
    command = calling.exchange.command
    return [command("Set-Mailbox", Identity=name, Type="Shared") for name in names]


async def test_the_answers_come_in_the_order_asked_ten_parts_a_call():
    calling = Calling(Service())
    names = [f"m-{number}" for number in range(23)]

    replies = await calling.exchange.batch(reads(calling, *names))

    assert replies == [Reply([{"Name": name}]) for name in names]
    assert [len(json.loads(one.content)["requests"]) for one in calling.sent] == [10, 10, 3]
    assert set(calling.urls) == {f"{ROOT}/$batch"}
    assert calling.exchange.calls == 3


async def test_a_part_is_a_whole_request_without_the_token():
    calling = Calling(Service())

    await calling.exchange.batch(reads(calling, "Zoë"))

    [sent] = calling.sent
    [part] = json.loads(sent.content)["requests"]
    assert sent.headers["authorization"] == "Bearer secret-token"
    assert b"secret-token" not in sent.content
    assert sent.headers["prefer"] == "odata.continue-on-error"
    assert part["url"] == INVOKE
    assert part["method"] == "POST"
    assert part["headers"]["X-CmdletName"] == "Get-Mailbox"
    assert part["headers"]["X-AnchorMailbox"] == sent.headers["x-anchormailbox"]
    assert part["headers"]["Prefer"] == "odata.maxpagesize=1000;odata.continue-on-error"
    assert "x-cmdletname" not in sent.headers


async def test_each_part_has_its_own_error():
    calling = Calling(
        Service(
            ghost=[lambda part: answered(part, 404, ABSENT)],
            secret=[lambda part: answered(part, 403, "\0" * 400)],
            html=[lambda part: answered(part, 200, "<html>")],
            errors=[lambda part: answered(part, 200, {"value": [{}], "@adminapi.errors": ["no"]})],
            nothing=[lambda part: answered(part, 204)],
        )
    )

    found = await calling.exchange.batch(
        reads(calling, "ghost", "m-1", "secret", "html", "errors", "nothing")
    )

    kinds = [NotFound, Reply, Refused, Malformed, BadCall, Reply]
    assert [type(one) for one in found] == kinds
    assert isinstance(found[0], NotFound)
    assert (found[0].call.target, found[0].detail) == ("ghost", "gone")


async def test_a_throttled_part_alone_is_sent_again_after_its_own_wait():
    calling = Calling(Service(slow=[lambda part: answered(part, 429, None, Retry_After="7")] * 2))

    found = await calling.exchange.batch([*reads(calling, "m-1"), *writes(calling, "slow")])

    assert found == [Reply([{"Name": "m-1"}]), Reply([{"Name": "slow"}])]
    service_saw = [
        [identity(part) for part in json.loads(one.content)["requests"]] for one in calling.sent
    ]
    assert service_saw == [["m-1", "slow"], ["slow"], ["slow"]]
    assert calling.clock.monotonic() >= 14


def missing(part):
    return {"id": "77", "status": 200, "body": {"value": []}}


@pytest.mark.parametrize(
    "setback",
    [
        pytest.param(lambda part: answered(part, 500, "<html>"), id="500"),
        pytest.param(lambda part: answered(part, 504), id="504"),
        pytest.param(missing, id="another-id"),
        pytest.param(lambda part: {"id": part["id"]}, id="no-status"),
        pytest.param(
            lambda part: answered(part, 500, exception("X.DCOverloadedException")), id="overload"
        ),
    ],
)
async def test_a_read_is_asked_again_and_a_write_that_may_have_run_is_not(setback):
    service = Service(r=[setback], w=[setback])
    calling = Calling(service)

    read, write = await calling.exchange.batch([*reads(calling, "r"), *writes(calling, "w")])

    assert read == Reply([{"Name": "r"}])
    assert isinstance(write, ServiceFault)
    assert lost(write)
    assert Counter(chain.from_iterable(service.asked)) == {"r": 2, "w": 1}


async def test_a_write_that_cannot_have_run_is_sent_again():
    service = Service(w=[lambda part: answered(part, 503)])
    calling = Calling(service)

    assert await calling.exchange.batch(writes(calling, "w")) == [Reply([{"Name": "w"}])]
    assert service.asked == [["w"], ["w"]]


def test_a_part_that_is_answered_twice_may_have_run():
    part = asked("Set-Mailbox", Identity="m-1", Type="Shared")
    entry = {"id": "0", "status": 200, "body": {"value": []}}
    strange = [entry, {"id": 1}, 5, {"id": "9", "status": 200}]
    body = json.dumps({"responses": [*strange, entry]}).encode()

    [found] = read_batch(Call("$batch"), [part])(Answer(200, {}, body)).value

    assert isinstance(found, ServiceFault)
    assert found.ran


def test_a_part_is_found_by_its_id_though_it_be_a_number():
    body = json.dumps({"responses": [{"id": 0, "status": 200, "body": {"value": [{}]}}]}).encode()

    assert read_batch(Call("$batch"), [asked("Get-Mailbox")])(Answer(200, {}, body)).value == [
        Page([{}])
    ]


async def test_the_pages_of_a_part_are_followed_and_joined():
    link = f"{INVOKE}?%24skiptoken=1"
    service = Service(
        long=[
            lambda part: rows(part, {"n": 1}, **{"@odata.nextLink": link}),
            lambda part: rows(part, {"n": part["url"]}),
        ],
        away=[lambda part: rows(part, **{"@odata.nextLink": "https://evil.example/x"})],
        circle=[lambda part: rows(part, **{"@odata.nextLink": link})] * 2,
        broken=[
            lambda part: rows(part, {"n": 1}, **{"@odata.nextLink": link}),
            lambda part: answered(part, 403, "\0"),
        ],
        cut=[lambda part: answered(part, 200, {"value": [{}], "@adminapi.warnings": [CUT]})],
    )
    calling = Calling(service)

    found = await calling.exchange.batch(reads(calling, "long", "away", "circle", "broken", "cut"))

    assert found[0] == Reply([{"n": 1}, {"n": link}])
    assert [type(one) for one in found[1:]] == [Malformed, Malformed, Refused, BadCall]
    assert {request.url.host for request in calling.sent} == {"outlook.office365.com"}


async def test_each_page_of_a_part_has_its_tries_and_its_time_to_itself():
    def busy(part):
        return answered(part, 429, None, Retry_After="20")

    def more(part):
        return rows(part, **{"@odata.nextLink": f"{INVOKE}?%24skiptoken=1"})

    calling = Calling(Service(long=[*[busy] * 4, more, *[busy] * 4]))

    assert await calling.exchange.batch(reads(calling, "long")) == [Reply([{"Name": "long"}])]
    assert calling.clock.monotonic() >= 160


async def test_in_a_dry_run_reads_leave_and_writes_do_not():
    service = Service()
    calling = Calling(service, what_if=True)

    found = await calling.exchange.batch([*writes(calling, "w"), *reads(calling, "r")])

    assert found == [Reply(), Reply([{"Name": "r"}])]
    assert service.asked == [["r"]]
    assert ("would-run", "$batch") in [(it, one.call.name) for it, one in calling.account.lines]


async def test_each_part_is_in_the_account_with_what_became_of_it():
    calling = Calling(Service(ghost=[lambda part: answered(part, 404, ABSENT)]))

    await calling.exchange.batch(writes(calling, "ghost", "m-1"))

    lines = [(it, one.call.name, one.call.target) for it, one in calling.account.lines]
    assert lines == [
        ("intended", "$batch", None),
        ("ok", "$batch", None),
        ("NotFound", "Set-Mailbox", "ghost"),
        ("ok", "Set-Mailbox", "m-1"),
    ]
    shown: Any = calling.account.lines[0][1].shown
    assert shown["parts"][0]["parameters"] == {
        "Identity": "ghost",
        "Type": "Shared",
        "Confirm": False,
    }


async def test_when_the_whole_call_is_lost_no_write_is_sent_again_and_the_rest_is_unsent():
    def broken(request):
        raise httpx.ReadTimeout("late", request=request)

    calling = Calling(broken)

    found = await calling.exchange.batch(writes(calling, *(f"m-{n}" for n in range(11))))

    assert len(calling.sent) == 1
    assert all(isinstance(one, Unreachable) and lost(one) for one in found[:10])
    assert isinstance(found[10], ServiceFault)
    assert not lost(found[10])


@pytest.mark.parametrize("body", [b"<html>", b"{}", b"[]", b'{"responses": 5}'])
async def test_an_unreadable_batch_is_an_error_for_each_part(body):
    calling = Calling(lambda _: httpx.Response(200, content=body))

    [read] = await calling.exchange.batch(reads(calling, "r"))
    [write] = await calling.exchange.batch(writes(calling, "w"))

    assert isinstance(read, Malformed)
    assert isinstance(write, ServiceFault)
    assert len(calling.sent) == 2


async def test_a_batch_of_nothing_sends_nothing():
    calling = Calling(Service())

    assert await calling.exchange.batch([]) == []
    assert calling.sent == []


SETBACKS = st.sampled_from(
    [
        Throttled(Call("x"), "busy", wait_s=None, status=429),
        Throttled(Call("x"), "busy", wait_s=90.0, status=429),
        ServiceFault(Call("x"), "down", ran=False, status=503),
        ServiceFault(Call("x"), "broken", ran=True, status=500),
        BadCall(Call("x"), "no", status=400),
        Page([{}], (), f"{INVOKE}?a"),
        Page([{}], (), f"{INVOKE}?b"),
    ]
)


@given(
    st.lists(st.tuples(st.booleans(), st.lists(SETBACKS, max_size=6)), max_size=25), st.booleans()
)
def test_every_part_ends_and_no_write_runs_twice(parts, apart):
    commands = [
        Calling(None).exchange.command("Set-Mailbox", Identity="m", Type="Shared")
        if write
        else Calling(None).exchange.command("Get-Mailbox")
        for write, _ in parts
    ]
    requests = [invoke(CONTOSO, one, request_id="r") for one in commands]
    scripts = [list(script) for _, script in parts]
    course, spent_s = Course(ROOT, requests), 0.0
    may_have_run: set[int] = set()
    while not course.done:
        leg = course.next(spent_s, apart=apart)
        if leg is None:
            spent_s += max(course.pause(spent_s), 1e-3)
            continue
        assert 0 < len(leg.places) <= 10
        assert not apart or len({one.effect for one in leg.requests}) == 1
        given_back: list[Page | ServiceError] = []
        for place, request in zip(leg.places, leg.requests, strict=True):
            assert not (request.effect is Effect.WRITE and place in may_have_run)
            answer = scripts[place].pop(0) if scripts[place] else Page([{"last": place}])
            if isinstance(answer, ServiceFault) and lost(answer):
                may_have_run.add(place)
            given_back.append(answer)
        spent_s += 0.1
        course.came(leg, given_back, spent_s=spent_s, jitter=0.5)

    assert len(course.ends()) == len(parts)
    for end in course.ends():
        assert isinstance(end, ServiceError) or end[-1].next_link is None
