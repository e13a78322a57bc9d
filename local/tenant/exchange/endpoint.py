"""
`/adminapi/{version}/{tenant}/…`: who calls, for which tenant, and which surface.

Checks come in the service's order: the token, its tenant, the app role (all 401), a directory
role (403), and only then what was asked for.
"""

from uuid import uuid4

from local.tenant.entra.tokens import Claims, TokenRefused, bearer_of, verified
from local.tenant.exchange import invoke, native, rbac, refusals
from local.tenant.exchange.refusals import ExchangeRefusal
from local.tenant.messages import Answer, NotJson, Request
from local.tenant.state.clients import EXCHANGE
from local.tenant.world import World

_VERSIONS = {"beta", "v1.0"}
_LEAST_SEGMENTS = 3


def answer(world: World, request: Request) -> Answer:
    """What Exchange Online answers."""
    segments = request.segments
    if len(segments) < _LEAST_SEGMENTS or segments[1].casefold() not in _VERSIONS:
        return _stamped(request, Answer(404))
    tenant = world.tenant(segments[2])
    cmdlet = request.headers.get("x-cmdletname", "this API")
    try:
        claims = verified(world, bearer_of(request), EXCHANGE)
    except TokenRefused as refused:
        return _stamped(request, refusals.token_refused(request.origin, str(refused)))
    if tenant is None or claims["tid"] != tenant.tenant_id:
        return _stamped(request, refusals.token_refused(request.origin, "wrong tenant"))
    if rbac.APP_ROLE not in _texts(claims, "roles"):
        return _stamped(request, refusals.unauthorized(cmdlet))
    roles = _texts(claims, "wids")
    if not rbac.has_a_role(roles):
        return _stamped(request, refusals.no_directory_role(str(claims["appid"])))
    try:
        if [part.casefold() for part in segments[3:]] == ["invokecommand"]:
            return _stamped(request, invoke.answer(tenant, request, roles))
        return _stamped(request, native.answer(tenant, request, roles))
    except ExchangeRefusal as refusal:
        return _stamped(request, refusals.envelope(refusal))
    except NotJson as error:
        return _stamped(request, refusals.envelope(refusals.bad_request(str(error))))


def _texts(claims: Claims, name: str) -> list[str]:
    value = claims.get(name)
    return [str(one) for one in value] if isinstance(value, list) else []


def _stamped(request: Request, answer: Answer) -> Answer:
    """*answer* with the ids by which a call is found again."""
    asked = request.headers.get("client-request-id")
    ids = {"request-id": asked or str(uuid4())}
    if asked:
        ids["client-request-id"] = asked
    return Answer(answer.status, answer.body, {**answer.headers, **ids}, answer.document)
