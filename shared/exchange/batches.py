"""Running the parts of a batch to their ends, ten at a time."""

from collections.abc import Callable, Sequence

from shared.exchange.answers import Page
from shared.exchange.batch import Answers, batch, read_batch
from shared.exchange.course import Course, Leg
from shared.exchange.pager import Pager
from shared.exchange.protocol import Organization
from shared.web.errors import ServiceError
from shared.web.legs import travel
from shared.web.request import Effect


async def run(
    course: Course, pager: Pager, organization: Organization, new_id: Callable[[], str]
) -> None:
    """Every part of *course* has its end; each is in the account with what became of it."""

    async def send(leg: Leg) -> Answers:
        return await _send(leg, pager, organization, new_id())

    await travel(course, send, pager.line.clock, apart=pager.line.what_if)


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
