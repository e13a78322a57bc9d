"""
`/adminapi/{version}/{tenant}/…`: which surface, and what its answers carry.

Who is let in is `admission`'s; what was asked for is looked at only then.
"""

import sys
from uuid import uuid4

from local.tenant.exchange import admin_api, budget, compliance, invoke, refusals
from local.tenant.exchange.admission import OF_COMPLIANCE, SURFACES, Surface, admitted
from local.tenant.exchange.denials import Denied
from local.tenant.exchange.native import endpoint as native
from local.tenant.exchange.rbac import Caller
from local.tenant.exchange.refusals import ExchangeRefusal
from local.tenant.messages import Answer, NotJson, Request
from local.tenant.state.protocol import USUAL
from local.tenant.world import World

_LEAST_SEGMENTS = 3


def answer(world: World, request: Request) -> Answer:
    """What Exchange Online answers."""
    surface = _surface(request)
    tenant = None if surface is None else world.tenant(request.segments[2])
    if surface is None:
        return _stamped(request, Answer(404))
    protocol = USUAL if tenant is None else tenant.protocol
    try:
        caller = admitted(world, request, tenant, surface)
        with world.lag.at(_back_end(request), protocol.anchor_lag_seconds):
            found = _served(surface, caller, request)
    except Denied as denied:
        found = denied.answer
    except ExchangeRefusal as refusal:
        found = refusals.envelope(refusal, protocol)
    except NotJson as error:
        found = refusals.envelope(refusals.bad_request(str(error)), protocol)
    stamped = _stamped(request, found)
    return budget.told(stamped, world) if protocol.rate_limit_headers else stamped


def _served(surface: Surface, caller: Caller, request: Request) -> Answer:
    if surface is OF_COMPLIANCE:
        return compliance.answer(caller, request)
    if surface is SURFACES["v2.0"]:
        return admin_api.answer(caller, request)
    if [part.casefold() for part in request.segments[3:]] == ["invokecommand"]:
        return invoke.answer(caller, request)
    return native.answer(caller, request)


def denial(world: World, request: Request) -> Answer | None:
    """The answer to a caller who may do nothing here; None for everybody else."""
    surface = _surface(request)
    if surface is None:
        return _stamped(request, Answer(404))
    try:
        admitted(world, request, world.tenant(request.segments[2]), surface)
    except Denied as denied:
        return _stamped(request, denied.answer)
    return None


def most_parts(world: World, request: Request) -> int:
    """How many parts a batch to the tenant of *request* may have."""
    tenant = world.tenant(request.segments[2])
    most = (USUAL if tenant is None else tenant.protocol).batch_parts
    return most or sys.maxsize


def _back_end(request: Request) -> str:
    """Where *request* is served: one place for each anchor, any place without one."""
    return request.headers.get("x-anchormailbox", "").casefold() or str(uuid4())


def _surface(request: Request) -> Surface | None:
    if len(request.segments) < _LEAST_SEGMENTS:
        return None
    found = SURFACES.get(request.segments[1].casefold())
    return OF_COMPLIANCE if found is not None and compliance.serves(request) else found


def _stamped(request: Request, answer: Answer) -> Answer:
    """*answer* with the ids by which a call is found again."""
    asked = request.headers.get("client-request-id")
    ids = {"request-id": asked or str(uuid4())}
    if asked:
        ids["client-request-id"] = asked
    return Answer(answer.status, answer.body, {**answer.headers, **ids}, answer.document)
