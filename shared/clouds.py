"""Where each Microsoft cloud answers. Source: Microsoft's national-cloud pages."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from shared.config import ConfigError
from shared.tenants import Cloud


@dataclass(frozen=True, slots=True)
class Endpoints:
    """
    The origins of one cloud.

    The `…_scope` is what a token is asked for; it names the service also where a local tenant
    answers for it. `downloads` are the places that keep the files of reports. `compliance` is the
    front of Security & Compliance, which no local tenant plays. `vault` and `storage` are the ends
    of the names of key vaults and storage accounts; `sign_in_pages` serve the browser of a person.
    """

    login: str
    exchange: str
    graph: str
    exchange_scope: str
    graph_scope: str
    downloads: tuple[str, ...] = ()
    compliance: str | None = None
    vault: str = "vault.azure.net"
    storage: str = "core.windows.net"
    sign_in_pages: tuple[str, ...] = ()

    def graph_scopes(self, permissions: tuple[str, ...]) -> tuple[str, ...]:
        """What a token for Graph is asked for: all that is granted, or *permissions* by name."""
        service = self.graph_scope.removesuffix("/.default")
        return tuple(f"{service}/{one}" for one in permissions) or (self.graph_scope,)

    @property
    def compliance_scope(self) -> str | None:
        """What a token for Security & Compliance is asked for."""
        return None if self.compliance is None else f"{self.compliance}/.default"


@dataclass(frozen=True, slots=True)
class _Azure:
    """Where one cloud's Azure keeps what is ours, and what its sign-in page is made of."""

    vault: str
    storage: str
    sign_in_pages: tuple[str, ...]


_WORLD = _Azure("vault.azure.net", "core.windows.net", ("aadcdn.msauth.net", "aadcdn.msftauth.net"))
_GOVERNMENT = _Azure(
    "vault.usgovcloudapi.net",
    "core.usgovcloudapi.net",
    ("aadcdn.msauth.net", "aadcdn.msftauth.net"),
)
_CHINA = _Azure(
    "vault.azure.cn", "core.chinacloudapi.cn", ("aadcdn.msauth.cn", "aadcdn.msftauth.cn")
)


def _cloud(
    login: str, exchange: str, graph: str, compliance: str, azure: _Azure, *downloads: str
) -> Endpoints:
    return Endpoints(
        login,
        exchange,
        graph,
        f"{exchange}/.default",
        f"{graph}/.default",
        downloads,
        compliance,
        azure.vault,
        azure.storage,
        azure.sign_in_pages,
    )


_CLOUDS = {
    Cloud.PUBLIC: _cloud(
        "https://login.microsoftonline.com",
        "https://outlook.office365.com",
        "https://graph.microsoft.com",
        "https://ps.compliance.protection.outlook.com",
        _WORLD,
        "office.com",  # reports.office.com and its regions; other clouds have no usage report
    ),
    Cloud.USGOV: _cloud(
        "https://login.microsoftonline.us",
        "https://outlook.office365.us",
        "https://graph.microsoft.us",
        "https://ps.compliance.protection.office365.us",
        _GOVERNMENT,
    ),
    Cloud.USGOVDOD: _cloud(
        "https://login.microsoftonline.us",
        "https://outlook-dod.office365.us",
        "https://dod-graph.microsoft.us",
        "https://l5.ps.compliance.protection.office365.us",
        _GOVERNMENT,
    ),
    Cloud.CHINA: _cloud(
        "https://login.chinacloudapi.cn",
        "https://partner.outlook.cn",
        "https://microsoftgraph.chinacloudapi.cn",
        "https://ps.compliance.protection.partner.outlook.cn",
        _CHINA,
    ),
}


def other_cloud(audience: str, scope: str) -> Cloud | None:
    """
    The cloud that *audience* is a service of, when *scope* is of one with another sign-in.

    None says nothing: a token may name its audience by a GUID.
    """
    theirs, ours = _cloud_of(audience), _cloud_of(scope)
    if theirs is None or ours is None or _CLOUDS[theirs].login == _CLOUDS[ours].login:
        return None
    return theirs


def _cloud_of(address: str) -> Cloud | None:
    """The cloud whose Exchange Online is at the host of *address*."""
    try:
        host = urlsplit(address).hostname
    except ValueError:  # a token may say anything
        return None
    for cloud, places in _CLOUDS.items():
        if urlsplit(places.exchange).hostname == host:
            return cloud
    return None


_LOOPBACK = ("127.0.0.1", "localhost")


def endpoints(cloud: Cloud, local_endpoint: str | None) -> Endpoints:
    """
    Where *cloud* answers; a local tenant answers for all services at *local_endpoint*.

    Raises:
        ConfigError: A local tenant is meant and no endpoint is set.

    """
    if cloud is not Cloud.LOCAL:
        return _CLOUDS[cloud]
    if local_endpoint is None:
        raise ConfigError("cloud `local` needs NIGHTSHIFT_LOCAL_ENDPOINT; start one with `make up`")
    public = _CLOUDS[Cloud.PUBLIC]
    return Endpoints(
        local_endpoint,
        local_endpoint,
        local_endpoint,
        public.exchange_scope,
        public.graph_scope,
        _local_places(local_endpoint),
    )


def _local_places(local_endpoint: str) -> tuple[str, ...]:
    """Where a local tenant keeps files: at its own address, or under its other loopback name."""
    parts = urlsplit(local_endpoint)
    port = f":{parts.port}" if parts.port else ""
    return parts.netloc, *(f"{name}{port}" for name in _LOOPBACK if name != parts.hostname)
