"""Stand-ins that behave: a store in memory and a clock that runs only when nothing else does."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count

from shared.store.azure_storage import _properties
from shared.store.ports import Changed, Content, Entity, Exists, Missing, Scalar, Store


class FakeClock:
    """Time that moves to the next sleeper's hour as soon as nothing else is left to run."""

    def __init__(self, start: datetime | None = None) -> None:
        self._now = start or datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
        self._elapsed = 0.0
        self._sleepers: list[float] = []

    def now(self) -> datetime:
        return self._now + timedelta(seconds=self._elapsed)

    def monotonic(self) -> float:
        return self._elapsed

    def advance(self, seconds: float) -> None:
        self._elapsed += seconds

    async def sleep(self, seconds: float) -> None:
        wake = self._elapsed + seconds
        self._sleepers.append(wake)
        try:
            idle = 0
            while self._elapsed < wake:
                await asyncio.sleep(0)
                ready = len(asyncio.get_running_loop()._ready)  # type: ignore[attr-defined]
                idle = idle + 1 if ready < len(self._sleepers) else 0
                if idle > 3 and wake == min(self._sleepers):
                    self._elapsed = max(self._elapsed, wake)
        finally:
            self._sleepers.remove(wake)


class MemoryTables:
    def __init__(self) -> None:
        self.rows: dict[tuple[str, str, str], Entity] = {}
        self._etags = count(1)

    async def get(self, table: str, partition: str, row: str) -> Entity | None:
        await asyncio.sleep(0)
        return self.rows.get((table, partition, row))

    async def insert(self, table: str, entity: Entity) -> Entity:
        await asyncio.sleep(0)
        if _key(table, entity) in self.rows:
            raise Exists(f"{table}/{entity.partition}/{entity.row}")
        return self._store(table, entity)

    async def replace(self, table: str, entity: Entity) -> Entity:
        await asyncio.sleep(0)
        self._match(table, entity)
        return self._store(table, entity)

    async def put(self, table: str, entity: Entity) -> Entity:
        await asyncio.sleep(0)
        return self._store(table, entity)

    async def delete(self, table: str, entity: Entity) -> None:
        await asyncio.sleep(0)
        if _key(table, entity) in self.rows:
            self._match(table, entity)
            del self.rows[_key(table, entity)]

    async def query(
        self,
        table: str,
        *,
        partition: str | None = None,
        equal: Mapping[str, Scalar] | None = None,
        at_most: Mapping[str, str] | None = None,
    ) -> AsyncIterator[Entity]:
        await asyncio.sleep(0)
        for (name, part, _), entity in sorted(self.rows.items()):
            values = entity.values
            if (
                name == table
                and partition in (None, part)
                and all(values.get(key) == value for key, value in (equal or {}).items())
                and all(
                    isinstance(values.get(key), str) and str(values[key]) <= value
                    for key, value in (at_most or {}).items()
                )
            ):
                yield entity

    def of(self, table: str) -> list[Entity]:
        return [entity for (name, _, _), entity in sorted(self.rows.items()) if name == table]

    def _match(self, table: str, entity: Entity) -> None:
        held = self.rows.get(_key(table, entity))
        if held is None:
            raise Missing(f"{table}/{entity.partition}/{entity.row}")
        if held.etag != entity.etag:
            raise Changed(f"{table}/{entity.partition}/{entity.row}")

    def _store(self, table: str, entity: Entity) -> Entity:
        _properties(entity)  # Azure's limits hold here too
        kept = {name: value for name, value in entity.values.items() if value is not None}
        stored = Entity(entity.partition, entity.row, kept, f'W/"{next(self._etags)}"')
        self.rows[_key(table, entity)] = stored
        return stored


class MemoryBlobs:
    def __init__(self) -> None:
        self.blobs: dict[tuple[str, str], bytes] = {}

    async def create(self, container: str, name: str, data: Content, content_type: str) -> str:
        await asyncio.sleep(0)
        if (container, name) in self.blobs:
            raise Exists(f"{container}/{name}")
        self.blobs[container, name] = data if isinstance(data, bytes) else data.read()
        return self.address(container, name)

    async def put(self, container: str, name: str, data: bytes, content_type: str) -> str:
        await asyncio.sleep(0)
        self.blobs[container, name] = data
        return self.address(container, name)

    async def get(self, container: str, name: str) -> bytes | None:
        await asyncio.sleep(0)
        return self.blobs.get((container, name))

    async def names(self, container: str, prefix: str = "") -> AsyncIterator[str]:
        await asyncio.sleep(0)
        for held, name in sorted(self.blobs):
            if held == container and name.startswith(prefix):
                yield name

    async def append(self, container: str, name: str, data: bytes, *, position: int) -> int:
        await asyncio.sleep(0)
        held = self.blobs.get((container, name))
        if position == 0 and held is not None:
            raise Exists(f"{container}/{name}")
        if position != len(held or b""):
            raise Changed(f"{container}/{name}")
        self.blobs[container, name] = (held or b"") + data
        return position + len(data)

    def address(self, container: str, name: str) -> str:
        return f"https://blobs.example/{container}/{name}"


class MemoryQueues:
    def __init__(self) -> None:
        self.sent: dict[str, list[str]] = {}

    async def send(self, queue: str, body: str) -> None:
        await asyncio.sleep(0)
        self.sent.setdefault(queue, []).append(body)

    def take(self, queue: str) -> list[str]:
        return self.sent.pop(queue, [])


class MemoryStore:
    """A `Store` whose parts can be looked into."""

    def __init__(self) -> None:
        self.tables = MemoryTables()
        self.blobs = MemoryBlobs()
        self.queues = MemoryQueues()

    @property
    def store(self) -> Store:
        return Store(self.tables, self.blobs, self.queues)


def _key(table: str, entity: Entity) -> tuple[str, str, str]:
    return table, entity.partition, entity.row
