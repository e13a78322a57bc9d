"""Ways to meddle with a house: its configuration, the wire to its tenant, its store."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
import yaml

from shared.app import App
from shared.store.ports import Content, Entity, Store
from tests.harness import House, Minted


def start_anew(house: House, *, store: Store | None = None, credentials: Any = None) -> None:
    """Another process of the app has taken over, with the configuration as it is now."""
    house.app = App(
        house.app.settings,
        clock=house.clock,
        store=store or house.memory.store,
        credentials=credentials or Minted(house.world),
        http=lambda: httpx.AsyncClient(transport=house.asgi),
    )


def reconfigure(house: House, file: str, change: Callable[[dict[str, Any]], object]) -> None:
    """*change* was made to a file of the configuration, and the app started anew."""
    path = house.app.settings.config_dir / file
    content = yaml.safe_load(path.read_text())
    change(content)
    path.write_text(yaml.safe_dump(content))
    start_anew(house)


def set_mode(house: House, mode: str) -> None:
    """The tenant's mode of offboarding is *mode* from now on."""
    reconfigure(
        house,
        "tenants.yaml",
        lambda content: content["tenants"]["contoso"]["mode"].update(offboarding=mode),
    )


def add_breach_profile(house: House) -> None:
    """There is a profile `security-breach`, like the standard one."""
    reconfigure(
        house,
        "offboarding.yaml",
        lambda content: content["profiles"].update(
            {"security-breach": content["profiles"]["standard"]}
        ),
    )


def add_step(house: House, step: str) -> None:
    """The standard profile has *step* too."""
    reconfigure(
        house,
        "offboarding.yaml",
        lambda content: content["profiles"]["standard"]["steps"].append(step),
    )


async def somebody_sends(house: House, method: str, path: str, body: object = None) -> None:
    """Somebody else sends that to Graph."""
    tenant = house.app.tenants.find(None)
    async with house.app.connections.open(tenant, run="x", reason="x", what_if=False) as session:
        await session.graph.send(method, path, body)


class Between(httpx.AsyncBaseTransport):
    """The wire with somebody in between, who may answer in the tenant's place."""

    def __init__(
        self, house: House, answer: Callable[[httpx.Request], httpx.Response | None]
    ) -> None:
        self._inner = house.asgi
        self._answer = answer

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self._answer(request) or await self._inner.handle_async_request(request)


def blocks(request: httpx.Request) -> bool:
    """Whether *request* blocks a sign-in."""
    return request.method == "PATCH" and b'"accountEnabled"' in request.content


def revokes(request: httpx.Request) -> bool:
    """Whether *request* revokes sessions."""
    return request.url.path.endswith("revokeSignInSessions")


def _open(*_: object) -> None:
    """The gate that lets everything pass."""


@dataclass
class Gates:
    """What is asked before, or told after, an effect on the store; each may raise."""

    reading: Callable[[str, str, str], None] = _open  # table, partition, row
    replacing: Callable[[str], None] = _open  # table
    created: Callable[[str], None] = _open  # container
    sending: Callable[[str, str], None] = _open  # queue, body


class _Tables:
    def __init__(self, house: House, gates: Gates) -> None:
        self._inner, self._gates = house.memory.tables, gates
        self.insert, self.put = self._inner.insert, self._inner.put
        self.delete, self.query = self._inner.delete, self._inner.query

    async def get(self, table: str, partition: str, row: str) -> Entity | None:
        self._gates.reading(table, partition, row)
        return await self._inner.get(table, partition, row)

    async def replace(self, table: str, entity: Entity) -> Entity:
        self._gates.replacing(table)
        return await self._inner.replace(table, entity)


class _Blobs:
    def __init__(self, house: House, gates: Gates) -> None:
        self._inner, self._gates = house.memory.blobs, gates
        self.get, self.put = self._inner.get, self._inner.put
        self.append, self.address = self._inner.append, self._inner.address

    async def create(self, container: str, name: str, data: Content, content_type: str) -> str:
        address = await self._inner.create(container, name, data, content_type)
        self._gates.created(container)
        return address


class _Queues:
    def __init__(self, house: House, gates: Gates) -> None:
        self._inner, self._gates = house.memory.queues, gates

    async def send(self, queue: str, body: str) -> None:
        self._gates.sending(queue, body)
        await self._inner.send(queue, body)


def gated(house: House) -> Gates:
    """The gates of a store under which the app has started anew; all are open."""
    gates = Gates()
    start_anew(
        house,
        store=Store(_Tables(house, gates), _Blobs(house, gates), _Queues(house, gates)),
    )
    return gates
