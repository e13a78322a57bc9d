"""Processes that share a tenant whose ceiling is hidden; all is real but time and network."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from random import Random

import httpx

from shared.web.errors import Call, Throttled
from shared.web.limiter import Limiter
from shared.web.line import anytime
from shared.web.request import Answer, Effect, Outcome, Request
from shared.web.wire import Wire
from tests.fakes import FakeClock

ORIGIN = "https://outlook.example"
_REFUSAL_S = 0.01
_TOO_MANY = 429
_CALLERS = 20  # more than a process may have under way, so that it could always use more


class Tokens:
    async def token(self) -> str:
        return "token"

    async def renew(self, stale: str, claims: str | None) -> None:
        raise AssertionError("nobody refused the token")


class Account:
    async def intend(self, request):
        pass

    async def sent(self, request, outcome, *, rows, answer, ms):
        pass


class Service:
    """It works on `ceiling` requests at once, and refuses one more; each takes about `call_s`."""

    def __init__(
        self, clock: FakeClock, chance: Random, call_s: float, retry_after: str | None
    ) -> None:
        self.clock, self.chance, self.call_s = clock, chance, call_s
        self.refusal = {"retry-after": retry_after} if retry_after else {}
        self.ceiling = self.in_flight = 0
        self.answers: list[int] = []

    async def handle(self, request: httpx.Request) -> httpx.Response:
        if self.in_flight >= self.ceiling:
            await self.clock.sleep(_REFUSAL_S)
            self.answers.append(_TOO_MANY)
            return httpx.Response(_TOO_MANY, headers=self.refusal, text="Please wait")
        self.in_flight += 1
        await self.clock.sleep(self.call_s * self.chance.uniform(0.5, 1.5))
        self.in_flight -= 1
        self.answers.append(200)
        return httpx.Response(200, text=request.url.query.decode())


@dataclass
class Phase:
    """What happened under one ceiling, once the crowd had time to settle."""

    ceiling: int
    throttled: float  # the part of all answers
    use: float  # the part of the work that the service could have done


@dataclass
class Crowd:
    """Some processes, each calling as much as it may, until it is told to stop."""

    service: Service
    processes: int
    right: int = 0
    stopping: bool = False
    numbers: count = field(default_factory=count)

    async def under(self, ceiling: int, settle: int, look: int) -> Phase:
        """The ceiling changes; after *settle* answers, the next *look* are looked at."""
        service = self.service
        service.ceiling = ceiling
        service.answers.clear()
        await self._answered(settle)
        service.answers.clear()
        begun = service.clock.monotonic()
        await self._answered(look)
        took_s = service.clock.monotonic() - begun
        throttled = service.answers.count(_TOO_MANY)
        served = len(service.answers) - throttled
        use = served * service.call_s / took_s / ceiling
        return Phase(ceiling, throttled / len(service.answers), use)

    async def _answered(self, number: int) -> None:
        while len(self.service.answers) < number:
            await self.service.clock.sleep(self.service.call_s / 4)

    async def work(self, wire: Wire) -> None:
        while not self.stopping:
            number = str(next(self.numbers))
            request = Request("GET", f"{ORIGIN}/?{number}", Call("Get-X", number), Effect.READ)
            answer = await wire.send(request, _read, Account(), anytime)
            assert answer == number
            self.right += 1


@asynccontextmanager
async def crowd(
    processes: int, seed: int, call_s: float, retry_after: str | None = None
) -> AsyncIterator[Crowd]:
    """*processes* at work; on leaving, every call that was begun has come to its right answer."""
    clock, chance = FakeClock(), Random(seed)  # noqa: S311 - reproducible on purpose
    service = Service(clock, chance, call_s, retry_after)
    service.ceiling = 1
    transport = httpx.MockTransport(service.handle)
    async with httpx.AsyncClient(transport=transport) as http, asyncio.TaskGroup() as group:
        them = Crowd(service, processes)
        for _ in range(processes):
            limiter = Limiter(clock, chance=chance.random)
            wire = Wire(http, ORIGIN, Tokens(), limiter, clock, chance.random)
            for _ in range(_CALLERS):
                group.create_task(them.work(wire))
        yield them
        them.stopping = True


def _read(answer: Answer) -> Outcome[str]:
    if answer.status == _TOO_MANY:
        told = answer.headers.get("retry-after")
        raise Throttled(Call("Get-X"), "slow down", wait_s=float(told) if told else None)
    return Outcome(answer.body.decode())
