"""
What the processes of the stack are told by their environment.

The app is told just what a deployed one is told, by the same names; that these addresses are of
this machine is all that differs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# Left over from another project, these change what a child imports, trusts or signs in as.
_NOT_OURS = (
    *("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "VIRTUAL_ENV", "NODE_OPTIONS", "NODE_PATH"),
    *("AZURE_", "IDENTITY_", "MSI_", "NIGHTSHIFT", "AzureWebJobs", "AzureFunctionsJobHost__"),
    *("SSL_CERT_", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"),
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"),
)
_STORAGE_CONNECTIONS = ("NightshiftStorage", "AzureWebJobsStorage")


@dataclass(frozen=True, slots=True)
class Client:
    """An app registration of the local tenant."""

    name: str
    client_id: str


@dataclass(frozen=True, slots=True)
class LocalTenant:
    """One tenant of the local tenant process."""

    tenant_id: str
    domain: str
    domains: tuple[str, ...]
    clients: tuple[Client, ...]

    def client(self, name: str) -> str | None:
        """The client id of the client called *name*."""
        return next((c.client_id for c in self.clients if c.name == name), None)


@dataclass(frozen=True, slots=True)
class TenantProcess:
    """Where the local tenant answers and whom it knows."""

    endpoint: str
    identity_header: str
    dns: str | None
    tenants: tuple[LocalTenant, ...]


def read_state(endpoint: str, state: Mapping[str, object]) -> TenantProcess:
    """What `GET /_tenant/state` said, as far as the stack needs it."""
    tenants = state["tenants"]
    dns = state.get("dns")
    return TenantProcess(
        endpoint=endpoint,
        identity_header=str(state["identityHeader"]),
        dns=f"{dns['host']}:{dns['port']}" if isinstance(dns, Mapping) else None,
        tenants=tuple(_tenant(t) for t in tenants) if isinstance(tenants, Sequence) else (),
    )


def inherited(environment: Mapping[str, str], ca: Path) -> dict[str, str]:
    """*environment* without what is not ours, trusting the authority *ca* alone."""
    kept = {k: v for k, v in environment.items() if not k.startswith(_NOT_OURS)}
    trust = dict.fromkeys(("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"), str(ca))
    return {**kept, **trust, "PYTHONUNBUFFERED": "1"}


def settings(tenant: TenantProcess, storage: Mapping[str, str], config: Path) -> dict[str, str]:
    """The app settings; *storage* has the addresses of the services blob, queue and table."""
    operator = tenant.tenants[0].client("operator") or ""
    found = {
        "IDENTITY_ENDPOINT": f"{tenant.endpoint}/msi/token",
        "IDENTITY_HEADER": tenant.identity_header,
        "FUNCTIONS_WORKER_RUNTIME": "python",
        "NIGHTSHIFT_CONFIG_DIR": str(config),
        "NIGHTSHIFT_LOCAL_ENDPOINT": tenant.endpoint,
        "NIGHTSHIFT_RELEASE_SCHEDULE": "*/5 * * * * *",
        "NIGHTSHIFT_QUOTA_SCHEDULE": "0 0 1 * * *",
        "NIGHTSHIFT_AUDIT_SCHEDULE": "0 0 4 * * *",
        "NIGHTSHIFT_CONNECTION_SCHEDULE": "0 30 3 * * *",
        # A person waits for what happens here, so an idle queue is asked every half second.
        "AzureFunctionsJobHost__extensions__queues__maxPollingInterval": "00:00:00.500",
    }
    if tenant.dns:
        found["NIGHTSHIFT_DNS_SERVER"] = tenant.dns
    for connection in _STORAGE_CONNECTIONS:
        found |= {f"{connection}__{name}ServiceUri": at for name, at in storage.items()}
        found[f"{connection}__credential"] = "managedidentity"
        found[f"{connection}__clientId"] = operator
    return found


def _tenant(state: Mapping[str, object]) -> LocalTenant:
    clients = state.get("clients")
    domains = state.get("domains")
    domain = str(state["domain"])
    return LocalTenant(
        tenant_id=str(state["tenantId"]),
        domain=domain,
        domains=tuple(str(d) for d in domains if d != domain) if isinstance(domains, list) else (),
        clients=tuple(
            Client(str(client.get("name", "")), str(client["clientId"]))
            for client in (clients if isinstance(clients, list) else [])
        ),
    )
