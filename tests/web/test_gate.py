"""The right to write is asked for at each sending; an absurd wait is none."""

import httpx
import pytest

from shared.web.errors import Call, Throttled
from shared.web.limiter import Limiter
from shared.web.line import Line
from shared.web.request import Answer, Effect, Outcome, Request
from shared.web.retry import seconds_of
from shared.web.wire import Wire
from tests.fakes import FakeClock

ORIGIN = "https://outlook.example"


class Lost(Exception):
    """The right to write is gone."""


class Tokens:
    async def token(self):
        return "token"


class Account:
    async def intend(self, request):
        pass

    async def sent(self, request, outcome, *, rows, answer, ms):
        pass


def read(answer: Answer) -> Outcome[str]:
    if answer.status == 429:
        raise Throttled(Call("x"), "slow down", wait_s=35.0, status=429)
    return Outcome(answer.body.decode(), 1)


def line(handler, clock: FakeClock, *, good_for_s: float) -> Line:
    http = httpx.AsyncClient(transport=httpx.MockTransport(handler))

    def may_write() -> None:
        if clock.monotonic() > good_for_s:
            raise Lost

    wire = Wire(http, ORIGIN, Tokens(), Limiter(clock), clock)
    return Line(wire, Account(), what_if=False, may_write=may_write)


def request(effect: Effect) -> Request:
    return Request("POST", f"{ORIGIN}/x", Call("x"), effect)


async def test_a_throttled_write_is_not_sent_again_when_the_right_to_it_is_gone():
    clock, sent = FakeClock(), []

    def throttle(_: httpx.Request) -> httpx.Response:
        sent.append(clock.monotonic())
        return httpx.Response(429)

    with pytest.raises(Lost):
        await line(throttle, clock, good_for_s=40).call(request(Effect.WRITE), read, if_not_sent="")

    assert sent == [0, 35]


async def test_reading_needs_no_right_to_write():
    clock = FakeClock()
    reading = line(lambda _: httpx.Response(200, text="read"), clock, good_for_s=-1)

    assert await reading.call(request(Effect.READ), read, if_not_sent="") == "read"


@pytest.mark.parametrize("text", [None, "", "inf", "-inf", "nan", "soon", "1e999"])
def test_what_is_no_finite_number_of_seconds_is_no_wait(text):
    assert seconds_of(text) is None


@pytest.mark.parametrize(("text", "seconds"), [("7.5", 7.5), ("0", 0.0), ("-3", 0.0)])
def test_a_wait_is_never_negative(text, seconds):
    assert seconds_of(text) == seconds
