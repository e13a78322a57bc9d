"""How far a batch has come: what is settled, what is sent next, and when. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from shared.exchange.answers import Page
from shared.exchange.batch import SIZE
from shared.exchange.links import next_page
from shared.web.errors import Malformed, ServiceError, ServiceFault
from shared.web.request import Request
from shared.web.retry import wait_before_retry

_TICK_S = 1e-6  # the rounding of a clock's seconds
_MOST_PAGES = 10_000  # of one part, as of one call


@dataclass(frozen=True, slots=True)
class Leg:
    """The requests that travel together, by the places of their parts."""

    places: tuple[int, ...]
    requests: tuple[Request, ...]


@dataclass(slots=True)
class _Part:
    """One part on its way: the request for its next page, and the pages that came."""

    request: Request
    pages: list[Page] = field(default_factory=list)
    links: set[str] = field(default_factory=set)
    attempts: int = 0
    begun_s: float = 0.0
    due_s: float = 0.0
    end: list[Page] | ServiceError | None = None


class Course:
    """
    The parts of a batch on their way to an end each: all pages, or an error.

    A part that failed for a passing reason is due again after its own wait; a write only when it
    cannot have run. A part with more pages is due again for the next one.
    """

    def __init__(self, root: str, requests: Sequence[Request]) -> None:
        self._root = root
        self._parts = [_Part(request) for request in requests]

    @property
    def done(self) -> bool:
        """Whether every part has its end."""
        return all(part.end is not None for part in self._parts)

    def ends(self) -> list[list[Page] | ServiceError]:
        """The ends, in the order of the parts; all are there once it is done."""
        return [part.end for part in self._parts if part.end is not None]

    def next(self, spent_s: float, *, apart: bool) -> Leg | None:
        """
        What to send *spent_s* after the start; None when nothing is due.

        When *apart*, reads and writes do not travel together.
        """
        due = [
            place
            for place, part in enumerate(self._parts)
            if part.end is None and part.due_s <= spent_s + _TICK_S
        ]
        if apart and due:
            effect = self._parts[due[0]].request.effect
            due = [place for place in due if self._parts[place].request.effect is effect]
        places = tuple(due[:SIZE])
        for place in places:
            part = self._parts[place]
            part.begun_s = part.begun_s if part.attempts else spent_s
        return Leg(places, tuple(self._parts[one].request for one in places)) if places else None

    def pause(self, spent_s: float) -> float:
        """Seconds from *spent_s* until a part is due."""
        waits = [part.due_s for part in self._parts if part.end is None]
        return max(0.0, min(waits, default=0.0) - spent_s)

    def came(
        self, leg: Leg, answers: Sequence[Page | ServiceError], *, spent_s: float, jitter: float
    ) -> None:
        """Each part of *leg* has its end, or is due again."""
        for place, answer in zip(leg.places, answers, strict=True):
            part = self._parts[place]
            if isinstance(answer, Page):
                self._turn(part, answer)
            else:
                _retry(part, answer, spent_s, jitter)

    def broke(self, leg: Leg, error: ServiceError) -> None:
        """The call that carried *leg* failed as a whole; what was not sent ends too."""
        for place, part in enumerate(self._parts):
            if part.end is None:
                detail = "not sent: the batch before it failed"
                unsent = ServiceFault(part.request.call, detail, ran=False)
                part.end = error if place in leg.places else unsent

    def _turn(self, part: _Part, page: Page) -> None:
        part.pages.append(page)
        part.attempts = 0
        call, link = part.request.call, page.next_link
        if link is None:
            part.end = part.pages
        elif link in part.links or len(part.links) >= _MOST_PAGES:
            part.end = Malformed(call, "the pages lead in a circle; the listing is void")
        else:
            part.links.add(link)
            try:
                part.request = next_page(self._root, part.request, link)
            except Malformed as error:
                part.end = error


def _retry(part: _Part, error: ServiceError, spent_s: float, jitter: float) -> None:
    part.attempts += 1
    wait_s = wait_before_retry(
        error,
        part.request.effect,
        attempt=part.attempts,
        spent_s=spent_s - part.begun_s,
        jitter=jitter,
        renewed=True,  # a part has no token of its own
    )
    if wait_s is None:
        part.end = error
    else:
        part.due_s = spent_s + wait_s
