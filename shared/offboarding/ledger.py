"""
The ledger: what each step found, meant to do, and did, kept before and after each write.

One row a step. A row written under a later lease is never overwritten by an earlier one.
"""

import json
from collections.abc import Mapping

from shared.offboarding.cases import LeaseLost
from shared.offboarding.model import Item, Outcome, Reason, Record, Status
from shared.store import documents, names
from shared.store.ports import Changed, Entity, Exists, Missing, Scalar, Store
from shared.web.request import Json

_TRIES = 5


class Ledger:
    """The steps of one case."""

    def __init__(self, store: Store, tenant_id: str, case_id: str) -> None:
        self._store = store
        self._case_id = case_id
        self._prefix = f"steps/{tenant_id}/{case_id}"
        # Rows as last seen: the lease has one writer, so they are seldom out of date.
        self._last: dict[str, Entity] = {}

    async def records(self) -> dict[str, Record]:
        """All steps the ledger knows, by id."""
        found: dict[str, Record] = {}
        async for row in self._store.tables.query(names.STEPS, partition=self._case_id):
            self._last[row.row] = row
            found[row.row] = await self._record(row)
        return found

    async def begun(self) -> bool:
        """Whether a write was ever intended: the person may be half-way out."""
        return any(record.intended_at for record in (await self.records()).values())

    async def write(self, record: Record) -> Record:
        """
        *record* is in the ledger.

        Raises:
            LeaseLost: A later lease wrote this step.

        """
        entity = await self._entity(record)
        for _ in range(_TRIES):
            held = self._last.pop(record.step, None) or await self._store.tables.get(
                names.STEPS, self._case_id, record.step
            )
            if held is not None and _epoch(held) > record.epoch:
                raise LeaseLost(self._case_id)
            try:
                self._last[record.step] = await self._put(entity, held)
            except (Exists, Changed, Missing):
                continue  # somebody else wrote it: the row itself decides
            return record
        raise LeaseLost(self._case_id)

    async def _put(self, entity: Entity, held: Entity | None) -> Entity:
        if held is None:
            return await self._store.tables.insert(names.STEPS, entity)
        return await self._store.tables.replace(
            names.STEPS, Entity(entity.partition, entity.row, entity.values, held.etag)
        )

    async def _entity(self, record: Record) -> Entity:
        blobs = self._store.blobs
        values: dict[str, Scalar] = {
            "status": record.status.value,
            "epoch": record.epoch,
            "outcome": record.outcome.value if record.outcome else None,
            "before": await documents.write(blobs, self._prefix, record.before),
            "desired": await documents.write(blobs, self._prefix, record.desired),
            "after": await documents.write(blobs, self._prefix, record.after),
            "items": await documents.write(
                blobs, self._prefix, [item.json for item in record.items]
            ),
            "reasonCode": record.reason.code if record.reason else None,
            "reasonText": record.reason.text if record.reason else None,
            "intendedAt": record.intended_at,
            "endedAt": record.ended_at,
            "transcript": documents.canonical(record.anchor),
        }
        return Entity(self._case_id, record.step, values)

    async def _record(self, row: Entity) -> Record:
        blobs, values = self._store.blobs, row.values
        outcome, code = values.get("outcome"), values.get("reasonCode")
        items = await documents.read(blobs, str(values["items"]))
        return Record(
            row.row,
            Status(str(values["status"])),
            _epoch(row),
            Outcome(str(outcome)) if outcome else None,
            _mapping(await documents.read(blobs, str(values["before"]))),
            _mapping(await documents.read(blobs, str(values["desired"]))),
            _mapping(await documents.read(blobs, str(values["after"]))),
            tuple(_item(item) for item in items) if isinstance(items, list) else (),
            Reason(str(code), str(values.get("reasonText"))) if code else None,
            _text(values.get("intendedAt")),
            _text(values.get("endedAt")),
            _mapping(await documents.read(blobs, str(values["transcript"]))),
        )


def _item(content: Json) -> Item:
    item = json.loads(json.dumps(content))
    reason = item["reason"]
    return Item(
        item["target"],
        Outcome(item["outcome"]),
        Reason(reason["code"], reason["text"]) if reason else None,
    )


def _epoch(row: Entity) -> int:
    epoch = row.values.get("epoch")
    return epoch if isinstance(epoch, int) else 0


def _mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}


def _text(value: Scalar) -> str | None:
    return value if isinstance(value, str) else None
