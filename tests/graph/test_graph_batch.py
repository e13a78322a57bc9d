"""A batch, seen from the wire: what is sent, how often, and what becomes of each part."""

import json

import httpx
import pytest

from shared.graph.batch import batch
from shared.graph.protocol import Part
from shared.web.errors import (
    BadCall,
    Malformed,
    NotFound,
    Refused,
    ServiceFault,
    Throttled,
    Unreachable,
)
from shared.web.request import Effect
from tests.graph.wired import ORIGIN, Wired

BUSY = {"status": 429, "headers": {"Retry-After": "4"}, "body": {"error": {"code": "x"}}}
BROKEN = {"status": 500, "body": {"error": {"code": "InternalServerError"}}}
UNAVAILABLE = {"status": 503, "body": None}
HELD_UP = {"status": 424, "body": {"error": {"code": "FailedDependency"}}}
DONE = {"status": 204}


class Service:
    """Graph with one script per part's url: its answers in turn, the last for ever."""

    def __init__(self, **scripts):
        self.scripts = {f"/{name}": list(answers) for name, answers in scripts.items()}
        self.batches, self.gets = [], []
        self.wired = Wired(self.handle)

    def graph(self):
        return self.wired.graph

    def handle(self, request):
        if request.method == "GET":
            self.gets.append(str(request.url))
            return httpx.Response(200, json=self.next(request.url.path.removeprefix("/v1.0")))
        assert request.url.path == "/v1.0/$batch"
        entries = json.loads(request.content)["requests"]
        self.batches.append(entries)
        return httpx.Response(200, json={"responses": self.answers(entries)})

    def answers(self, entries):
        given = [{"id": one["id"], **self.next(one["url"])} for one in entries]
        return list(reversed(given))

    def next(self, url):
        script = self.scripts[url]
        return script.pop(0) if len(script) > 1 else script[0]

    def urls(self):
        return [[entry["url"] for entry in entries] for entries in self.batches]


def found(**body):
    return {"status": 200, "body": body}


def gets(*names):
    return [Part("GET", f"/{name}") for name in names]


async def test_each_part_has_its_own_fate_in_the_order_asked():
    gone = {"status": 404, "body": {"error": {"code": "Request_ResourceNotFound"}}}
    denied = {"status": 403, "body": {"error": {"code": "Authorization_RequestDenied"}}}
    service = Service(a=[found(id="a")], b=[gone], c=[denied], d=[found(id="d")])

    answers = await service.graph().batch(gets("a", "b", "c", "d"))

    assert answers[0] == {"id": "a"}
    assert isinstance(answers[1], NotFound)
    assert isinstance(answers[2], Refused)
    assert answers[2].call.name == "GET /c"
    assert answers[3] == {"id": "d"}
    assert len(service.batches) == 1


async def test_twenty_travel_together():
    names = [f"p{number}" for number in range(45)]
    service = Service(**{name: [found(id=name)] for name in names})

    answers = await service.graph().batch(gets(*names))

    assert [len(entries) for entries in service.batches] == [20, 20, 5]
    assert [answer["id"] for answer in answers] == names


async def test_a_throttled_part_alone_is_sent_again_after_its_own_wait():
    service = Service(a=[found(id="a")], b=[BUSY, BUSY, found(id="b")])

    answers = await service.graph().batch(gets("a", "b"))

    assert answers == [{"id": "a"}, {"id": "b"}]
    assert service.urls() == [["/a", "/b"], ["/b"], ["/b"]]
    assert service.wired.clock.monotonic() == pytest.approx(8.0)


async def test_parts_that_wait_for_different_times_come_back_when_each_is_due():
    later = {**BUSY, "headers": {"retry-after": 30}}
    service = Service(a=[BUSY, found(id="a")], b=[later, found(id="b")])

    await service.graph().batch(gets("a", "b"))

    assert service.urls() == [["/a", "/b"], ["/a"], ["/b"]]
    assert service.wired.clock.monotonic() == pytest.approx(30.0)


async def test_a_throttled_part_slows_the_tenant_down():
    service = Service(a=[BUSY, found(id="a")])
    calm = service.wired.limiter.limit

    await service.graph().batch(gets("a"))

    assert service.wired.limiter.limit <= calm  # two successes would have raised it


