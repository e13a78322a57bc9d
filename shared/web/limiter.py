"""Turns for the calls of one process to one tenant: as many at once as its window allows."""

import asyncio
import heapq
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count

from shared.clock import Clock
from shared.web.errors import Throttled
from shared.web.window import Window

_TICK_S = 1e-6  # the rounding of a clock's seconds


@dataclass(slots=True)
class Turn:
    """A call's turn; `throttled` is set by who finds in its answer that parts were refused."""

    throttled: bool = False


class Limiter:
    """
    A semaphore whose size follows what the service bears.

    Who came first goes first, also when its call is sent again: a call that was refused would
    otherwise end up behind all that came after it. A turn lasts while its request is in flight.
    """

    def __init__(
        self,
        clock: Clock,
        window: Window | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._clock = clock
        self._window = window or Window()
        self._chance = chance
        self._places = count()
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._arrivals = count()
        self._rests: list[float] = []
        self._taken = 0
        self._under_way = 0

    @property
    def limit(self) -> int:
        """How many calls may be under way now."""
        return self._window.limit

    def place(self) -> int:
        """A place in the order of calls; a call keeps it until it is done."""
        return next(self._places)

    @asynccontextmanager
    async def turn(self, place: int) -> AsyncIterator[Turn]:
        """
        The turn of the call at *place*, for the time of the block.

        How the block ends tells the window how the call fared: well, throttled, or neither.
        """
        await self._take(place)
        self._under_way += 1
        departure = self._window.departs(self._clock.monotonic(), self._under_way)
        turn, wait_s, ended_well = Turn(), None, False
        try:
            yield turn
            ended_well = True
        except Throttled as refusal:
            turn.throttled, wait_s = True, refusal.wait_s
            raise
        finally:
            now_s = self._clock.monotonic()
            self._under_way -= 1
            if turn.throttled:
                self._window.refused(departure, now_s, wait_s, self._chance())
            elif ended_well:
                full = self._taken >= self.limit
                self._window.succeeded(departure, now_s, full=full)
            self._give_back(now_s)

    async def _take(self, place: int) -> None:
        """A slot is ours, has rested, and the window is open."""
        if self._waiting or self._taken >= self.limit:
            await self._queue(place)
        else:
            self._taken += 1
        rested_at_s = heapq.heappop(self._rests) if self._rests else 0.0
        try:
            while (wait_s := self._wait_s(rested_at_s)) > _TICK_S:
                await self._clock.sleep(wait_s)
        except asyncio.CancelledError:
            self._taken -= 1
            self._wake()
            raise

    def _wait_s(self, rested_at_s: float) -> float:
        now_s = self._clock.monotonic()
        return max(rested_at_s - now_s, self._window.pause_s(now_s))

    async def _queue(self, place: int) -> None:
        """Our slot, handed over by the call before us."""
        slot: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (place, next(self._arrivals), slot))
        self._wake()
        try:
            await slot
        except asyncio.CancelledError:
            if slot.done() and not slot.cancelled():  # handed over, and nobody left to use it
                self._taken -= 1
                self._wake()
            raise

    def _give_back(self, now_s: float) -> None:
        gap_s = self._window.gap_s(self._chance())
        if gap_s > 0 and len(self._rests) < self.limit:
            heapq.heappush(self._rests, now_s + gap_s)
        self._taken -= 1
        self._wake()

    def _wake(self) -> None:
        while self._waiting and self._taken < self.limit:
            *_, slot = heapq.heappop(self._waiting)
            if not slot.done():
                slot.set_result(None)
                self._taken += 1
