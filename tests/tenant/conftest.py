"""A world in process, and a client that talks to it the way an app does."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from local.tenant.app import build_app
from local.tenant.state.clients import EXCHANGE, GRAPH, Client
from local.tenant.world import World
from tests.fakes import FakeClock

ANCHOR = "APP:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@contoso"


class Caller:
    """Calls Exchange, Graph and the control plane of one world as one client."""

    def __init__(self, world: World, http: httpx.AsyncClient) -> None:
        self.world = world
        self.tenant = world.tenants[0]
        self.http = http
        self.client: Client | None = None

    def token(self, audience: str) -> dict[str, str]:
        token = self.world.mint(self.tenant, audience, client=self.client)
        return {"Authorization": f"Bearer {token}"}

    @property
    def exchange_headers(self) -> dict[str, str]:
        """What a call to Exchange carries, without an anchor."""
        return self.token(EXCHANGE)

    @property
    def root(self) -> str:
        return f"/adminapi/beta/{self.tenant.tenant_id}"

    async def run(self, cmdlet: str, /, **parameters: Any) -> httpx.Response:
        body = {"CmdletInput": {"CmdletName": cmdlet, "Parameters": parameters}}
        headers = {**self.token(EXCHANGE), "X-AnchorMailbox": ANCHOR}
        return await self.http.post(f"{self.root}/InvokeCommand", headers=headers, json=body)

    async def rows(self, cmdlet: str, /, **parameters: Any) -> list[dict[str, Any]]:
        answer = await self.run(cmdlet, **parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()["value"]

    async def native(self, path: str, **headers: str) -> httpx.Response:
        return await self.http.get(f"{self.root}/{path}", headers=self.token(EXCHANGE) | headers)

    async def graph(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        content = {} if body is None else {"json": body}
        return await self.http.request(
            method, f"/v1.0{path}", headers=self.token(GRAPH) | headers, **content
        )

    async def picture(self, user: str) -> dict[str, Any]:
        return (await self.http.get(f"/_tenant/users/{user}")).json()

    async def pick(self, kind: str, count: int = 1) -> list[str]:
        answer = await self.http.get("/_tenant/picks", params={"kind": kind, "count": count})
        assert answer.status_code == 200, answer.text
        return answer.json()["users"]

    async def fault(self, **rule: Any) -> None:
        answer = await self.http.post("/_tenant/faults", json=[rule])
        assert answer.status_code == 200, answer.text


def refusal_of(answer: httpx.Response) -> str:
    """The last segment of the exception's name."""
    details = answer.json()["error"].get("details")
    if details is None:
        inner = answer.json()["error"]["innererror"]["internalexception"]
        return inner["type"].rpartition(".")[2]
    return details[0]["message"].split("|")[1].rpartition(".")[2]


@pytest.fixture
def world() -> World:
    return World.create(clock=FakeClock())


@pytest.fixture
async def caller(world: World) -> AsyncIterator[Caller]:
    transport = httpx.ASGITransport(app=build_app(world))
    async with httpx.AsyncClient(transport=transport, base_url="https://localhost") as http:
        yield Caller(world, http)
