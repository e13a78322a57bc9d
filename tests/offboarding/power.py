"""A power cut at the n-th outward effect: everything of ours stops, the world goes on."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import httpx

from shared.store.ports import Content, Entity, Store
from tests.fakes import MemoryStore


class PowerCut(BaseException):
    """No code of ours gets to run after this, as after SIGKILL."""


@dataclass
class Fuse:
    """Counts effects, and blows before or after the n-th; then it stays dark until mended."""

    blow_at: int | None = None
    after: bool = False
    count: int = 0
    dark: bool = False
    names: list[str] = field(default_factory=list)

    async def around[T](self, name: str, effect: Callable[[], Awaitable[T]]) -> T:
        if self.dark:
            raise PowerCut
        self.count += 1
        self.names.append(name)
        here = self.count == self.blow_at
        if here and not self.after:
            self._blow()
        done = await effect()
        if here and self.after:
            self._blow()
        return done

    def mend(self) -> None:
        self.dark, self.blow_at = False, None

    def _blow(self) -> None:
        self.dark = True
        raise PowerCut


class FusedTransport(httpx.AsyncBaseTransport):
    """The wire to the tenant; writes are effects."""

    def __init__(self, inner: httpx.AsyncBaseTransport, fuse: Fuse) -> None:
        self._inner = inner
        self._fuse = fuse

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        cmdlet = request.headers.get("x-cmdletname", "")
        reads = request.method == "GET" or cmdlet.startswith("Get-")
        if reads or request.url.path.endswith("$batch") or "/_tenant/" in request.url.path:
            return await self._inner.handle_async_request(request)
        name = cmdlet or f"{request.method} {request.url.path}"
        return await self._fuse.around(name, lambda: self._inner.handle_async_request(request))


class _Tables:
    def __init__(self, memory: MemoryStore, fuse: Fuse) -> None:
        self._inner, self._fuse = memory.tables, fuse
        self.get, self.query = memory.tables.get, memory.tables.query

    async def insert(self, table: str, entity: Entity) -> Entity:
        return await self._fuse.around(f"insert {table}", lambda: self._inner.insert(table, entity))

    async def replace(self, table: str, entity: Entity) -> Entity:
        return await self._fuse.around(
            f"replace {table}", lambda: self._inner.replace(table, entity)
        )

    async def put(self, table: str, entity: Entity) -> Entity:
        return await self._fuse.around(f"put {table}", lambda: self._inner.put(table, entity))

    async def delete(self, table: str, entity: Entity) -> None:
        await self._fuse.around(f"delete {table}", lambda: self._inner.delete(table, entity))


class _Blobs:
    def __init__(self, memory: MemoryStore, fuse: Fuse) -> None:
        self._inner, self._fuse = memory.blobs, fuse
        self.get, self.address = memory.blobs.get, memory.blobs.address

    async def create(self, container: str, name: str, data: Content, content_type: str) -> str:
        return await self._fuse.around(
            f"create {container}", lambda: self._inner.create(container, name, data, content_type)
        )

    async def put(self, container: str, name: str, data: bytes, content_type: str) -> str:
        return await self._fuse.around(
            f"put {container}", lambda: self._inner.put(container, name, data, content_type)
        )

    async def append(self, container: str, name: str, data: bytes, *, position: int) -> int:
        return await self._fuse.around(
            f"append {container}",
            lambda: self._inner.append(container, name, data, position=position),
        )


class _Queues:
    def __init__(self, memory: MemoryStore, fuse: Fuse) -> None:
        self._inner, self._fuse = memory.queues, fuse

    async def send(self, queue: str, body: str) -> None:
        await self._fuse.around(f"send {queue}", lambda: self._inner.send(queue, body))


def fused(memory: MemoryStore, fuse: Fuse) -> Store:
    """*memory* with a fuse in each of its writing lines."""
    return Store(_Tables(memory, fuse), _Blobs(memory, fuse), _Queues(memory, fuse))
