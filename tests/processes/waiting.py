"""Waiting for what another process does: looked at again and again, with a deadline."""

import time
from collections.abc import Callable

from shared.clock import SystemClock

CLOCK = SystemClock()
_LOOK_EVERY_S = 0.02


def until[T](what: str, look: Callable[[], T], deadline_s: float = 30.0) -> T:
    """The first true thing that *look* gives; the test fails when none comes in time."""
    end = CLOCK.monotonic() + deadline_s
    while True:
        found = look()
        if found:
            return found
        assert CLOCK.monotonic() < end, f"waited {deadline_s:g} s in vain for {what}"
        time.sleep(_LOOK_EVERY_S)  # the other side is a process
