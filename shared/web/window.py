"""
How many calls of one process may be under way to a tenant, judged by how earlier ones fared. Pure.

Nobody tells a client the service's ceiling, and processes that share a tenant do not know one
another. Each feels its way, and they settle beside each other:

- A burst of refusals is one event: a refusal or success of a call that left before the last step
  back says nothing about now.
- The number of calls at which one was refused is remembered. Below it growth is quick; just under
  it the window rests, and tries one more only now and then.
- A window that is refused its only call pauses as a whole, longer each time; refused again, for as
  long as it was told.
- While there is a ceiling, a slot rests a little before it is used again. Without these gaps a
  process that pauses would never find room among others that do not.
"""

from dataclasses import dataclass

from shared.web.retry import MAX_WAIT_S

START = 2.0
CEILING = 16.0  # Exchange clients in the field stay below 20 connections a tenant
LONGEST_PAUSE_S = 4.0  # where the service names no wait; short enough for many tries in a budget
_REST = 40  # calls that go well just under the ceiling before one more is tried
_BACK, _BACK_FROM_TRY = 0.5, 0.75
# Pauses and gaps are told in durations of a call: what is long for one tenant is short for another.
_FIRST_PAUSE, _UNKNOWN_S = 6.0, 0.1
_GAP_OF_ALL, _GAP_OF_EACH = 0.4, 0.05
_NEWS = 0.2  # how much of a new duration goes into the usual one


@dataclass(frozen=True, slots=True)
class Departure:
    """When a call left, how many were under way with it, and how many events came before."""

    at_s: float
    under_way: int
    event: int


class Window:
    """
    How many calls may be under way; times are seconds of one clock, *chance* lies in [0, 1).

    Chance spreads the pauses of processes that were refused at the same time.
    """

    def __init__(self, start: float = START, ceiling: float = CEILING) -> None:
        self._size = start
        self._ceiling = ceiling
        self._starting = True
        self._event = 0
        self._refused_at: int | None = None
        self._rest = 0
        self._pauses = 0
        self._usual_s = 0.0
        self._open_at_s = 0.0

    @property
    def limit(self) -> int:
        """How many calls may be under way now."""
        return max(1, int(self._size))

    def pause_s(self, now_s: float) -> float:
        """For how long no call at all may leave."""
        return max(0.0, self._open_at_s - now_s)

    def gap_s(self, chance: float) -> float:
        """For how long a slot rests that a call has left."""
        if self._refused_at is None:
            return 0.0
        return 2 * chance * self._usual_s * (_GAP_OF_ALL / self._size + _GAP_OF_EACH)

    def departs(self, now_s: float, under_way: int) -> Departure:
        """The departure of a call, the last of *under_way*."""
        return Departure(now_s, under_way, self._event)

    def succeeded(self, departure: Departure, now_s: float, *, full: bool) -> None:
        """A call went well; the window grows if it was *full*, so that more would be used."""
        took_s = now_s - departure.at_s
        self._usual_s += (took_s - self._usual_s) * (_NEWS if self._usual_s else 1.0)
        self._pauses = 0
        if full and departure.event == self._event:
            self._grow()

    def refused(
        self, departure: Departure, now_s: float, wait_s: float | None, chance: float
    ) -> None:
        """The service asked for fewer calls, and for a wait of *wait_s* if it said."""
        if departure.event != self._event:
            return
        tried_one_more = not self._starting and self._refused_at is None
        self._event += 1
        self._starting = False
        self._rest = _REST
        if departure.under_way > 1:
            self._refused_at = departure.under_way
            kept = _BACK_FROM_TRY if tried_one_more else _BACK
            self._size = max(1.0, departure.under_way * kept)
        else:
            self._refused_at = 2
            self._size = 1.0
            self._pause(now_s, wait_s or 0.0, chance)

    def _grow(self) -> None:
        size = self._size
        if self._starting:
            step = 1.0  # doubles with each round
        elif self._refused_at is None:
            step = min(0.5, 2.0 / size)  # two more with each round
        elif size + 1.0 / size < self._refused_at:
            step = 1.0 / size
        elif self._rest > 1:
            self._rest -= 1
            step = 0.0
        else:
            self._refused_at = None
            step = 1.0
        self._size = min(self._ceiling, size + step)

    def _pause(self, now_s: float, wait_s: float, chance: float) -> None:
        backoff_s = _FIRST_PAUSE * (self._usual_s or _UNKNOWN_S) * 2.0**self._pauses
        own_s = min(LONGEST_PAUSE_S, backoff_s) * (0.5 + chance)
        # One refusal may be chance: its own call waits as told, and the others find out.
        told_s = min(MAX_WAIT_S, wait_s) if self._pauses else 0.0
        self._open_at_s = max(self._open_at_s, now_s + max(own_s, told_s))
        self._pauses += 1
