"""
A token of somebody else as the proof of an application: here, of a managed identity.

Source: "Configure an application to trust a managed identity", and the AADSTS numbers of workload
identity federation. The application is trusted with the token of one issuer, subject, audience.
"""

import jwt

from local.tenant.entra.refusals import refusal
from local.tenant.entra.tokens import Claims, claims_in
from local.tenant.messages import Answer
from local.tenant.state.clients import Client
from local.tenant.state.trust import Trust, issuer_of
from local.tenant.world import World


def is_self_signed(assertion: str, client: Client) -> bool:
    """Whether *assertion* says it was signed by *client* itself, with its certificate."""
    try:
        told = jwt.decode(assertion, options={"verify_signature": False})
    except jwt.InvalidTokenError:
        return True  # it will be refused as such
    return str(told.get("iss")).casefold() == client.client_id


def refused(world: World, assertion: str, client: Client) -> Answer | None:
    """The refusal, if *assertion* is no token that *client* trusts."""
    try:
        told = claims_in(world.signer, assertion)
    except jwt.InvalidTokenError:
        return refusal("bad-signature")
    now = world.clock.now().timestamp()
    if not _moment(told, "nbf") <= now < _moment(told, "exp"):
        return refusal("assertion-expired")
    issuer, subject = issuer_of(str(told.get("tid"))), str(told.get("oid"))
    audience = str(told.get("aud"))
    home, trusts = _trusts(world, client)
    if not trusts:
        return refusal("no-trust", issuer, subject, audience)
    trusted = [one for one in trusts if one.issuer == issuer]
    if not trusted:
        return refusal("other-issuer", issuer)
    if told.get("tid") != home:
        return refusal("not-federated", issuer)
    trusted = [one for one in trusted if one.subject == subject]
    if not trusted:
        return refusal("other-subject", subject)
    if all(one.audience != audience for one in trusted):
        return refusal("other-audience", audience)
    return None


def _trusts(world: World, client: Client) -> tuple[str, list[Trust]]:
    """The tenant that *client* is registered in, and whose tokens prove it in every tenant."""
    for home in world.tenants:
        app = home.directory.applications.registration(client.client_id)
        if app is not None:
            return home.tenant_id, app.trusts
    return "", []


def _moment(told: Claims, name: str) -> float:
    value = told.get(name)
    return float(value) if isinstance(value, int | float) else 0.0
