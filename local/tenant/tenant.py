"""One Microsoft 365 tenant: people, groups, clients, settings, DNS, and what went wrong in it."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import NAMESPACE_DNS, uuid5

from local.tenant.membership.follower import Follower
from local.tenant.seed.directory import directory
from local.tenant.seed.groups import LICENSE_GROUP, ROLE_GROUP, group_id, groups
from local.tenant.seed.identities import Identities
from local.tenant.seed.layout import SMALLEST, Layout
from local.tenant.seed.organization import Domain, domains, settings
from local.tenant.seed.people import Births
from local.tenant.seed.plants import Planted, plant
from local.tenant.seed.roles import roles
from local.tenant.state.audit import AuditLog
from local.tenant.state.call_window import CallWindow
from local.tenant.state.clients import (
    Client,
    default_clients,
    partner_client,
)
from local.tenant.state.directory import Directory
from local.tenant.state.groups import Groups
from local.tenant.state.lag import Lag
from local.tenant.state.person import Person
from local.tenant.state.protocol import Protocol
from local.tenant.state.role_groups import RoleGroups
from local.tenant.state.roles import Roles
from local.tenant.state.roster import Roster
from local.tenant.state.settings import Settings
from local.tenant.state.trust import Trust, issuer_of
from local.tenant.watch import Watch
from shared.clock import Clock

_NAMES = ("contoso", "fabrikam")


@dataclass(frozen=True, slots=True)
class Violation:
    """Something that must never happen, and when it did."""

    upn: str
    kind: str
    time: datetime


@dataclass(frozen=True, slots=True)
class Names:
    """How a tenant is called, by its place among the tenants of a world."""

    short: str
    initial_domain: str
    custom_domain: str

    @classmethod
    def of(cls, place: int) -> "Names":
        if place < len(_NAMES):
            name = _NAMES[place]
            return cls(name, f"{name}.onmicrosoft.com", f"{name}.com")
        name = f"tenant{place + 1}"
        return cls(name, f"{name}.onmicrosoft.com", f"{name}.example")


@dataclass(slots=True)
class Tenant:
    """The whole state of one tenant."""

    tenant_id: str
    names: Names
    key: bytes
    clock: Clock
    people: Roster
    groups: Groups
    roles: Roles
    clients: list[Client]
    directory: Directory
    settings: Settings
    domains: list[Domain]
    planted: Planted
    violations: list[Violation] = field(default_factory=list)
    deleted: dict[str, int] = field(default_factory=dict)
    protocol: Protocol = field(default_factory=Protocol)
    role_groups: RoleGroups = field(default_factory=RoleGroups)
    audit: AuditLog = field(default_factory=AuditLog)
    traces: CallWindow = field(default_factory=lambda: CallWindow(100, 300))

    @classmethod
    def create(
        cls, seed: int, place: int, mailboxes: int, lag: Lag, clock: Clock, opened: datetime
    ) -> "Tenant":
        """
        The tenant at *place*, as the seed makes it; its people did what they did before *opened*.

        Raises:
            ValueError: Fewer mailboxes than the special people need.

        """
        if mailboxes < SMALLEST:
            raise ValueError(f"a tenant needs at least {SMALLEST} mailboxes, not {mailboxes}")
        names = Names.of(place)
        ids = _Ids(seed, names.short)
        layout = Layout(mailboxes)
        identities = Identities(layout, ids.key, names.custom_domain, names.initial_domain)
        births = Births(layout, identities, group_id(ids.key, LICENSE_GROUP), opened)
        found = domains(names.short, names.initial_domain, names.custom_domain)
        clients = default_clients(ids.clients(), ids.secrets())
        home = _Ids(seed, Names.of(0).short)
        at_home = place == 0
        clients.append(partner_client(home.of("partner"), ids.of("partner/object"), home=at_home))
        tenant = cls(
            ids.of("tenant"),
            names,
            ids.key,
            clock,
            Roster(layout, identities, births, lag),
            Groups(groups(ids.key, names.custom_domain, layout), lag),
            roles(ids.of("tenant"), layout, identities, group_id(ids.key, ROLE_GROUP), lag),
            clients,
            directory(ids.key, layout, clients, opened, lag),
            Settings(settings(names.initial_domain, found)),
            found,
            Planted(),
        )
        follower = Follower(tenant)
        watch = Watch(tenant, follower)
        tenant.people.on_change, tenant.groups.on_change = watch.person, watch.group
        tenant.groups.follow = follower.follow
        plant(tenant, seed)
        partner = tenant.directory.applications.registration(home.of("partner"))
        if partner is not None:  # in its home alone
            issuer, subject = issuer_of(tenant.tenant_id), home.of("operator/object")
            partner.trusts.append(Trust(home.of("partner/trust"), "operator", issuer, subject))
        return tenant

    @property
    def domain(self) -> str:
        """The initial domain."""
        return self.names.initial_domain

    @property
    def custom_domain(self) -> str:
        return self.names.custom_domain

    def answers_to(self, name: str) -> bool:
        """Whether *name* in a URL means this tenant: its id or one of its domains."""
        wanted = name.casefold()
        return wanted == self.tenant_id or any(wanted == one.name for one in self.domains)

    def client(self, client_id: str) -> Client | None:
        return next((one for one in self.clients if one.client_id == client_id.casefold()), None)

    def violated(self, person: Person, kind: str) -> None:
        """Note that *kind* happened to *person*."""
        self.violations.append(Violation(person.who.upn, kind, self.clock.now()))


@dataclass(frozen=True, slots=True)
class _Ids:
    """Ids that follow from the seed and the tenant's name."""

    seed: int
    name: str

    @property
    def key(self) -> bytes:
        return f"{self.seed}/{self.name}".encode()[:64]

    def of(self, what: str) -> str:
        return str(uuid5(NAMESPACE_DNS, f"{self.seed}/{self.name}/{what}"))

    def clients(self) -> dict[str, str]:
        names = ("operator", "reader", "app", "administrator")
        return {key: self.of(key) for name in names for key in (name, f"{name}/object")}

    def secrets(self) -> dict[str, str]:
        made_of = {"app": "secret", "administrator": "administrator/secret"}
        return {name: f"{self.name}-secret-{self.of(what)[:13]}" for name, what in made_of.items()}
