"""
`/adminapi/{version}/{tenant}/…`: which surface, and what its answers carry.

Who is let in is `admission`'s; what was asked for is looked at only then.
"""

from collections.abc import Sequence
from uuid import uuid4

from local.tenant.exchange import invoke, native, refusals
from local.tenant.exchange.admission import SURFACES, Surface, admitted
from local.tenant.exchange.denials import Denied
from local.tenant.exchange.refusals import ExchangeRefusal
from local.tenant.messages import Answer, NotJson, Request
from local.tenant.state.protocol import USUAL
from local.tenant.world import World

_LEAST_SEGMENTS = 3


def answer(world: World, request: Request) -> Answer:
    """What Exchange Online answers."""
    segments = request.segments
    surface = _surface(segments)
    if surface is None:
        return _stamped(request, Answer(404))
    tenant = world.tenant(segments[2])
    protocol = USUAL if tenant is None else tenant.protocol
    try:
        caller = admitted(world, request, tenant, surface)
        if [part.casefold() for part in segments[3:]] == ["invokecommand"]:
            return _stamped(request, invoke.answer(caller, request))
        return _stamped(request, native.answer(caller, request))
    except Denied as denied:
        return _stamped(request, denied.answer)
    except ExchangeRefusal as refusal:
        return _stamped(request, refusals.envelope(refusal, protocol))
    except NotJson as error:
        not_json = refusals.bad_request(str(error))
        return _stamped(request, refusals.envelope(not_json, protocol))


def denial(world: World, request: Request) -> Answer | None:
    """The answer to a caller who may do nothing here; None for everybody else."""
    surface = _surface(request.segments)
    if surface is None:
        return _stamped(request, Answer(404))
    try:
        admitted(world, request, world.tenant(request.segments[2]), surface)
    except Denied as denied:
        return _stamped(request, denied.answer)
    return None


def _surface(segments: Sequence[str]) -> Surface | None:
    if len(segments) < _LEAST_SEGMENTS:
        return None
    return SURFACES.get(segments[1].casefold())


def _stamped(request: Request, answer: Answer) -> Answer:
    """*answer* with the ids by which a call is found again."""
    asked = request.headers.get("client-request-id")
    ids = {"request-id": asked or str(uuid4())}
    if asked:
        ids["client-request-id"] = asked
    return Answer(answer.status, answer.body, {**answer.headers, **ids}, answer.document)
