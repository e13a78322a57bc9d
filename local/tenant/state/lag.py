"""
Eventual consistency: how long readers still see what was.

A fault hides a write from every reader. A back end hides its writes from those who reach another:
who reads with the anchor that was written with sees them at once.
"""

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass

from shared.clock import Clock


class Lag:
    """
    The lag that applies to what is written now; 0 unless a fault rule or a switch set it.

    `back_end` is the one that serves now; None where there is no such thing.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.seconds = 0.0
        self.back_end: str | None = None
        self.back_end_seconds = 0.0

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

    @contextmanager
    def at(self, back_end: str, seconds: float) -> Iterator[None]:
        """What is written inside is seen at other back ends only *seconds* later."""
        self.back_end, self.back_end_seconds = back_end, seconds
        try:
            yield
        finally:
            self.back_end, self.back_end_seconds = None, 0.0


@dataclass(frozen=True, slots=True)
class _Old[V]:
    """
    What was, until when it is shown, and where it is not: None is nowhere.

    A `value` of None says that there was nothing.
    """

    until: float
    value: V | None
    written_at: str | None


class Before[K: Hashable, V]:
    """What readers still see of things that were written under a lag."""

    def __init__(self, lag: Lag) -> None:
        self._lag = lag
        self._seen: dict[K, _Old[V]] = {}

    def of(self, key: K) -> V | None:
        """The old state of *key* while it is still shown."""
        old = self._shown(key)
        return None if old is None else old.value

    def absent(self, key: K) -> bool:
        """Whether *key* is new, and not there yet for who reads now."""
        old = self._shown(key)
        return old is not None and old.value is None

    def keys(self) -> list[K]:
        """The keys whose old state is, or was until lately, still shown."""
        return [*self._seen]

    def note(self, key: K, value: V) -> None:
        """*value*, about to be written, is shown as it is for as long as the lag says."""
        if self._lag.seconds:
            self._keep(key, self._lag.seconds, value, None)
        elif self._lag.back_end_seconds:
            self._keep(key, self._lag.back_end_seconds, value, self._lag.back_end)

    def made(self, key: K) -> None:
        """*key*, about to be made, is not there yet at other back ends."""
        if self._lag.back_end_seconds:
            self._keep(key, self._lag.back_end_seconds, None, self._lag.back_end)

    def _keep(self, key: K, seconds: float, value: V | None, written_at: str | None) -> None:
        """What was first is what is shown: a second write does not bring the first one to light."""
        if self._kept(key) is None:
            until = self._lag.now() + seconds
            self._seen[key] = _Old(until, deepcopy(value), written_at)

    def _shown(self, key: K) -> _Old[V] | None:
        old = self._kept(key)
        if old is None or old.written_at is None:
            return old
        here = self._lag.back_end
        return None if here is None or here == old.written_at else old

    def _kept(self, key: K) -> _Old[V] | None:
        old = self._seen.get(key)
        if old is not None and self._lag.now() >= old.until:
            del self._seen[key]
            return None
        return old
