"""
A world: one or many tenants, a clock, keys, faults and a journal; no HTTP in here.

Everything follows from the seed until somebody changes it, so the same world can be made twice.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import NAMESPACE_DNS, uuid5

from local.tenant.entra import tokens
from local.tenant.entra.claims_request import NOTHING, Wanted
from local.tenant.entra.keys import Signer, signer
from local.tenant.faults.force import Faults
from local.tenant.journal import Journal
from local.tenant.keyvault.vault import Vault
from local.tenant.limits import Limits
from local.tenant.state.clients import Client
from local.tenant.state.lag import Lag
from local.tenant.state.sign_ins import SignIns
from local.tenant.tenant import Tenant
from shared.clock import Clock, SystemClock


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a world is made from."""

    seed: int
    mailboxes: int
    tenants: int
    opened: datetime  # when the world began: what people did before is counted from there

    @property
    def identity_header(self) -> str:
        """The secret of the managed-identity endpoint; a made-up one."""
        return uuid5(NAMESPACE_DNS, f"{self.seed}/identity-header").hex


@dataclass(slots=True)
class World:
    """Everything the simulator knows."""

    recipe: Recipe
    clock: Clock
    lag: Lag
    signer: Signer
    tenants: list[Tenant]
    faults: Faults
    journal: Journal = field(default_factory=Journal)
    vault: Vault = field(default_factory=Vault)
    limits: Limits = field(default_factory=Limits)
    sign_ins: SignIns = field(default_factory=SignIns)
    dns: tuple[str, int] | None = None
    latency_ms: float = 0.0

    @classmethod
    def create(
        cls, seed: int = 1, mailboxes: int = 250, tenants: int = 1, clock: Clock | None = None
    ) -> "World":
        """
        *tenants* tenants of *mailboxes* mailboxes each.

        Raises:
            ValueError: No tenant, or fewer mailboxes than the special people need.

        """
        clock = clock or SystemClock()
        return cls.made(Recipe(seed, mailboxes, tenants, clock.now()), clock)

    @classmethod
    def made(cls, recipe: Recipe, clock: Clock) -> "World":
        """
        The world that *recipe* makes.

        Raises:
            ValueError: As for `create`.

        """
        if recipe.tenants < 1:
            raise ValueError("a world needs at least one tenant")
        lag = Lag(clock)
        tenants = _tenants(recipe, lag, clock)
        return cls(recipe, clock, lag, signer(), tenants, Faults(recipe.seed))

    def reset(self) -> None:
        """All is as the seed makes it again, today; the journal and the name server go on."""
        self.recipe = replace(self.recipe, opened=self.clock.now())
        self.tenants = _tenants(self.recipe, self.lag, self.clock)
        self.faults = Faults(self.recipe.seed)
        self.vault = Vault()
        self.limits = Limits()
        self.latency_ms = 0.0

    def tenant(self, name: str) -> Tenant | None:
        """The tenant that *name*, an id or a domain, means."""
        return next((one for one in self.tenants if one.answers_to(name)), None)

    def mint(
        self,
        tenant: Tenant,
        audience: str,
        *,
        client: Client | None = None,
        lifetime_s: int = 3600,
        wanted: Wanted = NOTHING,
    ) -> str:
        """A signed access token for *audience* that *client* (the operator if None) may present."""
        bearer = client or tenant.clients[0]
        claims = tokens.claims(tenant, bearer, audience, self.clock.now(), lifetime_s)
        if wanted.capabilities:
            claims["xms_cc"] = list(wanted.capabilities)
        if wanted.not_before is not None:
            claims["nbf"] = wanted.not_before
            self.faults.answered.add(claims["uti"])
        return self.signer.sign(claims)


def _tenants(recipe: Recipe, lag: Lag, clock: Clock) -> list[Tenant]:
    return [
        Tenant.create(recipe.seed, place, recipe.mailboxes, lag, clock, recipe.opened)
        for place in range(recipe.tenants)
    ]