async def test_a_part_is_not_sent_again_for_ever():
    service = Service(a=[{**BUSY, "headers": {"Retry-After": "50"}}])

    [answer] = await service.graph().batch(gets("a"))

    assert isinstance(answer, Throttled)
    assert service.wired.clock.monotonic() <= 120.0


@pytest.mark.parametrize(("method", "sent"), [("GET", 2), ("PATCH", 1)])
async def test_a_part_that_may_have_run_is_sent_again_only_if_it_reads(method, sent):
    service = Service(a=[BROKEN, found(id="a")])

    [answer] = await service.graph().batch([Part(method, "/a")])

    assert len(service.batches) == sent
    assert answer == {"id": "a"} if method == "GET" else isinstance(answer, ServiceFault)


async def test_a_read_beside_a_write_is_sent_again_and_the_write_is_not():
    service = Service(a=[BROKEN, found(id="a")], b=[BROKEN, DONE])

    answers = await service.graph().batch([Part("GET", "/a"), Part("PATCH", "/b", {})])

    assert answers[0] == {"id": "a"}
    assert isinstance(answers[1], ServiceFault)
    assert service.urls() == [["/a", "/b"], ["/a"]]


async def test_a_part_that_is_not_allowed_is_not_sent_again():
    service = Service(a=[{"status": 401, "body": None}])

    [answer] = await service.graph().batch(gets("a"))

    assert isinstance(answer, Refused)
    assert len(service.batches) == 1


@pytest.mark.parametrize("setback", [BUSY, UNAVAILABLE])
async def test_a_write_that_cannot_have_run_is_sent_again(setback):
    service = Service(a=[setback, DONE])

    assert await service.graph().batch([Part("DELETE", "/a")]) == [{}]

    assert len(service.batches) == 2


class Answering(Service):
    """A service whose batches answer with what it was made from, whatever was asked."""

    def __init__(self, *responses):
        super().__init__()
        self.responses = responses

    def answers(self, entries):
        return self.responses


@pytest.mark.parametrize(
    "responses",
    [
        [],
        [{"id": "1", **found(id="x")}],
        [{"id": "0", **found(id="x")}, {"id": "0", **found(id="y")}],
        [{"id": "0", "status": "200", "body": {}}],
        [{"id": "0", "status": True, "body": {}}],
        [None, 7, []],
    ],
)
async def test_a_write_without_one_clear_answer_may_have_run(responses):
    [answer] = await Answering(*responses).graph().batch([Part("PATCH", "/a", {})])

    assert isinstance(answer, ServiceFault)
    assert answer.ran


async def test_an_answer_to_what_was_not_asked_is_passed_over():
    service = Answering({"id": 0, **found(id="x")}, {"id": "99", **found(id="y")})

    assert await service.graph().batch(gets("a")) == [{"id": "x"}]


@pytest.mark.parametrize("body", [None, [], "text", 7])
async def test_a_read_without_an_object_is_no_empty_object(body):
    [answer] = await Answering({"id": "0", "status": 200, "body": body}).graph().batch(gets("a"))

    assert isinstance(answer, Malformed)


class Silent(Service):
    """A service that takes a batch and never answers."""

    def handle(self, request):
        raise httpx.ReadError("reset")


async def test_when_the_whole_batch_fails_every_part_is_told():
    answers = await Silent().graph().batch([Part("DELETE", f"/p{number}") for number in range(21)])

    assert all(isinstance(one, Unreachable) and one.sent for one in answers[:20])
    assert isinstance(answers[20], ServiceFault)
    assert not answers[20].ran


def row_of_three():
    return [Part("PATCH", "/a", {}), Part("POST", "/b", {}, (0,)), Part("DELETE", "/c", None, (1,))]


async def test_parts_in_a_row_travel_together_each_behind_the_one_before():
    service = Service(a=[DONE], b=[DONE], c=[DONE])

    assert await service.graph().batch(row_of_three()) == [{}, {}, {}]

    [entries] = service.batches
    assert [entry.get("dependsOn") for entry in entries] == [None, ["0"], ["1"]]


async def test_a_part_held_up_is_sent_once_what_it_waits_for_succeeded():
    service = Service(a=[DONE], b=[BUSY, DONE], c=[HELD_UP, DONE])

    assert await service.graph().batch(row_of_three()) == [{}, {}, {}]

    assert service.urls() == [["/a", "/b", "/c"], ["/b", "/c"]]
    assert [entry.get("dependsOn") for entry in service.batches[1]] == [None, ["0"]]


