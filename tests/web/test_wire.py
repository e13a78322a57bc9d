import asyncio

import httpx
import pytest

from shared.web.errors import Call, Malformed, Refused, ServiceFault, Throttled, Unreachable
from shared.web.limiter import Limiter
from shared.web.line import Line, anytime
from shared.web.request import Answer, Effect, Outcome, Request
from shared.web.wire import Wire
from tests.fakes import FakeClock

ORIGIN = "https://outlook.example"


class Tokens:
    def __init__(self):
        self.number = 1

    async def token(self):
        return f"token-{self.number}"

    async def renew(self, stale, claims):
        if stale == f"token-{self.number}":
            self.number += 1


class Account:
    def __init__(self):
        self.lines = []

    async def intend(self, request):
        self.lines.append(("intended", request.call.name))

    async def sent(self, request, outcome, *, rows, answer, ms):
        self.lines.append((outcome, request.call.name))


def read(answer: Answer) -> Outcome[str]:
    if answer.status == 429:
        raise Throttled(Call("x"), "slow down", wait_s=5.0, status=429)
    if answer.status == 401:
        raise Refused(Call("x"), "who?", status=401)
    return Outcome(answer.body.decode(), 1)


def read_503(answer: Answer) -> Outcome[str]:
    if answer.status == 503:
        raise ServiceFault(Call("x"), "unavailable", ran=False, status=503)
    return read(answer)


def request(effect=Effect.READ, url=f"{ORIGIN}/x") -> Request:
    return Request("POST", url, Call("Set-X" if effect is Effect.WRITE else "Get-X"), effect)


def wire(handler, clock=None, tokens=None) -> Wire:
    http = httpx.AsyncClient(transport=httpx.MockTransport(handler))
    clock = clock or FakeClock()
    return Wire(http, ORIGIN, tokens or Tokens(), Limiter(clock), clock)


async def test_a_throttled_call_waits_as_long_as_it_was_told():
    clock, answers = FakeClock(), iter([429, 429, 200])
    sender = wire(lambda _: httpx.Response(next(answers), text="ok"), clock)

    assert await sender.send(request(), read, Account(), anytime) == "ok"

    assert clock.monotonic() == 10.0


async def test_a_stale_token_is_renewed_and_the_call_sent_again():
    seen = []

    def handler(sent: httpx.Request) -> httpx.Response:
        seen.append(sent.headers["authorization"])
        return httpx.Response(401 if len(seen) == 1 else 200, text="ok")

    assert await wire(handler).send(request(), read, Account(), anytime) == "ok"

    assert seen == ["Bearer token-1", "Bearer token-2"]


async def test_a_second_refusal_is_final():
    sent = []

    def handler(one: httpx.Request) -> httpx.Response:
        sent.append(one)
        return httpx.Response(401)

    with pytest.raises(Refused):
        await wire(handler).send(request(), read, Account(), anytime)

    assert len(sent) == 2


async def test_calls_that_are_refused_together_renew_the_token_once():
    tokens, clock = Tokens(), FakeClock()

    async def handler(sent: httpx.Request) -> httpx.Response:
        stale = sent.headers["authorization"] == "Bearer token-1"
        await clock.sleep(0.1)
        return httpx.Response(401 if stale else 200, text="ok")

    sender = wire(handler, clock, tokens)
    answers = await asyncio.gather(
        *(sender.send(request(), read, Account(), anytime) for _ in range(9))
    )

    assert answers == ["ok"] * 9
    assert tokens.number == 2


async def test_the_time_a_call_waits_for_its_first_turn_is_not_counted_against_it():
    clock, tried = FakeClock(), set()

    async def handler(sent: httpx.Request) -> httpx.Response:
        await clock.sleep(100.0)
        again = sent.url in tried
        tried.add(sent.url)
        return httpx.Response(200 if again else 503, text="ok")

    sender = wire(handler, clock)
    urls = [f"{ORIGIN}/{number}" for number in range(8)]
    calls = [sender.send(request(url=url), read_503, Account(), anytime) for url in urls]

    assert await asyncio.gather(*calls) == ["ok"] * 8


async def test_a_write_whose_answer_was_lost_is_not_sent_twice():
    sent = []

    def handler(one: httpx.Request) -> httpx.Response:
        sent.append(one)
        raise httpx.ReadError("reset")

    with pytest.raises(Unreachable) as caught:
        await wire(handler).send(request(Effect.WRITE), read, Account(), anytime)

    assert caught.value.sent
    assert len(sent) == 1


async def test_a_connection_that_was_never_made_is_tried_again():
    tries = []

    def handler(one: httpx.Request) -> httpx.Response:
        tries.append(one)
        if len(tries) < 3:
            raise httpx.ConnectError("no route")
        return httpx.Response(200, text="ok")

    assert await wire(handler).send(request(Effect.WRITE), read, Account(), anytime) == "ok"


async def test_a_token_never_goes_to_another_host():
    def handler(_: httpx.Request) -> httpx.Response:
        raise AssertionError("it was sent")

    with pytest.raises(Malformed):
        await wire(handler).send(request(url="https://evil.example/x"), read, Account(), anytime)


async def test_a_write_is_in_the_account_before_it_is_sent():
    account = Account()

    def handler(_: httpx.Request) -> httpx.Response:
        assert account.lines == [("intended", "Set-X")]
        return httpx.Response(200, text="ok")

    await wire(handler).send(request(Effect.WRITE), read, account, anytime)

    assert account.lines == [("intended", "Set-X"), ("ok", "Set-X")]


async def test_in_a_dry_run_no_write_leaves_and_reads_do():
    sent, account = [], Account()

    def handler(one: httpx.Request) -> httpx.Response:
        sent.append(one)
        return httpx.Response(200, text="read")

    line = Line(wire(handler), account, what_if=True)

    assert await line.call(request(Effect.WRITE), read, if_not_sent="nothing") == "nothing"
    assert await line.call(request(), read, if_not_sent="nothing") == "read"
    assert len(sent) == 1
    assert ("would-run", "Set-X") in account.lines
