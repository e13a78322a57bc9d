"""
A night's run of one capability over one tenant: announced once, finished once, its result kept.

A timer announces one run a tenant: row first, message second. A queue function works it. The
result blob is written once, before the row says the run is over; a message that comes again
finds it finished.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.clock import Clock, stamp
from shared.own_message import TENANT_ID, members
from shared.store import names
from shared.store.documents import canonical
from shared.store.ports import Content, Entity, Exists, Store
from shared.web.request import Json

_RUN_ID = re.compile(r"[A-Za-z0-9-]{1,100}")


class BadMessage(ValueError):
    """A message that no run of ours sent."""


@dataclass(frozen=True, slots=True)
class Run:
    """
    One run: `kind` names the capability, `prefix` where its result lies in `results`.

    `sealed` says that the run has its result already.
    """

    kind: str
    tenant_id: str
    run_id: str
    prefix: str
    sealed: bool = False

    @property
    def message(self) -> str:
        return canonical(
            {
                "schema": "nightshift.run/1",
                "kind": self.kind,
                "tenant": self.tenant_id,
                "run": self.run_id,
            }
        )


def run_of(kind: str, tenant_id: str, moment: datetime, label: str = "") -> Run:
    """The run of *kind* that starts there at *moment*; *label* tells runs by hand apart."""
    millis = moment.microsecond // 1000
    run_id = f"{kind}-{moment:%Y%m%dT%H%M%S}{millis:03}Z{label}"
    return Run(kind, tenant_id, run_id, f"{kind}/{tenant_id}/{moment:%Y/%m/%d}/{run_id}")


def run_named(message: str) -> tuple[str, str] | None:
    """Tenant and run that a message of ours speaks of; None for any other body."""
    match members(message, tenant=TENANT_ID, run=_RUN_ID):
        case (tenant_id, run_id):
            return tenant_id, run_id
        case _:
            return None


class Runs:
    """The table of runs."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def announce(self, run: Run, queue: str) -> None:
        """The run has a row and a message; announcing it again adds no row."""
        try:
            await self._insert(run)
        except Exists:
            row = await self._store.tables.get(names.RUNS, run.tenant_id, run.run_id)
            if row is None or row.values.get("announced") is True:
                return
            # A crash came between row and message.
        await self._store.queues.send(queue, run.message)
        await self._update(run, announced=True)

    async def accept(self, kind: str, message: str) -> Run:
        """
        The run that *message* speaks of.

        Raises:
            BadMessage: It is none of ours: the text says what is wrong.

        """
        named = run_named(message)
        if named is None:
            raise BadMessage("not a run's message: JSON with `tenant` and `run` is wanted")
        tenant_id, run_id = named
        row = await self._store.tables.get(names.RUNS, tenant_id, run_id)
        if row is None or row.values.get("kind") != kind:
            raise BadMessage(
                f"no {kind} run {run_id[:100]!r} is known for tenant {tenant_id[:100]!r}"
            )
        done = row.values.get("state") == "completed"
        return Run(kind, tenant_id, run_id, str(row.values["prefix"]), sealed=done)

    async def open_by_hand(self, run: Run) -> Run:
        """A run that a person started has its row; nobody sends it a message."""
        await self._insert(run)
        return run

    async def attach(self, run: Run, name: str, data: Content, content_type: str) -> str:
        """
        *data* lies beside the result under *name*; returns the address.

        A run that is repeated after a crash keeps what it wrote first.
        """
        path = f"{run.prefix}/{name}"
        try:
            return await self._store.blobs.create(names.RESULTS, path, data, content_type)
        except Exists:
            return self._store.blobs.address(names.RESULTS, path)

    async def attached(self, run: Run, name: str) -> bytes | None:
        """What lies beside the result under *name*, or None."""
        return await self._store.blobs.get(names.RESULTS, f"{run.prefix}/{name}")

    async def finish(
        self, run: Run, result: Mapping[str, Json], summary: Mapping[str, Json]
    ) -> str:
        """The result is kept for good and the row says completed; returns the address."""
        document = json.dumps(result, ensure_ascii=False, indent=1).encode()
        address = await self.attach(run, "result.json", document, "application/json")
        await self._update(
            run,
            state="completed",
            endedAt=stamp(self._clock.now()),
            result=address,
            summary=canonical(summary),
        )
        return address

    async def fail(self, tenant_id: str, run_id: str, reason: str) -> None:
        """The row of an unfinished run says failed, and why; a run that ended stays as it is."""
        row = await self._store.tables.get(names.RUNS, tenant_id, run_id)
        if row is not None and row.values.get("state") != "completed":
            await self._store.tables.replace(
                names.RUNS,
                row.having(state="failed", reason=reason, endedAt=stamp(self._clock.now())),
            )

    async def _insert(self, run: Run) -> None:
        values = {
            "kind": run.kind,
            "state": "queued",
            "prefix": run.prefix,
            "createdAt": stamp(self._clock.now()),
        }
        await self._store.tables.insert(names.RUNS, Entity(run.tenant_id, run.run_id, values))

    async def _update(self, run: Run, **values: str | bool) -> None:
        row = await self._store.tables.get(names.RUNS, run.tenant_id, run.run_id)
        if row is not None:
            await self._store.tables.replace(names.RUNS, row.having(**values))
