"""The grants by which a person's program gets tokens: by a code, never by a password."""

from collections.abc import Mapping

from local.tenant.entra import browser, device_code
from local.tenant.entra.delegated import is_public_client, is_retired, tokens_for
from local.tenant.entra.refusals import refusal
from local.tenant.messages import Answer, Request
from local.tenant.tenant import Tenant
from local.tenant.world import World

GRANTS = frozenset({"authorization_code", "refresh_token", "password", device_code.GRANT})


def start(world: World, tenant: Tenant, form: Mapping[str, str], request: Request) -> Answer:
    """The start of a sign-in by device code."""
    refused = _no_such_client(tenant, form.get("client_id", ""))
    return refused or device_code.started(world, tenant, form, request)


def answer(world: World, tenant: Tenant, form: Mapping[str, str], request: Request) -> Answer:
    """What the token endpoint answers to one of `GRANTS`."""
    refused = _no_such_client(tenant, form.get("client_id", ""))
    if refused is not None:
        return refused
    if world.sign_ins.conditional_access:
        return refusal("conditional-access")
    match form.get("grant_type"):
        case "authorization_code":
            return browser.redeemed(world, tenant, form, request)
        case "refresh_token":
            return _refreshed(world, tenant, form, request)
        case "password":
            return refusal("password")
        case _:
            return device_code.redeemed(world, tenant, form, request)


def _no_such_client(tenant: Tenant, client_id: str) -> Answer | None:
    if is_retired(client_id):
        return refusal("retired-client", client_id)
    if is_public_client(client_id):
        return None
    return refusal("unknown-client", client_id, tenant.domain)


def _refreshed(world: World, tenant: Tenant, form: Mapping[str, str], request: Request) -> Answer:
    """New tokens, for another service too; none for who was blocked or had sessions revoked."""
    attempt = world.sign_ins.refresh_tokens.get(form.get("refresh_token", ""))
    if attempt is None or attempt.person is None or attempt.tenant_id != tenant.tenant_id:
        return refusal("bad-refresh")
    account = tenant.people.read(attempt.person).account
    if not account.enabled or account.deleted or account.sessions_valid_from > attempt.signed_in:
        return refusal("bad-refresh")
    return tokens_for(world, tenant, attempt.at(form.get("scope") or attempt.scope), request.origin)
