"""Eventual consistency: how long readers still see what was."""

from collections.abc import Iterator
from contextlib import contextmanager

from shared.clock import Clock


class Lag:
    """The lag that applies to what is written now; 0 unless a fault rule set it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.seconds = 0.0

    def now(self) -> float:
        return self._clock.monotonic()

    @contextmanager
    def of(self, seconds: float) -> Iterator[None]:
        """What is written inside is seen by readers only *seconds* later."""
        self.seconds = seconds
        try:
            yield
        finally:
            self.seconds = 0.0
