"""What a session holds of a wire: its account of the calls, and the what-if interlock."""

from collections.abc import Callable

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

        """
        if self.what_if and request.effect is Effect.WRITE:
            await self._recorder.sent(request, "would-run", rows=None, answer=None, ms=0)
            return if_not_sent
        return await self._wire.send(request, read, self._recorder, self._may_write)
