"""
Who is let in, checked in the service's order.

The token (signature, time, audience), its tenant, the app role of the surface: all 401. Then some
role in Exchange at all: 403. What that role allows is asked where it is known what is wanted.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from local.tenant.entra.tokens import Claims, TokenRefused, bearer_of, verified
from local.tenant.exchange import denials
from local.tenant.exchange.catalogue import real
from local.tenant.exchange.rbac import (
    BETA_ROLE,
    BETA_SCOPE,
    V2_ROLE,
    V2_SCOPE,
    Caller,
    caller_of,
)
from local.tenant.exchange.roles import role_table
from local.tenant.messages import NotJson, Request
from local.tenant.state.clients import COMPLIANCE, EXCHANGE
from local.tenant.tenant import Tenant
from local.tenant.world import World
from shared.exchange.catalogue import Cmdlet


@dataclass(frozen=True, slots=True)
class Surface:
    """One of the service's faces; the app role is an application's key, the scope a person's."""

    app_role: str
    scope: str
    audience: str = EXCHANGE


_BETA = Surface(BETA_ROLE, BETA_SCOPE)
OF_COMPLIANCE = Surface(BETA_ROLE, BETA_SCOPE, COMPLIANCE)
SURFACES = {"beta": _BETA, "v1.0": _BETA, "v2.0": Surface(V2_ROLE, V2_SCOPE)}


def admitted(world: World, request: Request, tenant: Tenant | None, surface: Surface) -> Caller:
    """
    Who asks *tenant*, which is None when the address names none.

    Raises:
        Denied: Nobody who may ask for anything here.

    """
    try:
        claims = verified(world, bearer_of(request), surface.audience)
    except TokenRefused as refused:
        raise denials.token_refused(request.origin, str(refused)) from refused
    if tenant is None or claims["tid"] != tenant.tenant_id:
        raise denials.token_refused(request.origin, "wrong tenant")
    scopes = str(claims.get("scp", "")).split()
    if surface.app_role not in _texts(claims, "roles") and surface.scope not in scopes:
        raise denials.unauthorized(_asked_for(request))
    caller = caller_of(
        tenant,
        str(claims["appid"]),
        str(claims["oid"]),
        _texts(claims, "wids"),
        app_only=not scopes,
    )
    if not caller.rights.roles:
        if caller.coming.roles:
            raise denials.unauthorized(_asked_for(request))
        raise denials.no_rights(tenant.protocol, caller.app_id)
    return caller


def _asked_for(request: Request) -> str:
    """The cmdlet that *request* wants run, as a refusal names it."""
    try:
        given = request.document().get("CmdletInput")
    except NotJson:
        given = None
    named = given.get("CmdletName") if isinstance(given, dict) else None
    return str(named or request.headers.get("x-cmdletname", "this API"))


def _texts(claims: Claims, name: str) -> list[str]:
    value = claims.get(name)
    return [str(one) for one in value] if isinstance(value, list) else []


def may_run(caller: Caller, name: str) -> bool:
    """Whether *caller* may run the cmdlet *name*, which there is."""
    person = not caller.app_only or role_table().app_only(name)
    return person and caller.rights.may_run(name)


def runnable(caller: Caller, name: str, parameters: Iterable[str]) -> Cmdlet:
    """
    The cmdlet that *caller* may run under *name*, with *parameters*.

    Raises:
        Denied: There is none, no role allows it or one of the parameters, or it wants a person.

    """
    known = real(name)
    if known is None or not caller.rights.may_run(known.name):
        raise denials.not_allowed(caller, name)
    if caller.app_only and not role_table().app_only(known.name):
        raise denials.not_app_only(known.name)
    for parameter in parameters:
        if not caller.rights.may_use(known.name, parameter):
            raise denials.not_allowed(caller, known.name, parameter)
    return known
