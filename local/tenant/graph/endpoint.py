"""`/v1.0/…`: the token, its permissions, the resource."""

from local.tenant.entra.tokens import Claims, TokenRefused, bearer_of, verified
from local.tenant.graph import refusals
from local.tenant.graph.course import accompanied
from local.tenant.graph.delegated import rights_of_person
from local.tenant.graph.refusals import GraphRefusal
from local.tenant.graph.route import Call, Route, routes, spread
from local.tenant.messages import Answer, NotJson, Request
from local.tenant.state.clients import GRAPH
from local.tenant.world import World

MOST_PARTS = 20  # of a batch


def answer(world: World, request: Request) -> Answer:
    """What Graph answers."""
    try:
        found = _answer(world, request)
    except GraphRefusal as refusal:
        found = _refused(world, request, refusal)
    return accompanied(request, found)


def denial(world: World, request: Request) -> Answer | None:
    """The answer to a caller whose token is no good; None for everybody else."""
    try:
        _claims(world, request)
    except GraphRefusal as refusal:
        return _refused(world, request, refusal)
    return None


def _claims(world: World, request: Request) -> Claims:
    try:
        return verified(world, bearer_of(request), GRAPH)
    except TokenRefused as refused:
        raise refusals.bad_token(f"{refused}.") from refused


def _refused(world: World, request: Request, refusal: GraphRefusal) -> Answer:
    asked = request.headers.get("client-request-id")
    return refusals.rendered(refusal, world.clock.now(), asked)


def _answer(world: World, request: Request) -> Answer:
    claims = _claims(world, request)
    tenant = world.tenant(str(claims["tid"]))
    if tenant is None:
        raise refusals.bad_token("The token is of a tenant that does not exist.")
    route, names = _route(request)
    # An app brings application permissions, a person's program what both of them may do.
    scopes, roles = frozenset(str(claims.get("scp", "")).split()), _texts(claims, "wids")
    permissions = _texts(claims, "roles") | rights_of_person(scopes, roles)
    caller = str(claims.get("oid"))
    call = Call(tenant, request, permissions, roles, names, caller, delegated=bool(scopes))
    if route.permissions:
        call.require(*route.permissions)
    try:
        return route.handler(call)
    except NotJson as error:
        raise refusals.bad_request(f"Unable to read JSON request payload: {error}.") from error


def _route(request: Request) -> tuple[Route, dict[str, str]]:
    segments = spread(request.segments[1:])
    for route in routes():
        names = route.fit(segments) if route.method == request.method else None
        if names is not None:
            return route, names
    path = "/".join(segments)
    text = f"Resource not found for the segment '{path}'."
    raise GraphRefusal(400, "BadRequest", text)


def _texts(claims: Claims, name: str) -> frozenset[str]:
    value = claims.get(name)
    return frozenset(map(str, value)) if isinstance(value, list) else frozenset()
