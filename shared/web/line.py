"""What a session holds of a wire: its account of the calls, and the what-if interlock."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from shared.clock import Clock
from shared.web.request import Answer, Effect, Outcome, Request
from shared.web.wire import Recorder, Wire


def anytime() -> None:
    """The gate of a session whose writes nothing holds back."""


class Line:
    """
    A wire as one session uses it; in a dry run no write leaves the process.

    *may_write* is asked before each write leaves, and raises when the right to write is gone.
    """

    def __init__(
        self,
        wire: Wire,
        recorder: Recorder,
        *,
        what_if: bool,
        may_write: Callable[[], None] = anytime,
    ) -> None:
        self._wire = wire
        self._recorder = recorder
        self._may_write = may_write
        self._calls: set[asyncio.Task[object] | None] = set()
        self._closed = False
        self.what_if = what_if

    @property
    def clock(self) -> Clock:
        """The time by which the wire waits before it sends again."""
        return self._wire.clock

    async def call[T](
        self, request: Request, read: Callable[[Answer], Outcome[T]], *, if_not_sent: T
    ) -> T:
        """
        What *read* makes of the answer; for a write in a dry run, *if_not_sent*.

        Raises:
            ServiceError: As `Wire.send` raises.
            RuntimeError: The session is closed; its account takes no more.

        """
        if self._closed:
            raise RuntimeError(f"{request.call.name}: the session is closed; nothing was sent")
        with self._under_way():
            return await self._sent(request, read, if_not_sent)

    async def note(self, part: Request, outcome: str, *, rows: int | None) -> None:
        """What became of *part* of a call that carried several is in the account."""
        await self._recorder.sent(part, outcome, rows=rows, answer=None, ms=0)

    async def close(self) -> None:
        """
        Calls that somebody left under way are stopped, and no more are sent.

        A write that is stopped so stands in the account as intended: it may have had its effect.
        """
        self._closed = True
        left = [call for call in self._calls - {asyncio.current_task()} if call is not None]
        for call in left:
            call.cancel()
        if left:
            await asyncio.wait(left)

    @contextmanager
    def _under_way(self) -> Iterator[None]:
        call = asyncio.current_task()
        self._calls.add(call)
        try:
            yield
        finally:
            self._calls.discard(call)

    async def _sent[T](
        self, request: Request, read: Callable[[Answer], Outcome[T]], if_not_sent: T
    ) -> T:
        if self.what_if and request.effect is Effect.WRITE:
            await self._recorder.sent(request, "would-run", rows=None, answer=None, ms=0)
            return if_not_sent
        return await self._wire.send(request, read, self._recorder, self._may_write)
