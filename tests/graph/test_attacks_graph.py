"""A Graph that lies: what it says must not make a write run twice or a list seem whole."""

import asyncio
import gzip
from itertools import count

import httpx
import pytest

from shared.graph import client
from shared.graph.protocol import Part
from shared.web import download
from shared.web.download import Downloads
from shared.web.errors import BadCall, Call, Malformed, ServiceError, ServiceFault, Unreachable
from tests.fakes import FakeClock
from tests.graph.test_graph_usage import ADELE, HEAD, PLACE, rows
from tests.graph.wired import ORIGIN, Wired


def answering(*bodies: object):
    """A service that answers a batch with *bodies*, and anything else with an empty list."""

    def handle(request):
        if not request.url.path.endswith("/$batch"):
            return httpx.Response(200, json={"value": []})
        parts = [
            {"id": str(number), "status": 200, "body": body} for number, body in enumerate(bodies)
        ]
        return httpx.Response(200, json={"responses": parts})

    return handle


async def test_a_link_in_the_answer_to_a_write_does_not_send_it_again():
    more = f"{ORIGIN}/v1.0/users/u-2/revokeSignInSessions"
    wired = Wired(answering({"value": ["a"], "@odata.nextLink": more}))

    [answer] = await wired.graph.batch([Part("POST", "/users/u-1/getMemberGroups", {})])

    assert wired.urls == [f"{ORIGIN}/v1.0/$batch"]
    assert answer == {"value": ["a"], "@odata.nextLink": more}


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"responses": 5}', b'"done"'])
async def test_a_batch_of_writes_answered_unreadably_may_have_run(body):
    wired = Wired(lambda _: httpx.Response(200, content=body))

    [answer] = await wired.graph.batch([Part("PATCH", "/users/u", {"city": "Ulm"})])

    assert isinstance(answer, ServiceFault)
    assert answer.ran
    assert len(wired.sent) == 1


@pytest.mark.parametrize("body", [[], "done", 7])
async def test_a_part_that_writes_and_is_answered_unreadably_may_have_run(body):
    [answer] = await Wired(answering(body)).graph.batch([Part("PATCH", "/users/u", {})])

    assert isinstance(answer, ServiceFault)
    assert answer.ran


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"{"])
async def test_a_write_answered_unreadably_may_have_run(body):
    with pytest.raises(ServiceFault) as caught:
        await Wired(lambda _: httpx.Response(200, content=body)).graph.send("PATCH", "/users/u", {})

    assert caught.value.ran


@pytest.mark.parametrize("value", ["half of \ud83d", float("nan"), float("inf"), ["\ud83d"]])
async def test_what_cannot_be_said_in_json_is_not_sent(value):
    wired = Wired(lambda _: httpx.Response(200, json={}))

    with pytest.raises(BadCall, match="nothing was sent"):
        await wired.graph.send("PATCH", "/users/u", {"displayName": value})
    with pytest.raises(BadCall, match="nothing was sent"):
        await wired.graph.batch([Part("GET", "/a"), Part("PATCH", "/b", {"displayName": value})])

    assert (wired.sent, wired.account.lines) == ([], [])


async def test_a_path_of_half_a_character_is_not_sent_and_its_error_can_be_printed():
    wired = Wired(lambda _: httpx.Response(200, json={}))

    with pytest.raises(BadCall) as caught:
        await wired.graph.get("/users/\ud83d")

    assert str(caught.value).encode()
    assert wired.sent == []


async def test_a_page_that_ends_in_an_error_is_no_whole_list():
    broken = {"value": [{"id": 1}], "error": {"code": "UnknownError", "message": "cut off"}}
    wired = Wired(lambda _: httpx.Response(200, json=broken))

    with pytest.raises(ServiceError, match="cut off"):
        await wired.graph.all("/users")


async def test_a_listing_without_an_end_is_given_up(monkeypatch):
    monkeypatch.setattr(client, "_MOST_PAGES", 5)
    number = count()

    def handle(_):
        link = f"{ORIGIN}/v1.0/users?$skiptoken={next(number)}"
        return httpx.Response(200, json={"value": [], "@odata.nextLink": link})

    with pytest.raises(Malformed, match="no end"):
        await Wired(handle).graph.all("/users")

    assert next(number) == 5


def test_a_part_does_not_show_its_body():
    part = Part("PATCH", "/users/u", {"passwordProfile": {"password": "hunter2"}})

    assert "hunter2" not in repr(part)


def reporting(**answer):
    def handle(request):
        if str(request.url).startswith(ORIGIN):
            return httpx.Response(302, headers={"location": PLACE})
        return httpx.Response(200, **answer)

    return handle


async def test_a_packed_report_that_ends_early_is_no_short_report():
    packed = gzip.compress(f"{HEAD}\n{ADELE}\n".encode())
    body = httpx.ByteStream(packed[:-9])
    headers = {"content-encoding": "gzip", "content-length": str(len(packed) - 9)}

    with pytest.raises(Unreachable):
        await rows(Wired(reporting(headers=headers, stream=body)))


async def test_a_report_that_does_not_say_where_it_ends_is_not_taken_for_whole():
    with pytest.raises(Malformed, match="where it ends"):
        await rows(Wired(reporting(stream=httpx.ByteStream(f"{HEAD}\n{ADELE}\n".encode()))))


async def test_a_key_in_the_place_of_a_port_is_in_no_cause():
    away = {"location": "https://reports.office.com:s3cret/x"}

    with pytest.raises(ServiceError) as caught:
        await rows(Wired(lambda _: httpx.Response(302, headers=away)))
    files = Downloads(httpx.AsyncClient(), ("office.com",), FakeClock())
    with pytest.raises(ServiceError) as checked:
        await anext(files.chunks(Call("x"), away["location"]))

    for error in (caught.value, checked.value):
        assert "s3cret" not in f"{error} {error!r} {error.__cause__!r}"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "/groups/g/members/u#EXT#@contoso.com/$ref"),  # would delete the user
        ("DELETE", "/groups/g/members/u?/$ref"),  # likewise
        ("DELETE", "/users/"),
        ("PATCH", "/groups//members"),
        ("PATCH", "/groups/g/../../users/u"),
        ("PATCH", "/users/.\\..\\u"),
        ("GET", "/users/u#EXT#@contoso.com"),  # would read somebody called u
        ("GET", "/users?$filter=mail eq 'u#EXT#@contoso.com'&$top=5"),
        ("GET", "users/u"),
    ],
)
async def test_a_path_that_would_arrive_as_another_is_not_sent(method, path):
    wired = Wired(lambda _: httpx.Response(200, json={"value": []}))

    with pytest.raises(BadCall, match="nothing was sent"):
        await wired.graph.send(method, path)
    with pytest.raises(BadCall, match="nothing was sent"):
        await wired.graph.batch([Part(method, path)])

    assert wired.sent == []


async def test_a_report_that_drips_is_given_up(monkeypatch):
    monkeypatch.setattr(download, "READ_TIMEOUT_S", 0.05)

    class Drip(httpx.AsyncByteStream):
        async def __aiter__(self):
            for _ in range(100):
                await asyncio.sleep(0.01)  # noqa: TID251 - the drip is real, as is the deadline
                yield b"x"

    with pytest.raises(Unreachable):
        await rows(Wired(reporting(headers={"content-length": "100"}, stream=Drip())))
