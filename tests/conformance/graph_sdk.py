"""
Microsoft's `msgraph-sdk`, unmodified, as its users set it up; only the addresses are ours.

The HTTP client is the SDK's own chain of middleware over a client that trusts the tenant's
authority; `azure-identity` brings the token, to the tenant's own host and no other.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from azure.identity.aio import ClientSecretCredential
from kiota_abstractions.base_request_configuration import RequestConfiguration
from kiota_authentication_azure.azure_identity_authentication_provider import (
    AzureIdentityAuthenticationProvider,
)
from msgraph import GraphRequestAdapter, GraphServiceClient
from msgraph_core import GraphClientFactory, PageIterator

from tests.conformance.overseer import Overseer, tenant_and_place
from tests.conformance.serving import Served


@dataclass(frozen=True, slots=True)
class GraphSdk(Overseer):
    """The SDK's client, and every JSON document that it was sent."""

    client: GraphServiceClient
    documents: list[Any]

    async def everything(self, builder: Any, asked: RequestConfiguration[Any]) -> list[Any]:
        """All objects of a list, followed over its pages by the SDK's own iterator."""
        found: list[Any] = []

        def keep(one: Any) -> bool:
            found.append(one)
            return True

        pages = PageIterator(await builder.get(asked), self.client.request_adapter)
        pages.headers = asked.headers  # an advanced question is one on every page
        await pages.iterate(keep)
        return found

    def user(self, upn: str) -> Any:
        return self.client.users.by_user_id(upn)


@asynccontextmanager
async def graph_sdk(served: Served, name: str = "app") -> AsyncIterator[GraphSdk]:
    """The SDK, signed in by its secret as the tenant's application *name*."""
    async with AsyncExitStack() as stack:
        control = stack.enter_context(served.control())
        tenant, since = tenant_and_place(control)
        application = next(one for one in tenant["clients"] if one["name"] == name)
        credential = await stack.enter_async_context(
            ClientSecretCredential(
                tenant["tenantId"],
                application["clientId"],
                application["clientSecret"],
                authority=served.origin,
                disable_instance_discovery=True,
                connection_verify=str(served.ca),
            )
        )
        documents: list[Any] = []
        transport = httpx.AsyncHTTPTransport(verify=served.trust())
        stack.push_async_callback(transport.aclose)  # the SDK's own around it leaves it open
        http = await stack.enter_async_context(_http(served, transport, documents))
        adapter = GraphRequestAdapter(
            AzureIdentityAuthenticationProvider(
                credential,
                scopes=["https://graph.microsoft.com/.default"],
                allowed_hosts=[str(httpx.URL(served.origin).host)],
            ),
            GraphClientFactory.create_with_default_middleware(client=http),
        )
        adapter.base_url = f"{served.origin}/v1.0"
        client = GraphServiceClient(request_adapter=adapter)
        yield GraphSdk(control, tenant, since, client, documents)


def _http(
    served: Served, transport: httpx.AsyncHTTPTransport, documents: list[Any]
) -> httpx.AsyncClient:
    async def keep(response: httpx.Response) -> None:
        await response.aread()
        if "json" in response.headers.get("content-type", ""):
            documents.append(response.json())

    return httpx.AsyncClient(
        base_url=f"{served.origin}/v1.0", transport=transport, event_hooks={"response": [keep]}
    )
