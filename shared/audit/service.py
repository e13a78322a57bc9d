"""The morning's audit: read, kept as evidence, judged, reported. It never writes to a tenant."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from shared.audit.catalogue import catalogue, reads_of
from shared.audit.collect import Collector, unread
from shared.audit.judge import Report, judge
from shared.audit.lookups import Dns
from shared.audit.model import Control, Read
from shared.audit.settings import Policy
from shared.audit.snapshot import NAME, Filed, Outcome, Snapshot
from shared.clock import Clock, stamp
from shared.runs import BadMessage, Run, Runs, run_of
from shared.session import Connections
from shared.store import names
from shared.tenants import Role, Tenant, Tenants, UnknownTenant
from shared.web.errors import Permanent
from shared.web.request import Json

KIND = "audit"
SCHEMA = "nightshift.audit/1"


@dataclass(frozen=True, slots=True)
class _Reading:
    """What was read, and where the account of it ends."""

    data: dict[str, Outcome]
    heads: list[Json]


@dataclass(frozen=True, slots=True)
class Kept:
    """A report, and the addresses of the result and the snapshot that prove it."""

    report: Report
    run: str
    result: str
    snapshot: str

    def document(self) -> dict[str, Json]:
        """The report as JSON, with where its evidence lies."""
        return {
            "run": self.run,
            **self.report.document(),
            "result": self.result,
            "snapshot": self.snapshot,
        }


class Audits:
    """Judges the audit configuration of every tenant."""

    def __init__(
        self,
        tenants: Tenants,
        policy: Policy,
        connections: Connections,
        runs: Runs,
        resolver: Dns,
        clock: Clock,
    ) -> None:
        self._tenants = tenants
        self._policy = policy
        self._connections = connections
        self._runs = runs
        self._resolver = resolver
        self._clock = clock

    async def start_morning(self) -> None:
        """Every tenant has a run and a message; a timer that fires twice in a minute adds none."""
        moment = self._clock.now().replace(second=0, microsecond=0)
        for tenant in self._tenants:
            await self._runs.announce(run_of(KIND, tenant.tenant_id, moment), names.AUDIT_RUNS)

    async def run(self, message: str) -> None:
        """
        The run of *message* has its result; one that has it already is left alone.

        Raises:
            BadMessage: It is none of ours, or its tenant is not configured any more.
            Transient: The service failed for a passing reason; the queue repeats the run.

        """
        run = await self._runs.accept(KIND, message)
        if run.sealed:
            return
        try:
            tenant = self._tenants.find(run.tenant_id)
        except UnknownTenant as error:
            raise BadMessage(str(error)) from error
        await self.audit(tenant, run)

    async def by_hand(self, tenant: Tenant) -> Kept:
        """A run that a person asked for, now. Raises: Transient."""
        run = run_of(KIND, tenant.tenant_id, self._clock.now(), label="-by-hand")
        return await self.audit(tenant, await self._runs.open_by_hand(run))

    async def audit(self, tenant: Tenant, run: Run) -> Kept:
        """
        The report of *run*, kept with the snapshot it was made from.

        A sign-in that is refused is a report too: everything is unknown, with the reason.

        Raises:
            Transient: The service failed for a passing reason; nothing is kept.

        """
        controls = catalogue()
        moment = self._clock.now()
        with TemporaryDirectory(prefix="nightshift-audit-") as folder:
            reading = await self._read(
                tenant, run, Path(folder), tuple(reads_of(controls).values())
            )
            snapshot = Snapshot(tenant.tenant_id, tenant.domain, stamp(moment), reading.data)
            # A large tenant takes seconds; the loop has other runs' leases to keep.
            report = await asyncio.to_thread(judge, snapshot, controls, self._policy)
            address = await self._keep(run, snapshot, moment)
        result = await self._finish(run, report, controls, reading, address)
        return Kept(report, run.run_id, result, address)

    async def _read(
        self, tenant: Tenant, run: Run, folder: Path, reads: Sequence[Read]
    ) -> _Reading:
        try:
            async with self._connections.open(
                tenant, run=run.run_id, reason="audit", role=Role.READER, what_if=True
            ) as session:
                collector = Collector(session.exchange, self._resolver, folder)
                data = await collector.collect(reads)
        except Permanent as error:  # only the sign-in: a read's own error stands in its place
            return _Reading(unread(reads, error), [])
        return _Reading(data, [session.transcript.anchor])

    async def _keep(self, run: Run, snapshot: Snapshot, moment: datetime) -> str:
        """
        The snapshot and its files lie beside the result; returns the snapshot's address.

        Each attempt has its own folder: what a crashed one left never mixes with this one's.
        """
        folder = f"snapshot-{moment:%Y%m%dT%H%M%S%fZ}"
        for outcome in snapshot.data.values():
            if isinstance(outcome, Filed):
                name = f"{folder}/{outcome.path.name}"
                with outcome.path.open("rb") as rows:
                    await self._runs.attach(run, name, rows, "application/x-ndjson")
        document = json.dumps(snapshot.document(), ensure_ascii=False, indent=1).encode()
        return await self._runs.attach(run, f"{folder}/{NAME}", document, "application/json")

    async def _finish(
        self,
        run: Run,
        report: Report,
        controls: Sequence[Control],
        reading: _Reading,
        snapshot_address: str,
    ) -> str:
        """The result is kept and the run is over; returns the result's address."""
        result: dict[str, Json] = {
            "schema": SCHEMA,
            "run": run.run_id,
            **report.document(),
            "controls": len(controls),
            "snapshot": snapshot_address,
            "transcripts": reading.heads,
            "config": {"audit.yaml": self._policy.sha256, "tenants.yaml": self._tenants.sha256},
        }
        summary = {name: result[name] for name in ("coverage", "score", "counts")}
        return await self._runs.finish(run, result, summary)
