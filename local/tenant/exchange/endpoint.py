"""
`/adminapi/{version}/{tenant}/…`: who calls, for which tenant, and which surface.

Checks come in the service's order: the token, its tenant, the app role (all 401), a directory
role (403), and only then what was asked for.
"""

from collections.abc import Sequence
from uuid import uuid4

from local.tenant.entra.tokens import Claims, TokenRefused, bearer_of, verified
from local.tenant.exchange import invoke, native, rbac, refusals
from local.tenant.exchange.refusals import ExchangeRefusal
from local.tenant.messages import Answer, NotJson, Request
from local.tenant.state.clients import EXCHANGE
from local.tenant.tenant import Tenant
from local.tenant.world import World

_VERSIONS = {"beta", "v1.0"}
_LEAST_SEGMENTS = 3


class _Denied(Exception):
    """The caller may do nothing here, whatever it asks for."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def answer(world: World, request: Request) -> Answer:
    """What Exchange Online answers."""
    segments = request.segments
    if not _known(segments):
        return _stamped(request, Answer(404))
    try:
        tenant, roles = _admitted(world, request)
        if [part.casefold() for part in segments[3:]] == ["invokecommand"]:
            return _stamped(request, invoke.answer(tenant, request, roles))
        return _stamped(request, native.answer(tenant, request, roles))
    except _Denied as denied:
        return _stamped(request, denied.answer)
    except ExchangeRefusal as refusal:
        return _stamped(request, refusals.envelope(refusal))
    except NotJson as error:
        return _stamped(request, refusals.envelope(refusals.bad_request(str(error))))


def denial(world: World, request: Request) -> Answer | None:
    """The answer to a caller who may do nothing here; None for everybody else."""
    try:
        _admitted(world, request)
    except _Denied as denied:
        return _stamped(request, denied.answer)
    return None


def _known(segments: Sequence[str]) -> bool:
    return len(segments) >= _LEAST_SEGMENTS and segments[1].casefold() in _VERSIONS


def _admitted(world: World, request: Request) -> tuple[Tenant, list[str]]:
    """The tenant that *request* is for, and the directory roles of its caller. Raises: _Denied."""
    tenant = world.tenant(request.segments[2]) if _known(request.segments) else None
    try:
        claims = verified(world, bearer_of(request), EXCHANGE)
    except TokenRefused as refused:
        raise _Denied(refusals.token_refused(request.origin, str(refused))) from refused
    if tenant is None or claims["tid"] != tenant.tenant_id:
        raise _Denied(refusals.token_refused(request.origin, "wrong tenant"))
    if rbac.APP_ROLE not in _texts(claims, "roles"):
        cmdlet = request.headers.get("x-cmdletname", "this API")
        raise _Denied(refusals.unauthorized(cmdlet))
    roles = _texts(claims, "wids")
    if not rbac.has_a_role(roles):
        raise _Denied(refusals.no_directory_role(str(claims["appid"])))
    return tenant, roles


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
