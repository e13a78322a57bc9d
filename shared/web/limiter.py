"""How many calls to one tenant run at once: it grows with success, halves at a throttle."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

START = 2.0
CEILING = 16.0  # Exchange clients in the field stay below 20 connections a tenant


class Limiter:
    """
    A semaphore whose size follows what the service bears.

    Processes that share a tenant settle beside each other without a coordinator, as TCP flows
    do: additive growth, multiplicative decrease.
    """

    def __init__(self, start: float = START, ceiling: float = CEILING) -> None:
        self._limit = start
        self._ceiling = ceiling
        self._starting = True
        self._running = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def limit(self) -> int:
        """How many calls may be under way now."""
        return max(1, int(self._limit))

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """Hold one of the slots for the time of the block."""
        await self._take()
        try:
            yield
        finally:
            self._running -= 1
            self._wake()

    def succeeded(self) -> None:
        """A call went well: one more at once while starting, later one more per round."""
        growth = 1.0 if self._starting else 1.0 / self._limit
        self._limit = min(self._ceiling, self._limit + growth)
        self._wake()

    def throttled(self) -> None:
        """The service asked us to slow down."""
        self._starting = False
        self._limit = max(1.0, self._limit / 2)

    async def _take(self) -> None:
        while self._running >= self.limit:
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                if turn.done() and not turn.cancelled():
                    self._wake()  # the turn was ours and goes to the next in line
                raise
        self._running += 1

    def _wake(self) -> None:
        free = self.limit - self._running
        while free > 0 and self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                free -= 1
