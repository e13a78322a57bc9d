"""Sending a batch until each of its parts has its end; what goes when, its course decides."""

import random
from collections.abc import Awaitable, Callable
from typing import Protocol

from shared.clock import Clock
from shared.web.errors import ServiceError


class Course[Leg, Answers](Protocol):
    """How far a batch has come. Times are seconds since it began."""

    @property
    def done(self) -> bool:
        """Whether every part has its end."""
        ...

    def next(self, spent_s: float, *, apart: bool) -> Leg | None:
        """What to send now; None when nothing is due. *apart*: reads without writes."""
        ...

    def pause(self, spent_s: float) -> float:
        """Seconds until a part is due."""
        ...

    def came(self, leg: Leg, answers: Answers, *, spent_s: float, jitter: float) -> None:
        """Each part of *leg* has its end, or is due again."""
        ...

    def broke(self, leg: Leg, error: ServiceError) -> None:
        """*leg* failed as a whole; every part has its end."""
        ...


async def travel[Leg, Answers](
    course: Course[Leg, Answers],
    send: Callable[[Leg], Awaitable[Answers]],
    clock: Clock,
    *,
    apart: bool,
) -> None:
    """Every part of *course* has its end."""
    begun = clock.monotonic()
    while not course.done:
        spent_s = clock.monotonic() - begun
        leg = course.next(spent_s, apart=apart)
        if leg is None:
            await clock.sleep(course.pause(spent_s))
            continue
        try:
            answers = await send(leg)
        except ServiceError as error:
            course.broke(leg, error)
            return
        spent_s = clock.monotonic() - begun
        jitter = random.random()  # noqa: S311 - spreads retries, guards nothing
        course.came(leg, answers, spent_s=spent_s, jitter=jitter)
