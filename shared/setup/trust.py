"""
The app trusts a managed identity: no certificate is needed where that vouches for it.

An app can trust only identities of the tenant that it is registered in (AADSTS700236), twenty at
most. Source: federatedIdentityCredential of the Graph reference, "Configure an application to
trust a managed identity".
"""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.clock import Clock
from shared.config import ConfigError
from shared.graph.client import Graph
from shared.identity import federation
from shared.setup.checklist import Outcome, Settled, changed, once_seen
from shared.setup.grants import Principal, find_principal
from shared.setup.registration import Registration
from shared.tenants import Tenant
from shared.web.request import Row

_MOST = 20
_MANAGED = "ManagedIdentity"


@dataclass(frozen=True, slots=True)
class Word:
    """What a token must say to be trusted: who issued it, of whom, for whom."""

    issuer: str
    subject: str
    audience: str

    @classmethod
    def of(cls, tenant: Tenant, identity: Principal) -> "Word":
        """The word of *identity*, which lives in *tenant*."""
        issuer = federation.issuer(tenant.cloud, tenant.tenant_id)
        return cls(issuer, identity.id, federation.audience(tenant.cloud))


async def voucher(graph: Graph, tenant: Tenant, object_id: str) -> Settled[Principal]:
    """
    The managed identity with *object_id*, if it can vouch for an app of *tenant*.

    Raises:
        ConfigError: It is not of this tenant, or no managed identity.
        ServiceError: As the tree in `shared.web.errors` says.

    """
    found = await find_principal(graph, object_id=object_id)
    if found is None:
        raise ConfigError(await _nobody(graph, tenant, object_id))
    if found.kind != _MANAGED:
        raise ConfigError(
            f"{found.name} is no managed identity but an app, and Microsoft takes no app's word "
            "for another (AADSTS700222); name a managed identity by its object (principal) id"
        )
    if found.of_resource:
        raise ConfigError(
            f"{found.name} is the system-assigned identity of a resource, which Microsoft does not "
            "let vouch for an app; name a user-assigned managed identity"
        )
    return Settled(Outcome.ALREADY_SO, f"{found.name} ({found.client_id}) is there", found)


async def _nobody(graph: Graph, tenant: Tenant, object_id: str) -> str:
    """Why nothing has *object_id*, with what to do."""
    meant = await find_principal(graph, client_id=object_id)
    if meant is not None:
        return f"{object_id} is the client id of {meant.name}; give its object id, {meant.id}"
    return (
        f"{tenant.domain} has no managed identity with the object id {object_id}. An app trusts "
        "only identities of the tenant that it is registered in (AADSTS700236): sign in to the "
        "identity's own tenant, and see its object (principal) id on its page in Azure"
    )


async def trusted(
    graph: Graph,
    clock: Clock,
    app: Registration | None,
    identity: Principal,
    word: Word,
    *,
    what_if: bool,
) -> Settled[bool]:
    """
    The app is proven by the *word* of *identity*; whatever else it trusts stays.

    Raises:
        ConfigError: It trusts twenty already, or the identity with another audience.
        ServiceError: As the tree in `shared.web.errors` says.

    """
    text = f"the app trusts {identity.name}, which vouches for it without a certificate"
    if app is None:
        return Settled(Outcome.WOULD_DO, text, value=True)
    place = f"/applications/{app.id}/federatedIdentityCredentials"

    async def read() -> list[Row]:
        return await graph.all(place)

    async def add() -> Row:
        return await graph.send("POST", place, _credential(identity, word))

    if is_among(await once_seen(clock, read, fresh=app.fresh), word):
        return Settled(Outcome.ALREADY_SO, text, value=True)
    await once_seen(clock, add, fresh=app.fresh)
    return Settled(changed(what_if=what_if), f"{text}; it takes some minutes", value=True)


def is_among(held: Sequence[Row], word: Word) -> bool:
    """
    Whether an app that has *held* trusts *word*. Pure.

    Raises:
        ConfigError: It does not, and there is no room for it.

    """
    for row in held:
        if (row.get("issuer"), row.get("subject")) == (word.issuer, word.subject):
            if row.get("audiences") == [word.audience]:
                return True
            raise ConfigError(
                f"the app trusts the identity, but not with the audience {word.audience}: take "
                f"away its federated credential {row.get('name')!r} (Certificates & secrets), "
                "then run it again"
            )
    if len(held) >= _MOST:
        raise ConfigError(
            f"the app trusts {len(held)} identities, and {_MOST} are the most that an app may: "
            "take one away under Certificates & secrets > Federated credentials"
        )
    return False


def _credential(identity: Principal, word: Word) -> Row:
    return {
        # The name cannot be changed later, and no two of an app are alike.
        "name": f"nightshift-{identity.id}",
        "issuer": word.issuer,
        "subject": word.subject,
        "audiences": [word.audience],
        "description": f"The managed identity {identity.name}",
    }
