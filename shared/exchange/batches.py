"""Running the parts of a batch to their ends, ten at a time."""

import random
from collections.abc import Callable, Sequence

from shared.exchange.answers import Page
from shared.exchange.batch import Answers, batch, read_batch
from shared.exchange.course import Course, Leg
from shared.exchange.pager import Pager
from shared.exchange.protocol import Organization
from shared.web.errors import ServiceError
from shared.web.request import Effect


async def run(
    course: Course, pager: Pager, organization: Organization, new_id: Callable[[], str]
) -> None:
    """Every part of *course* has its end; each is in the account with what became of it."""
    clock, apart = pager.line.clock, pager.line.what_if
    begun = clock.monotonic()
    while not course.done:
        spent_s = clock.monotonic() - begun
        leg = course.next(spent_s, apart=apart)
        if leg is None:
            await clock.sleep(course.pause(spent_s))
            continue
        try:
            answers = await _send(leg, pager, organization, new_id())
        except ServiceError as error:
            course.broke(leg, error)
            return
        spent_s = clock.monotonic() - begun
        jitter = random.random()  # noqa: S311 - spreads retries, guards nothing
        course.came(leg, answers, spent_s=spent_s, jitter=jitter)


async def _send(leg: Leg, pager: Pager, organization: Organization, request_id: str) -> Answers:
    request = batch(organization, leg.requests, request_id=request_id)
    reader = read_batch(request.call, leg.requests)
    nothing: Answers = [Page() for _ in leg.requests]
    pager.calls += 1
    answers = await pager.line.call(request, reader, if_not_sent=nothing)
    if not (pager.line.what_if and request.effect is Effect.WRITE):
        await _note(leg, pager, answers)
    return answers


async def _note(leg: Leg, pager: Pager, answers: Sequence[Page | ServiceError]) -> None:
    for part, answer in zip(leg.requests, answers, strict=True):
        if isinstance(answer, Page):
            await pager.line.note(part, "ok", rows=len(answer.rows))
        else:
            await pager.line.note(part, type(answer).__name__, rows=None)
