"""Stand-ins for time, a queue and a timer's memory, as strict as the real ones."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from local.host.errors import MessageGone, QueueMissing, StorageFault
from local.host.model import Message
from local.host.timers import TimerStatus

START = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


async def settled():
    """Everything that can go on without time passing has gone on."""
    for _ in range(50):
        await asyncio.sleep(0)  # noqa: TID251 - lets others run, no time passes


class SteppedClock:
    """Time that passes when the test says so, from one sleeper's hour to the next."""

    def __init__(self, start: datetime = START) -> None:
        self._start = start
        self._elapsed = 0.0
        self._sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._elapsed)

    def monotonic(self) -> float:
        return self._elapsed

    async def sleep(self, seconds: float) -> None:
        woken = asyncio.get_running_loop().create_future()
        sleeper = (self._elapsed + seconds, woken)
        self._sleepers.append(sleeper)
        try:
            await woken
        finally:
            self._sleepers.remove(sleeper)

    async def advance(self, seconds: float) -> None:
        until = self._elapsed + seconds
        await settled()
        while due := [s for s in self._sleepers if s[0] <= until and not s[1].done()]:
            when, woken = min(due, key=lambda sleeper: sleeper[0])
            self._elapsed = max(self._elapsed, when)
            woken.set_result(None)
            await settled()
        self._elapsed = until
        await settled()


class FakeQueue:
    """A queue in memory: visibility by the clock, a new receipt with each receive and hide."""

    def __init__(self, clock: SteppedClock, name: str = "work", *, exists: bool = True) -> None:
        self.name = name
        self.exists = exists
        self.fault: StorageFault | None = None
        self.answers = asyncio.Event()  # cleared, a hidden message is hidden and the answer waits
        self.answers.set()
        self._clock = clock
        self._messages: dict[str, tuple[Message, float]] = {}  # with when it can be seen
        self._made = 0

    @property
    def bodies(self) -> list[str]:
        return [message.body for message, _ in self._messages.values()]

    @property
    def visible(self) -> list[str]:
        now = self._clock.monotonic()
        return [message.body for message, at in self._messages.values() if at <= now]

    def put(self, body: str, *, dequeue_count: int = 0) -> None:
        number = self._next()
        message = Message(f"m{number}", body, dequeue_count, "", START, START, START)
        self._messages[message.id] = (message, 0.0)

    async def receive(self, count, lease_s):
        self._check()
        now = self._clock.monotonic()
        seen = [message for message, at in self._messages.values() if at <= now][:count]
        taken = [
            replace(m, receipt=f"r{self._next()}", dequeue_count=m.dequeue_count + 1) for m in seen
        ]
        self._messages |= {message.id: (message, now + lease_s) for message in taken}
        return taken

    async def hide(self, message, receipt, seconds):
        held = self._held(message, receipt)
        renewed = replace(held, receipt=f"r{self._next()}")
        self._messages[message.id] = (renewed, self._clock.monotonic() + seconds)
        await self.answers.wait()
        return renewed.receipt

    async def delete(self, message, receipt):
        self._held(message, receipt)
        del self._messages[message.id]

    async def send(self, body):
        self._check()
        self.put(body)

    async def create(self):
        self.exists = True

    def _held(self, message: Message, receipt: str) -> Message:
        self._check()
        held, _ = self._messages.get(message.id, (None, 0.0))
        if held is None or held.receipt != receipt:
            raise MessageGone(message.id)
        return held

    def _check(self) -> None:
        if self.fault:
            raise self.fault
        if not self.exists:
            raise QueueMissing(self.name)

    def _next(self) -> int:
        self._made += 1
        return self._made


class Calls:
    """A function that ends when the test says how; it counts how many of it run at once."""

    def __init__(self) -> None:
        self.started: list[str] = []
        self.peak = 0
        self._open: dict[str, asyncio.Future[bool]] = {}

    async def __call__(self, message: Message, text: str) -> bool:
        self.started.append(text)
        ended: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._open[text] = ended
        self.peak = max(self.peak, len(self._open))
        try:
            return await ended
        finally:
            del self._open[text]

    async def end(self, text: str, *, well: bool = True) -> None:
        self._open[text].set_result(well)
        await settled()

    async def end_all(self) -> None:
        for text in list(self._open):
            await self.end(text)


class FakeMonitor:
    """What is remembered of timers, and whether this host was elected."""

    def __init__(self, status: TimerStatus | None = None, *, chosen: bool = True) -> None:
        self.kept = status
        self.chosen = chosen

    async def status(self, function):
        return self.kept

    async def keep(self, function, status):
        self.kept = status

    def elected(self):
        return self.chosen
