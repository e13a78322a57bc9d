"""
The way of a request: latency, faults, the service it is for, the journal.

Parts of a batch come through here as well, all at the same time: each meets its own faults.
"""

from contextlib import AbstractContextManager, nullcontext

import jwt

from local.tenant import limits, routes
from local.tenant.batching import BadBatch, batch_of, gathered
from local.tenant.entra.tokens import Claims, TokenRefused, bearer_of, claims_in
from local.tenant.faults import mischief
from local.tenant.faults.rule import Facts, Rule
from local.tenant.graph.route import spread
from local.tenant.messages import Answer, NotJson, Request
from local.tenant.world import World

_NO_ANSWER = 0
_EXCHANGE_KEY, _GRAPH_KEY = 4, 2  # at which segment of the path an object is named


async def serve(world: World, request: Request) -> Answer:
    """
    The answer to one HTTP request.

    Raises:
        ConnectionReset: A fault broke the connection.
        NoAnswer: A fault keeps silent.

    """
    try:
        with _counted(world, request):
            if world.latency_ms:
                await world.clock.sleep(world.latency_ms / 1000)
            return await _one(world, request)
    except limits.TooMany as one_more:
        answer = limits.refusal(one_more.retry_after)
        _record(world, request, facts_of(request), answer.status)
        return answer


def _counted(world: World, request: Request) -> AbstractContextManager[None]:
    """In flight, if *request* is one that Exchange counts: to a tenant, whoever sends it."""
    service, _, name, *_ = (*request.segments, "", "", "")
    tenant = world.tenant(name) if service.casefold() == "adminapi" else None
    if tenant is None:
        return nullcontext()
    return world.limits.flight(tenant.tenant_id, str(_claims(world, request).get("appid")))


async def _one(world: World, request: Request) -> Answer:
    facts = facts_of(request)
    rules = world.faults.take(facts)
    try:
        answer = await _answered(world, request, facts, rules)
    except (mischief.ConnectionReset, mischief.NoAnswer):
        _record(world, request, facts, _NO_ANSWER)
        raise
    _record(world, request, facts, answer.status)
    return answer


async def _answered(world: World, request: Request, facts: Facts, rules: list[Rule]) -> Answer:
    instead = await mischief.before(world, request, facts, rules)
    if instead is not None:
        return instead
    if routes.is_batch(request):
        return mischief.after(await _batch(world, request), rules)
    with world.lag.of(mischief.lag_of(rules)):
        answer = routes.answer(world, request)
    return mischief.after(answer, rules)


async def _batch(world: World, request: Request) -> Answer:
    denied = routes.denial(world, request)
    if denied is not None:
        return denied
    try:
        batch = batch_of(request, routes.most_parts(world, request))
    except BadBatch as error:
        return routes.refused(str(error))

    async def part(number: int) -> Answer:
        try:
            return await _one(world, batch.parts[number].request)
        except (mischief.ConnectionReset, mischief.NoAnswer):
            # One part cannot break the connection of all; the service gives up on it.
            error = {"error": {"code": "GatewayTimeout", "message": "The request timed out."}}
            return Answer.of(504, error)

    return await gathered(batch, part)


def facts_of(request: Request) -> Facts:
    """What faults and journal need to know of *request*."""
    cmdlet, identity = request.headers.get("x-cmdletname"), None
    names: tuple[str, ...] = ()
    try:
        document = request.document() if request.method != "GET" else {}
    except NotJson:
        document = {}
    given = document.get("CmdletInput")
    if isinstance(given, dict):
        cmdlet = str(given.get("CmdletName"))
        parameters = given.get("Parameters")
        if isinstance(parameters, dict):
            names = tuple(parameters)
            identity = next(
                (str(v) for k, v in parameters.items() if k.casefold() == "identity"), None
            )
    else:
        names = tuple(document)
        identity = _identity(request)
    return Facts(request.method, request.path, cmdlet, identity, names)


def _identity(request: Request) -> str | None:
    """What the path names: `/v1.0/users/{id}`, `/adminapi/beta/{tenant}/Mailbox('{id}')`."""
    segments = spread(request.segments)
    place = _EXCHANGE_KEY if segments and segments[0].casefold() == "adminapi" else _GRAPH_KEY
    return segments[place] if len(segments) > place else None


def _record(world: World, request: Request, facts: Facts, status: int) -> None:
    world.journal.record(
        time=world.clock.now(),
        method=request.method,
        path=request.path,
        cmdlet=facts.cmdlet,
        parameters=facts.parameters,
        status=status,
        principal=_principal(world, request),
        part=request.part,
    )


def _principal(world: World, request: Request) -> str | None:
    """The name of whoever signed the request, if its token is ours."""
    name = _claims(world, request).get("app_displayname")
    return None if name is None else str(name)


def _claims(world: World, request: Request) -> Claims:
    """What the token of *request* says; nothing if there is none of ours."""
    try:
        return claims_in(world.signer, bearer_of(request))
    except (TokenRefused, jwt.InvalidTokenError):
        return {}
