"""Answers that are too large, packed to burst, cut off, or that lead elsewhere."""

import gzip
import zlib

import httpx
import pytest

from shared.web import body
from shared.web.errors import Call, Malformed, Unreachable
from shared.web.limiter import Limiter
from shared.web.line import anytime
from shared.web.request import Answer, Effect, Outcome, Request
from shared.web.wire import Wire
from tests.fakes import FakeClock

ORIGIN = "https://outlook.example"
CHUNK = b"x" * 64 * 1024


class Tokens:
    async def token(self):
        return "token"

    async def renew(self, stale, claims):
        pass


class Account:
    async def intend(self, request):
        pass

    async def sent(self, request, outcome, *, rows, answer, ms):
        pass


class Stream(httpx.AsyncByteStream):
    """A body in pieces, with how many of them were taken; an exception among them is raised."""

    def __init__(self, *pieces):
        self.pieces, self.taken = pieces, 0

    async def __aiter__(self):
        for piece in self.pieces:
            if isinstance(piece, Exception):
                raise piece
            self.taken += 1
            yield piece


async def answer_to(effect: Effect, *responses: httpx.Response) -> tuple[Answer, int]:
    """The answer, and how often the request was sent; one response for each sending."""
    sent = []

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return responses[len(sent) - 1]

    clock = FakeClock()
    async with httpx.AsyncClient(transport=httpx.MockTransport(handle)) as http:
        wire = Wire(http, ORIGIN, Tokens(), Limiter(clock), clock)
        request = Request("POST", f"{ORIGIN}/x", Call("Get-X"), effect)
        answer = await wire.send(request, Outcome, Account(), anytime)
    return answer, len(sent)


async def test_an_endless_answer_is_not_read_to_its_end():
    endless = Stream(*[CHUNK] * 2000)
    largest = 1024**2

    with pytest.raises(Malformed, match="larger than"):
        await body.body_of(Call("Get-X"), httpx.Response(200, stream=endless), largest)

    assert endless.taken <= largest / len(CHUNK) + 1


async def test_an_answer_as_large_as_allowed_is_read():
    exact = Stream(*[CHUNK] * 16)

    whole = await body.body_of(Call("Get-X"), httpx.Response(200, stream=exact), 1024**2)

    assert len(whole) == 1024**2


async def test_a_small_answer_that_bursts_when_unpacked_is_refused():
    bomb = Stream(gzip.compress(b"\0" * 100 * 1024**2))
    response = httpx.Response(200, headers={"content-encoding": "gzip"}, stream=bomb)

    with pytest.raises(Malformed, match="larger than"):
        await answer_to(Effect.READ, response)


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "deflate", "zstd", "x"])
async def test_what_is_packed_twice_or_otherwise_is_not_unpacked(encoding):
    packed = Stream(gzip.compress(gzip.compress(b"{}")))
    response = httpx.Response(200, headers={"content-encoding": encoding}, stream=packed)

    with pytest.raises(Malformed, match="not asked for"):
        await answer_to(Effect.READ, response)

    assert packed.taken == 0


async def test_a_packed_answer_is_unpacked():
    packed = Stream(gzip.compress(b'{"value": []}'))
    response = httpx.Response(200, headers={"content-encoding": "gzip"}, stream=packed)

    answer, _ = await answer_to(Effect.READ, response)

    assert answer.body == b'{"value": []}'


async def test_what_says_it_is_packed_and_is_not_cannot_be_read():
    junk = Stream(zlib.compress(b"not what it says"))
    response = httpx.Response(200, headers={"content-encoding": "gzip"}, stream=junk)

    with pytest.raises(Malformed):
        await answer_to(Effect.READ, response)


async def test_a_read_that_breaks_off_in_the_middle_is_read_again():
    broken = httpx.Response(200, stream=Stream(b'{"val', httpx.ReadError("reset")))
    whole = httpx.Response(200, stream=Stream(b'{"value": []}'))

    answer, sent = await answer_to(Effect.READ, broken, whole)

    assert (answer.body, sent) == (b'{"value": []}', 2)


async def test_a_write_whose_answer_breaks_off_may_have_had_its_effect_and_is_sent_once():
    broken = httpx.Response(200, stream=Stream(b'{"val', httpx.RemoteProtocolError("closed")))
    never = httpx.Response(500)

    with pytest.raises(Unreachable) as caught:
        await answer_to(Effect.WRITE, broken, never)

    assert caught.value.sent


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_redirect_is_an_answer_and_is_not_followed(status):
    away = httpx.Response(status, headers={"location": "https://evil.example/"})

    answer, sent = await answer_to(Effect.READ, away)

    assert (answer.status, sent) == (status, 1)
