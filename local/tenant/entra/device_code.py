"""
Signing in with a code at another machine's browser.

Source: OAuth 2.0 device authorization grant on the Microsoft identity platform.
"""

from collections.abc import Mapping
from datetime import timedelta
from secrets import choice, token_urlsafe

from local.tenant.entra.delegated import tokens_for
from local.tenant.entra.refusals import refusal
from local.tenant.messages import Answer, Request
from local.tenant.state.sign_ins import Answered, Attempt
from local.tenant.tenant import Tenant
from local.tenant.world import World

_LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"  # nothing that reads like something else
_CODE_LENGTH = 9
_VALID = timedelta(minutes=15)
_INTERVAL_S = 5
GRANT = "urn:ietf:params:oauth:grant-type:device_code"


def started(world: World, tenant: Tenant, form: Mapping[str, str], request: Request) -> Answer:
    """A code for the person and one for the program, which asks until somebody has answered."""
    device_code = token_urlsafe(32)
    user_code = "".join(choice(_LETTERS) for _ in range(_CODE_LENGTH))
    attempt = Attempt(
        tenant.tenant_id,
        form.get("client_id", ""),
        form.get("scope", ""),
        world.clock.now() + _VALID,
        world.clock.now(),
    )
    world.sign_ins.by_code[device_code] = attempt
    world.sign_ins.device_codes[user_code] = device_code
    where = f"{request.origin}/devicelogin"
    return Answer.of(
        200,
        {
            "user_code": user_code,
            "device_code": device_code,
            "verification_uri": where,
            "expires_in": int(_VALID.total_seconds()),
            "interval": _INTERVAL_S,
            "message": f"To sign in, open {where} and enter the code {user_code}.",
        },
    )


def redeemed(world: World, tenant: Tenant, form: Mapping[str, str], request: Request) -> Answer:
    """The tokens once the person has agreed; until then that they have not answered."""
    code = form.get("device_code") or form.get("code", "")
    attempt = world.sign_ins.by_code.get(code)
    if attempt is None or attempt.tenant_id != tenant.tenant_id:
        return refusal("bad-code")
    if attempt.until <= world.clock.now():
        return refusal("code-expired")
    match attempt.answered:
        case Answered.NOT_YET:
            return refusal("not-answered")
        case Answered.NO:
            return refusal("declined")
        case Answered.YES:
            del world.sign_ins.by_code[code]
            return tokens_for(world, tenant, attempt, request.origin)
