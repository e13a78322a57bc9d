"""Eventual consistency: how long readers still see what was."""

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from copy import deepcopy

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


class Before[K: Hashable, V]:
    """What readers still see of things that were written under a lag."""

    def __init__(self, lag: Lag) -> None:
        self._lag = lag
        self._seen: dict[K, tuple[float, V]] = {}

    def of(self, key: K) -> V | None:
        """The old state of *key* while it is still shown."""
        if key not in self._seen:
            return None
        until, value = self._seen[key]
        if self._lag.now() < until:
            return value
        del self._seen[key]
        return None

    def keys(self) -> list[K]:
        """The keys whose old state is, or was until lately, still shown."""
        return [*self._seen]

    def note(self, key: K, value: V) -> None:
        """*value*, about to be written, is shown as it is for as long as the lag says."""
        if self._lag.seconds and self.of(key) is None:
            self._seen[key] = (self._lag.now() + self._lag.seconds, deepcopy(value))
