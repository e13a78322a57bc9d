"""Our own clients against the served tenant, and a spy on every connection that they open."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from shared.exchange.client import Exchange
from shared.exchange.protocol import Organization
from shared.graph.client import Graph
from shared.web.download import Downloads
from shared.web.limiter import Limiter
from shared.web.line import Line
from shared.web.wire import Wire
from tests.conformance.overseer import Overseer, tenant_and_place
from tests.conformance.serving import Served
from tests.fakes import FakeClock


class Spy(httpx.AsyncBaseTransport):
    """Lets requests to the tenant through; of another host it only remembers that it was asked."""

    def __init__(self, inner: httpx.AsyncBaseTransport, origin: str) -> None:
        self._inner = inner
        self._origin = httpx.URL(origin)
        self.elsewhere: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        same = (self._origin.scheme, self._origin.netloc) == (
            request.url.scheme,
            request.url.netloc,
        )
        if same:
            return await self._inner.handle_async_request(request)
        self.elsewhere.append(request)
        return httpx.Response(200, json={"value": []})

    async def aclose(self) -> None:
        await self._inner.aclose()


class Tokens:
    """A new token of one application for one service whenever it is asked."""

    def __init__(self, http: httpx.AsyncClient, tenant: dict[str, Any], service: str) -> None:
        self._http, self._tenant, self._service = http, tenant, service

    async def token(self) -> str:
        client = next(one for one in self._tenant["clients"] if one["name"] == "app")
        form = {
            "grant_type": "client_credentials",
            "client_id": client["clientId"],
            "client_secret": client["clientSecret"],
            "scope": f"https://{self._service}/.default",
        }
        answer = await self._http.post(f"/{self._tenant['tenantId']}/oauth2/v2.0/token", data=form)
        return str(answer.raise_for_status().json()["access_token"])

    async def renew(self, stale: str, claims: str | None) -> None:
        """Nothing: no token is kept."""


class Unwritten:
    """An account that nobody reads."""

    async def intend(self, request: Any) -> None: ...

    async def sent(self, request: Any, outcome: str, **about: Any) -> None: ...


@dataclass(frozen=True, slots=True)
class Ours(Overseer):
    """Our clients of Exchange and Graph; *stranger* has a token for another tenant."""

    exchange: Exchange
    graph: Graph
    stranger: Exchange
    spy: Spy

    async def mailboxes(self) -> list[dict[str, Any]]:
        return [row async for page in self.exchange.mailboxes() for row in page]


@asynccontextmanager
async def ours(served: Served) -> AsyncIterator[Ours]:
    """Our clients on the first tenant, as its plain application."""
    async with AsyncExitStack() as stack:
        control = stack.enter_context(served.control())
        tenant, since = tenant_and_place(control)
        other = control.get("/_tenant/state").json()["tenants"][1]
        spy = Spy(httpx.AsyncHTTPTransport(verify=served.trust()), served.origin)
        http = await stack.enter_async_context(
            httpx.AsyncClient(transport=spy, base_url=served.origin)
        )
        clock = FakeClock()

        def line(of: dict[str, Any], service: str) -> Line:
            tokens = Tokens(http, of, service)
            wire = Wire(http, served.origin, tokens, Limiter(clock), clock)
            return Line(wire, Unwritten(), what_if=False)

        home = Organization(served.origin, tenant["tenantId"])
        exchange = Exchange(line(tenant, "outlook.office365.com"), home)
        stranger = Exchange(line(other, "outlook.office365.com"), home)
        downloads = Downloads(http, (httpx.URL(served.origin).host,), clock)
        graph = Graph(line(tenant, "graph.microsoft.com"), served.origin, downloads=downloads)
        yield Ours(control, tenant, since, exchange, graph, stranger, spy)