async def test_a_part_behind_one_that_failed_for_good_is_not_sent_again():
    service = Service(a=[DONE], b=[{"status": 400, "body": None}], c=[HELD_UP])

    answers = await service.graph().batch(row_of_three())

    assert isinstance(answers[1], BadCall)
    assert isinstance(answers[2], BadCall)
    assert answers[2].detail == "not sent: POST /b, which it waits for, failed"
    assert len(service.batches) == 1


async def test_a_part_behind_one_that_failed_for_now_may_be_tried_later():
    service = Service(a=[DONE], b=[{**BUSY, "headers": {"Retry-After": "600"}}], c=[HELD_UP])

    answers = await service.graph().batch(row_of_three())

    assert isinstance(answers[1], Throttled)
    assert isinstance(answers[2], ServiceFault)
    assert not answers[2].ran


async def test_a_part_held_up_by_nothing_is_not_sent_for_ever():
    service = Service(a=[DONE], b=[DONE], c=[HELD_UP])

    answers = await service.graph().batch(row_of_three())

    assert isinstance(answers[2], BadCall)
    assert len(service.batches) == 1


async def test_several_parts_behind_one_are_sent_when_it_is_done():
    parts = [Part("GET", "/a"), Part("GET", "/b", None, (0,)), Part("GET", "/c", None, (0,))]
    service = Service(a=[BUSY, found(id="a")], b=[HELD_UP, found(id="b")], c=[found(id="c")])

    answers = await service.graph().batch(parts)

    assert [answer["id"] for answer in answers] == ["a", "b", "c"]
    assert service.urls() == [["/a", "/b"], ["/a", "/b"], ["/c"]]


async def test_a_part_waits_only_for_those_before_it():
    with pytest.raises(ValueError, match="does not come before"):
        await Service().graph().batch([Part("GET", "/a", None, (0,))])


async def test_a_list_that_goes_on_comes_whole():
    link = f"{ORIGIN}/v1.0/list?$skiptoken=2"
    service = Service(list=[found(**{"value": [{"id": 1}], "@odata.nextLink": link})])
    service.scripts["/list"].append({"value": [{"id": 2}]})

    [answer] = await service.graph().batch(gets("list"))

    assert answer == {"value": [{"id": 1}, {"id": 2}]}
    assert service.gets == [link]


@pytest.mark.parametrize("later", ["https://evil.example/v1.0/list", 7])
async def test_a_list_that_cannot_be_followed_is_no_short_list(later):
    service = Service(list=[found(**{"value": [{"id": 1}], "@odata.nextLink": later})])

    [answer] = await service.graph().batch(gets("list"))

    assert isinstance(answer, Malformed)
    assert service.gets == []


async def test_in_a_dry_run_the_reads_of_a_batch_are_sent_and_no_write():
    parts = [Part("GET", "/a"), Part("PATCH", "/b", {}), Part("GET", "/c", None, (1,))]
    service = Service(a=[found(id="a")], c=[found(id="c")])

    wired = Wired(service.handle, what_if=True)

    answers = await wired.graph.batch(parts)

    assert answers == [{"id": "a"}, {}, {"id": "c"}]
    assert service.urls() == [["/a"], ["/c"]]
    [held] = [request for outcome, request in wired.account.lines if outcome == "would-run"]
    assert (held.effect, held.shown) == (
        Effect.WRITE,
        {"parts": [{"call": "PATCH /b", "parameters": {}}]},
    )


def test_a_batch_with_one_write_is_a_write():
    read, write = Part("GET", "/users/u-1"), Part("PATCH", "/users/u-1", {"accountEnabled": False})

    assert batch(ORIGIN, [read, read], request_id="r").effect is Effect.READ
    assert batch(ORIGIN, [read, write], request_id="r").effect is Effect.WRITE


def test_an_advanced_query_keeps_its_header_in_a_batch():
    part = Part("GET", "/users?$search=%22displayName:x%22")

    request = batch(ORIGIN, [part], request_id="r")

    [entry] = json.loads(request.body)["requests"]
    assert entry["headers"] == {"ConsistencyLevel": "eventual"}
    assert entry["url"].endswith("&$count=true")
