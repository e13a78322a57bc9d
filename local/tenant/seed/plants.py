"""
What is wrong in a tenant on purpose, chosen by the seed, and known to whoever wants to check.

A plant changes the tenant and says under which name a finding about it would appear.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from local.tenant.seed.organization import remote_domain
from local.tenant.seed.quotas import wanted
from local.tenant.state.kinds import Kind

if TYPE_CHECKING:
    from local.tenant.tenant import Tenant

_PLANTS_EACH = 7
_UNAUDITED = 3


@dataclass(frozen=True, slots=True)
class Fault:
    """A misconfiguration that the audit has to find."""

    control: str
    resource: str


@dataclass(slots=True)
class Planted:
    """Everything planted in one tenant; mailboxes are named by address."""

    audit: list[Fault] = field(default_factory=list)
    quota_drift: list[str] = field(default_factory=list)
    quota_refused: list[str] = field(default_factory=list)  # larger than the quota they should have
    quota_unknown: list[str] = field(default_factory=list)  # nobody knows how large they are


def plant(tenant: "Tenant", seed: int) -> None:
    """Plant seven of the faults below, and note what the layout drifts by itself."""
    chance = Random(f"{seed}/{tenant.domain}")  # noqa: S311 - a seed, no secret
    for fault in chance.sample(_PLANTS, _PLANTS_EACH):
        tenant.planted.audit += fault(tenant)
    tenant.planted.audit.sort(key=lambda one: (one.control, one.resource))
    layout, people = tenant.people.layout, tenant.people
    tenant.planted.quota_drift = [
        people.identities.of(index).address for index in layout.drifting if _drifts(tenant, index)
    ]
    tenant.planted.quota_refused = [people.identities.of(one).address for one in layout.oversize]
    tenant.planted.quota_unknown = [people.identities.of(one).address for one in layout.unused]


def planted_indexes(tenant: "Tenant") -> set[int]:
    """The people who carry a plant: tests that need plain people leave them alone."""
    layout = tenant.people.layout
    changed = {person.who.index for person in tenant.people.changed()}
    return {*layout.drifting, *layout.oversize, *layout.unused, *changed}


def _drifts(tenant: "Tenant", index: int) -> bool:
    if not tenant.people.layout.may_drift(index):
        return False
    mailbox = tenant.people.read(index).mailbox
    if mailbox is None or mailbox.kind not in {Kind.USER, Kind.SHARED}:
        return False
    return mailbox.quotas != wanted(mailbox.kind, mailbox.attributes.get(1, ""))


def _remote_domain(tenant: "Tenant") -> Iterator[Fault]:
    row = remote_domain("Partner", "partner.example")
    tenant.settings.rows("RemoteDomain").append(row | {"AutoForwardEnabled": True})
    yield Fault("exo-remote-domain-autoforward", "Partner")


def _unaudited(tenant: "Tenant") -> Iterator[Fault]:
    for place in range(_UNAUDITED):
        person = tenant.people.write(_quiet(tenant, 12 + place))
        if person.mailbox is not None:
            person.mailbox.audited = False
            yield Fault("exo-mailbox-audit-enabled", person.who.address)


def _frozen_audit_set(tenant: "Tenant") -> Iterator[Fault]:
    person = tenant.people.write(_quiet(tenant, 16))
    if person.mailbox is not None:
        person.mailbox.audit_set = ["Admin", "Delegate"]
        yield Fault("exo-mailbox-audit-default-set", person.who.address)


def _bypass(tenant: "Tenant") -> Iterator[Fault]:
    person = tenant.people.write(_quiet(tenant, 20))
    if person.mailbox is not None:
        person.mailbox.audit_bypass = True
        yield Fault("exo-mailbox-audit-bypass", person.who.address)


def _forwarding(tenant: "Tenant") -> Iterator[Fault]:
    person = tenant.people.write(_quiet(tenant, 25))
    if person.mailbox is not None:
        person.mailbox.forwarding_smtp = "smtp:archive@partner.example"
        person.mailbox.deliver_and_forward = True
        yield Fault("exo-mailbox-external-forwarding", person.who.address)


def _smtp_auth(tenant: "Tenant") -> Iterator[Fault]:
    tenant.settings.only("TransportConfig")["SmtpClientAuthenticationDisabled"] = False
    yield Fault("exo-smtp-auth-org-disabled", tenant.domain)


def _outbound(tenant: "Tenant") -> Iterator[Fault]:
    custom = tenant.settings.rows("HostedOutboundSpamFilterPolicy")[1]
    custom["AutoForwardingMode"] = "On"
    yield Fault("exo-outbound-spam-autoforward-off", str(custom["Name"]))


def _ip_allow(tenant: "Tenant") -> Iterator[Fault]:
    tenant.settings.rows("HostedConnectionFilterPolicy")[0]["IPAllowList"] = ["192.0.2.0/24"]
    yield Fault("exo-connection-filter-ip-allow", "Default")


def _dkim(tenant: "Tenant") -> Iterator[Fault]:
    name = tenant.domains[-2].name
    for row in tenant.settings.rows("DkimSigningConfig"):
        if row["Domain"] == name:
            row["Enabled"] = False
            row["Status"] = "CnameMissing"
    tenant.domains[-2].selectors = ("", "")
    yield Fault("exo-dkim-enabled", name)


def _dmarc(tenant: "Tenant") -> Iterator[Fault]:
    tenant.domains[-1].dmarc = ()
    yield Fault("exo-dmarc-published", tenant.domains[-1].name)


def _quiet(tenant: "Tenant", near: int) -> int:
    """A person at or after *near* of whom nothing else is special."""
    layout = tenant.people.layout
    return next(
        index
        for index in range(near, layout.mailboxes)
        if layout.is_person(index)
        and not layout.may_drift(index)
        and not layout.is_synced(index)
        and not layout.is_oversize(index)
        and not layout.is_unused(index)
    )


_PLANTS: list[Callable[["Tenant"], Iterator[Fault]]] = [
    _remote_domain,
    _unaudited,
    _frozen_audit_set,
    _bypass,
    _forwarding,
    _smtp_auth,
    _outbound,
    _ip_allow,
    _dkim,
    _dmarc,
]
