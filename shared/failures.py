"""
Messages we could not take: kept whole with the reason, for a person to read, mend and replay.

One row a body in table `failures`; the same body again raises its count. Nothing is lost, and
nothing of it is retried in vain.
"""

import asyncio
import hashlib
from dataclasses import dataclass

from shared.clock import Clock, stamp
from shared.store import documents, names
from shared.store.ports import Changed, Entity, Exists, Missing, Store

_TRIES = 10


@dataclass(frozen=True, slots=True)
class Failure:
    """A kept message: where it came from, its body, why it could not be taken."""

    queue: str
    failure_id: str
    code: str
    text: str
    body: str
    times: int
    last_at: str
    replayed: bool


class Failures:
    """The kept messages."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def keep(self, queue: str, body: str, *, code: str, text: str) -> str:
        """
        *body* of *queue* is kept with its reason; returns the failure's id.

        *code* is stable, *text* says what happened and what to do.
        """
        failure_id = failure_id_of(body)
        cell = await documents.write(self._store.blobs, "failures", _storable(body))
        now = stamp(self._clock.now())
        fresh = Entity(
            queue,
            failure_id,
            {
                "code": code,
                "text": text[:2000],
                "body": cell,
                "times": 1,
                "firstAt": now,
                "lastAt": now,
                "replayed": False,
            },
        )
        for _ in range(_TRIES):
            try:
                await self._store.tables.insert(names.FAILURES, fresh)
            except Exists:
                if await self._count(fresh):
                    return failure_id
            else:
                return failure_id
        return failure_id  # many copies at once: the row stands, its count lags

    async def list(self, queue: str | None = None) -> list[Failure]:
        """All kept messages, of *queue* or of every queue."""
        rows = [row async for row in self._store.tables.query(names.FAILURES, partition=queue)]
        return list(await asyncio.gather(*(self._failure(row) for row in rows)))

    async def replay(self, queue: str, failure_id: str) -> bool:
        """The body is on its queue again; False when no such failure is kept."""
        for _ in range(_TRIES):
            row = await self._store.tables.get(names.FAILURES, queue, failure_id)
            if row is None:
                return False
            failure = await self._failure(row)
            try:
                # Marked first: should it fail once more, that is counted on top and stays.
                await self._store.tables.replace(names.FAILURES, row.having(replayed=True))
            except Changed:
                continue
            await self._store.queues.send(queue, failure.body)
            return True
        return False

    async def _count(self, fresh: Entity) -> bool:
        held = await self._store.tables.get(names.FAILURES, fresh.partition, fresh.row)
        if held is None:
            return False
        times = held.values.get("times")
        values = {
            **fresh.values,
            "firstAt": held.values.get("firstAt"),
            "times": (times if isinstance(times, int) else 1) + 1,
        }
        try:
            await self._store.tables.replace(
                names.FAILURES, Entity(held.partition, held.row, values, held.etag)
            )
        except (Changed, Missing):
            return False
        return True

    async def _failure(self, row: Entity) -> Failure:
        body = await documents.read(self._store.blobs, str(row.values["body"]))
        times = row.values.get("times")
        return Failure(
            row.partition,
            row.row,
            str(row.values["code"]),
            str(row.values["text"]),
            str(body),
            times if isinstance(times, int) else 1,
            str(row.values["lastAt"]),
            replayed=row.values.get("replayed") is True,
        )


def failure_id_of(body: str) -> str:
    """The id under which *body* is kept: the same body, the same failure."""
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _storable(body: str) -> str:
    """*body* without lone surrogates, which no store takes."""
    return body.encode("utf-8", "replace").decode()
