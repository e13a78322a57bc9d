"""How far a batch has come: what is settled, what is sent next, and when. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.graph.batch import SIZE
from shared.graph.protocol import Part, call_of
from shared.web.errors import BadCall, Call, ServiceError, ServiceFault, Transient
from shared.web.request import Row
from shared.web.retry import wait_before_retry

_FAILED_DEPENDENCY = 424
_TICK_S = 1e-6  # the rounding of a clock's seconds


@dataclass(frozen=True, slots=True)
class Leg:
    """The parts that travel together, by their places; *chained*, each waits for the one before."""

    places: tuple[int, ...]
    chained: bool = False


class Course:
    """
    The parts of a batch on their way to an answer each.

    A part that failed for a passing reason is due again after its own wait; a write only when it
    cannot have run. A part behind another is sent once that one has succeeded, and is settled
    without being sent when it has failed for good.
    """

    def __init__(self, parts: Sequence[Part]) -> None:
        for place, part in enumerate(parts):
            if any(not 0 <= other < place for other in part.after):
                raise ValueError(f"part {place} waits for a part that does not come before it")
        self._parts = parts
        self._settled: dict[int, Row | ServiceError] = {}
        self._attempts = [0] * len(parts)
        self._due_s = [0.0] * len(parts)

    @property
    def done(self) -> bool:
        """Whether every part has its answer."""
        return len(self._settled) == len(self._parts)

    def answers(self) -> list[Row | ServiceError]:
        """The answers, in the order of the parts; all are there once it is done."""
        return [self._settled[place] for place in range(len(self._parts))]

    def next(self, spent_s: float, *, apart: bool) -> Leg | None:
        """
        What to send *spent_s* after the start; None when nothing is due.

        When *apart*, reads and writes do not travel together.
        """
        self._give_up_on_orphans()
        due = [
            place for place in self._open() if self._free(place) and self._is_due(place, spent_s)
        ]
        if apart and due:
            due = [one for one in due if self._parts[one].effect is self._parts[due[0]].effect]
        if not due:
            return None
        return Leg(tuple(due[:SIZE])) if len(due) > 1 or apart else self._chain(due[0])

    def pause(self, spent_s: float) -> float:
        """Seconds from *spent_s* until a part is due."""
        waits = [self._due_s[place] for place in self._open() if self._free(place)]
        return max(0.0, min(waits, default=0.0) - spent_s)

    def came(
        self,
        leg: Leg,
        answers: Sequence[Row | ServiceError],
        *,
        spent_s: float,
        jitter: float,
    ) -> None:
        """Each part of *leg* is settled by its answer, or due again."""
        failed = False
        for place, answer in zip(leg.places, answers, strict=True):
            held_up = isinstance(answer, ServiceError) and answer.status == _FAILED_DEPENDENCY
            if leg.chained and failed and held_up:
                continue  # it did not run; the part before it decides
            self._attempts[place] += 1
            wait_s = self._wait(place, answer, spent_s, jitter)
            if wait_s is None:
                self._settled[place] = answer
            else:
                self._due_s[place] = spent_s + wait_s
            failed = isinstance(answer, ServiceError)

    def broke(self, leg: Leg, error: ServiceError) -> None:
        """The call that carried *leg* failed as a whole; what was not sent is settled too."""
        for place in self._open():
            call = call_of(self._parts[place], error.call.request_id)
            unsent = ServiceFault(call, "not sent: the batch before it failed", ran=False)
            self._settled[place] = error if place in leg.places else unsent

    def _open(self) -> list[int]:
        return [place for place in range(len(self._parts)) if place not in self._settled]

    def _is_due(self, place: int, spent_s: float) -> bool:
        return self._due_s[place] <= spent_s + _TICK_S

    def _free(self, place: int) -> bool:
        """Whether the part waits for no other any more."""
        return all(other in self._settled for other in self._parts[place].after)

    def _chain(self, first: int) -> Leg:
        chain = [first]
        for place in self._open():
            open_before = [one for one in self._parts[place].after if one not in self._settled]
            if open_before == [chain[-1]] and len(chain) < SIZE:
                chain.append(place)
        return Leg(tuple(chain), chained=len(chain) > 1)

    def _give_up_on_orphans(self) -> None:
        for place in self._open():
            for other in self._parts[place].after:
                if isinstance(cause := self._settled.get(other), ServiceError):
                    call = call_of(self._parts[place], cause.call.request_id)
                    self._settled[place] = _orphan(call, cause)

    def _wait(
        self, place: int, answer: Row | ServiceError, spent_s: float, jitter: float
    ) -> float | None:
        if not isinstance(answer, ServiceError):
            return None
        return wait_before_retry(
            answer,
            self._parts[place].effect,
            attempt=self._attempts[place],
            spent_s=spent_s,
            jitter=jitter,
            renewed=True,  # a part has no token of its own
        )


def _orphan(call: Call, cause: ServiceError) -> ServiceError:
    """What becomes of a part whose predecessor failed: it passes when that does."""
    detail = f"not sent: {cause.call.name}, which it waits for, failed"
    if isinstance(cause, Transient):
        return ServiceFault(call, detail, ran=False, status=_FAILED_DEPENDENCY)
    return BadCall(call, detail, status=_FAILED_DEPENDENCY)
