"""A session's line closes: nothing is sent or told afterwards, and nothing is held."""

import asyncio

import httpx
import pytest

from shared.web.errors import Call
from shared.web.limiter import Limiter
from shared.web.line import Line
from shared.web.request import Answer, Effect, Outcome, Request
from shared.web.wire import Wire
from tests.fakes import FakeClock
from tests.harness import House

ORIGIN = "https://outlook.example"


class Tokens:
    async def token(self):
        return "token"


class Account:
    def __init__(self):
        self.lines = []

    async def intend(self, request):
        self.lines.append("intended")

    async def sent(self, request, outcome, *, rows, answer, ms):
        self.lines.append(outcome)


class Service:
    """It answers after a minute, and may be told to fail until then."""

    def __init__(self, status: int = 200) -> None:
        self.clock, self.status = FakeClock(), status
        self.begun = self.ended = 0
        self.limiter, self.account = Limiter(self.clock), Account()
        http = httpx.AsyncClient(transport=httpx.MockTransport(self.handle))
        self.wire = Wire(http, ORIGIN, Tokens(), self.limiter, self.clock)

    async def handle(self, request: httpx.Request) -> httpx.Response:
        self.begun += 1
        await self.clock.sleep(60)
        self.ended += 1
        return httpx.Response(self.status)

    def line(self) -> Line:
        return Line(self.wire, self.account, what_if=False)


def call(line: Line, effect: Effect = Effect.READ) -> asyncio.Task:
    request = Request("POST", f"{ORIGIN}/x", Call("x"), effect)
    return asyncio.create_task(line.call(request, Outcome, if_not_sent=Answer(0, {}, b"")))


async def spin() -> None:
    for _ in range(20):
        await asyncio.sleep(0)  # noqa: TID251 - lets the calls leave


async def test_calls_left_under_way_are_stopped_and_hold_no_slot():
    service = Service()
    line = service.line()
    left = [call(line) for _ in range(5)]
    await spin()
    assert service.begun == 2  # the others wait for their turn

    await line.close()

    assert all(one.cancelled() for one in left)
    assert (service.begun, service.ended, service.account.lines) == (2, 0, [])
    assert (service.limiter._taken, service.limiter._under_way) == (0, 0)


async def test_a_write_that_is_stopped_stands_in_the_account_as_intended():
    service = Service()
    line = service.line()
    call(line, Effect.WRITE)
    await spin()

    await line.close()

    assert service.account.lines == ["intended"]


async def test_a_closed_line_sends_nothing():
    service = Service()
    line = service.line()
    await line.close()

    with pytest.raises(RuntimeError, match="the session is closed"):
        await call(line)

    assert service.begun == 0


async def test_another_session_on_the_same_wire_goes_on():
    service = Service()
    line, other = service.line(), service.line()
    left, kept = call(line), call(other)
    await spin()

    await line.close()

    assert left.cancelled()
    assert (await kept).status == 200


@pytest.mark.parametrize("spins", range(0, 24, 3))
async def test_a_call_that_is_interrupted_anywhere_leaves_no_slot_taken(spins):
    service = Service()
    line = service.line()
    calls = [call(line) for _ in range(6)]
    for _ in range(spins):
        await asyncio.sleep(0)  # noqa: TID251 - each time it has come a little further
    for one in calls:
        one.cancel()
    await asyncio.gather(*calls, return_exceptions=True)

    assert (service.limiter._taken, service.limiter._under_way) == (0, 0)
    assert (await call(line)).status == 200


async def test_what_is_left_under_way_when_a_session_ends_is_stopped_before_its_account(tmp_path):
    house = House(tmp_path)
    await house.control("POST", "latency", {"ms": 60_000})
    tenant = house.app.tenants.find(None)

    async with house.app.connections.open(tenant, run="r", reason="r", what_if=False) as session:
        left = asyncio.create_task(session.exchange.invoke("Get-Mailbox", ResultSize=1))
        await spin()

    assert left.cancelled()
    assert house.world.limits._tenants.total() == 0  # nothing is in flight there either
