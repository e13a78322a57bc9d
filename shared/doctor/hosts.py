"""
The hosts that the app talks to, by cloud and feature: for who opens a firewall, and the doctor.

There is one list. What a tenant uses of it is tested at the addresses that its settings name.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from shared.clouds import Endpoints, endpoints
from shared.settings import Settings
from shared.tenants import Cloud, Tenant

_HTTPS = 443


class Feature(StrEnum):
    """What a host is needed for."""

    SIGN_IN = "sign-in"
    EXCHANGE = "exchange"
    GRAPH = "graph"
    REPORTS = "usage-reports"
    BROWSER = "browser-sign-in"
    KEY_VAULT = "key-vault"
    STORAGE = "storage"
    COMPLIANCE = "compliance"


@dataclass(frozen=True, slots=True)
class Host:
    """
    A host and port. In a list for everybody, `*` stands for any name and `<...>` for yours.

    `probe` is the name to test in the place of a pattern.
    """

    name: str
    port: int
    feature: Feature
    purpose: str
    probe: str = ""

    @property
    def address(self) -> str:
        """The name to ask."""
        return self.probe or self.name

    @property
    def origin(self) -> str | None:
        """Where it can be asked; None for a pattern."""
        pattern = set(self.address) & set("*<")
        return None if pattern else f"https://{self.address}:{self.port}"


def hosts_of(cloud: Cloud, local_endpoint: str | None = None) -> tuple[Host, ...]:
    """
    Every host that some feature uses in *cloud*.

    Raises:
        ConfigError: A local tenant is meant and no endpoint is set.

    """
    places = endpoints(cloud, local_endpoint)
    main = (
        _host(places.login, Feature.SIGN_IN, "tokens of Microsoft Entra ID (formerly Azure AD)"),
        _host(places.exchange, Feature.EXCHANGE, "cmdlets and mailbox lists of Exchange Online"),
        _host(places.graph, Feature.GRAPH, "users, groups, licences, set-up"),
    )
    if cloud is Cloud.LOCAL:  # it answers for all services at one address
        return main
    return (*main, *_beside(places), *_of_azure(places), *_compliance(places))


def hosts_for(tenant: Tenant, settings: Settings) -> tuple[Host, ...]:
    """Of the same list, what *tenant* uses as it is configured, at its own addresses."""
    used = {Feature.SIGN_IN, Feature.EXCHANGE, Feature.GRAPH, Feature.REPORTS}
    listed = hosts_of(tenant.cloud, settings.local_endpoint)
    own = [one for one in listed if one.feature in used]
    return (*own, *_of_settings(settings))


def as_markdown(cloud: Cloud) -> str:
    """The list of *cloud* as a table in Markdown."""
    head = "| host | port | needed for | what travels |\n|---|---|---|---|\n"
    return head + "".join(
        f"| `{one.name}` | {one.port} | {one.feature} | {one.purpose} |\n"
        for one in hosts_of(cloud)
    )


def _beside(places: Endpoints) -> Iterator[Host]:
    """What some features use of Microsoft 365 beside the three main services."""
    for place in places.downloads:
        name, probe = f"*.{place}", f"reports.{place}"
        yield Host(name, _HTTPS, Feature.REPORTS, "files of usage reports", probe)
    for name in places.sign_in_pages:
        purpose = "the sign-in page in your browser; not used by the app"
        yield Host(name, _HTTPS, Feature.BROWSER, purpose)


def _of_azure(places: Endpoints) -> Iterator[Host]:
    """Where what is yours is kept."""
    vault = f"<vault>.{places.vault}"
    yield Host(vault, _HTTPS, Feature.KEY_VAULT, "certificates for the sign-in")
    kept = {
        "table": "cases, runs and limits",
        "blob": "results and transcripts",
        "queue": "requests and answers",
    }
    for kind, purpose in kept.items():
        yield Host(f"<account>.{kind}.{places.storage}", _HTTPS, Feature.STORAGE, purpose)


def _compliance(places: Endpoints) -> Iterator[Host]:
    if places.compliance is not None:
        front = urlsplit(places.compliance).hostname or ""
        purpose = "Security & Compliance cmdlets; each region has its own host"
        yield Host(f"*.{front}", _HTTPS, Feature.COMPLIANCE, purpose, front)


def _of_settings(settings: Settings) -> Iterator[Host]:
    if settings.key_vault is not None:
        yield _host(settings.key_vault, Feature.KEY_VAULT, "certificates for the sign-in")
    if settings.storage is not None:
        where = settings.storage
        for address in (where.tables, where.blobs, where.queues):
            yield _host(address, Feature.STORAGE, "what the app remembers")


def _host(origin: str, feature: Feature, purpose: str) -> Host:
    parts = urlsplit(origin)
    return Host(parts.hostname or "", parts.port or _HTTPS, feature, purpose)
