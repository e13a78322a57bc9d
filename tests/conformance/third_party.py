"""
`affliction`, unmodified, as one of its users sets it up; only the addresses are ours.

Its Exchange client takes an address, its Graph client has it as an attribute. The authority of
the tenant's certificate comes from REQUESTS_CA_BUNDLE, which `requests` reads at each call.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from affliction.exchange_client import ExchangeClient
from affliction.graph_client import SynchronousGraphClient
from azure.core.credentials import AccessToken
from azure.identity import ClientSecretCredential

from tests.conformance.overseer import Overseer, tenant_and_place
from tests.conformance.serving import Served


class Secret:
    """Signs in anew for every token: the cache of azure-identity would give a dead one again."""

    def __init__(self, served: Served, tenant: dict[str, Any], name: str) -> None:
        self._served = served
        self._tenant = tenant
        self._client = next(one for one in tenant["clients"] if one["name"] == name)
        self.given = 0

    def get_token(self, scope: str) -> AccessToken:
        self.given += 1
        with ClientSecretCredential(
            self._tenant["tenantId"],
            self._client["clientId"],
            self._client["clientSecret"],
            authority=self._served.origin,
            disable_instance_discovery=True,
            connection_verify=str(self._served.ca),
        ) as credential:
            return credential.get_token(scope)


@dataclass(frozen=True, slots=True)
class Outsider(Overseer):
    """The two clients, and the control plane to hold their answers against."""

    exchange: ExchangeClient
    graph: SynchronousGraphClient
    secret: Secret

    def url(self, path: str) -> str:
        return f"{self.exchange.base_url}/{path}"

    def invoke(self, cmdlet: str, **given: Any) -> list[dict[str, Any]]:
        body = {"CmdletInput": {"CmdletName": cmdlet, "Parameters": given}}
        return self.exchange.post(self.url("InvokeCommand"), json=body)["value"]


@contextmanager
def outsider(served: Served, name: str = "app") -> Iterator[Outsider]:
    """
    Both clients, signed in as application *name*.

    Their connections are closed in the end, which they leave to us.
    """
    with ExitStack() as stack:
        control = stack.enter_context(served.control())
        tenant, since = tenant_and_place(control)
        secret = Secret(served, tenant, name)
        root = f"{served.origin}/adminApi/beta/{tenant['tenantId']}"
        exchange = ExchangeClient(tenant["tenantId"], creds=secret, base_url=root)
        stack.enter_context(exchange.session)
        graph = SynchronousGraphClient(tenant["tenantId"], creds=secret)
        stack.enter_context(graph.session)
        graph.base_url = f"{served.origin}/v1.0"
        yield Outsider(control, tenant, since, exchange, graph, secret)
