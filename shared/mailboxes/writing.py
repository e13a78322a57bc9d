"""A write that is believed when it was seen: sent once, then read back until it shows."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from shared.clock import Clock
from shared.exchange.client import Exchange
from shared.mailboxes.done import Outcome
from shared.web.errors import (
    AlreadySo,
    Call,
    Malformed,
    ServiceError,
    ServiceFault,
    Transient,
    lost,
)

_WAITS_S = (1.0, 2.0, 4.0, 8.0, 15.0)  # a write may show late on another server


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes in a session; in a rehearsal (`what_if`) no write leaves, and none is awaited."""

    exchange: Exchange
    clock: Clock
    what_if: bool

    async def settle(
        self,
        call: Call,
        write: Callable[[], Awaitable[object]],
        shows: Callable[[], Awaitable[bool]],
    ) -> Outcome:
        """
        What *write* does is there, as *shows* has seen; or it would be, in a rehearsal.

        A write whose answer was lost is read back, never sent again blindly.

        Raises:
            ServiceError: It was refused, or does not show; `ServiceFault` when it may show later.

        """
        if self.what_if:
            await write()  # the session keeps it from leaving, and logs what would have run
            return Outcome.WOULD_CHANGE
        fault, waits = await self._sent(call, write)
        if await shows():
            return Outcome.CHANGED
        for wait_s in waits:
            await self.clock.sleep(wait_s)
            if await shows():
                return Outcome.CHANGED
        raise fault

    @staticmethod
    async def _sent(
        call: Call, write: Callable[[], Awaitable[object]]
    ) -> tuple[ServiceError, tuple[float, ...]]:
        """What to raise when the write never shows, and how long to wait for it."""
        try:
            await write()
        except AlreadySo as error:
            return error, ()  # it shows at once, or another object is in the way
        except Malformed as error:
            return error, _WAITS_S  # it may have had its effect
        except Transient as error:
            if not lost(error):
                raise
            return error, _WAITS_S
        unseen = "it was written and does not show yet; run it again to see"
        return ServiceFault(call, unseen, ran=True), _WAITS_S
