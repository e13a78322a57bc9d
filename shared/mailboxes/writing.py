"""A write that is believed when it was seen: sent once, then read back until it shows."""

from collections.abc import Awaitable, Callable

from shared.clock import Clock
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


async def settled(
    clock: Clock,
    call: Call,
    write: Callable[[], Awaitable[object]],
    shows: Callable[[], Awaitable[bool]],
) -> None:
    """
    What *write* does is there, as *shows* has seen.

    A write whose answer was lost is read back, never sent again blindly.

    Raises:
        ServiceError: It was refused, or does not show; `ServiceFault` when it may show later.

    """
    fault: ServiceError = ServiceFault(
        call, "it was written and does not show yet; run it again to see", ran=True
    )
    waits: tuple[float, ...] = _WAITS_S
    try:
        await write()
    except AlreadySo as error:
        fault, waits = error, ()  # it shows at once, or another object is in the way
    except Malformed as error:
        fault = error  # it may have had its effect
    except Transient as error:
        if not lost(error):
            raise
        fault = error
    if await shows():
        return
    for wait_s in waits:
        await clock.sleep(wait_s)
        if await shows():
            return
    raise fault
