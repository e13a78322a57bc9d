"""The night's check of every tenant's connection: examined, kept, and told when it changed."""

import json
import logging
from dataclasses import dataclass
from typing import Protocol

from shared.clock import Clock, stamp
from shared.doctor.accounts import Kept
from shared.doctor.report import Report
from shared.doctor.service import Doctor
from shared.doctor.standing import Change, Standing, compare
from shared.runs import BadMessage, Run, Runs, run_of
from shared.store import names
from shared.store.ports import Exists, Store
from shared.tenants import Tenant, Tenants, UnknownTenant
from shared.web.request import Json

KIND = "connection"
# An alert of the infrastructure looks for these words.
CHANGED = "the connection of %s (%s) changed: %s"
log = logging.getLogger(__name__)


class Notices(Protocol):
    """Where news about a tenant's connection goes."""

    async def tell(self, tenant: Tenant, change: Change) -> None:
        """Somebody hears of *change*."""
        ...


class LoggedNotices:
    """A line in the app's log: an error for a trouble, on which alerts are set; else a warning."""

    async def tell(self, tenant: Tenant, change: Change) -> None:
        level = logging.ERROR if change.appeared else logging.WARNING
        log.log(
            level,
            CHANGED,
            tenant.key,
            tenant.domain,
            change.sentence,
            extra={"tenant": tenant.tenant_id, "troubles": list(change.troubles)},
        )


@dataclass(frozen=True, slots=True)
class Checks:
    """Looks at the connection of every tenant, and remembers how it stood."""

    doctor: Doctor
    tenants: Tenants
    runs: Runs
    store: Store
    clock: Clock
    notices: Notices

    async def start(self) -> None:
        """Every tenant has a run and a message; a timer that fires twice in a minute adds none."""
        moment = self.clock.now().replace(second=0, microsecond=0)
        for tenant in self.tenants:
            run = run_of(KIND, tenant.tenant_id, moment)
            await self.runs.announce(run, names.CONNECTION_CHECKS)

    async def run(self, message: str) -> None:
        """
        The run of *message* has its result; one that has it already is left alone.

        Raises:
            BadMessage: It is none of ours, or its tenant is not configured any more.

        """
        run = await self.runs.accept(KIND, message)
        if run.sealed:
            return
        try:
            tenant = self.tenants.find(run.tenant_id)
        except UnknownTenant as error:
            raise BadMessage(str(error)) from error
        await self._check(tenant, run)

    async def _check(self, tenant: Tenant, run: Run) -> None:
        accounts = Kept(self.store.blobs, self.clock, run.run_id)
        report = await self.doctor.examine_alone(tenant, accounts)
        before = await self._standing(tenant)
        findings = [one.finding for one in report.diagnoses]
        after, change = compare(before, findings, stamp(self.clock.now()))
        if change is not None:
            await self._told_once(tenant, run, change)
        await self._keep(_place(tenant), after.document())
        await self._finish(run, report, change, accounts.heads)

    async def _told_once(self, tenant: Tenant, run: Run, change: Change) -> None:
        """
        The news is told, unless an earlier delivery or another run told it.

        It is written down before and crossed off after: one that died between is told by the next.
        """
        notice: dict[str, Json] = {
            "schema": "nightshift.connection-notice/1",
            "tenant": tenant.tenant_id,
            "run": run.run_id,
            "at": stamp(self.clock.now()),
            **_shown(change),
        }
        name = f"connections/{tenant.tenant_id}/notices/{change.key}.json"
        try:
            await self.store.blobs.create(names.WORK, name, _bytes(notice), "application/json")
        except Exists:
            if (await self._kept(name)).get("told") is True:
                return
        await self.notices.tell(tenant, change)
        await self._keep(name, {**notice, "told": True})

    async def _standing(self, tenant: Tenant) -> Standing | None:
        return Standing.of(await self._kept(_place(tenant)))

    async def _kept(self, name: str) -> dict[str, object]:
        """The document *name*; what nobody can read is as good as not there, and empty."""
        try:
            content = json.loads(await self.store.blobs.get(names.WORK, name) or b"{}")
        except (ValueError, RecursionError):
            return {}
        return content if isinstance(content, dict) else {}

    async def _keep(self, name: str, document: dict[str, Json]) -> None:
        await self.store.blobs.put(names.WORK, name, _bytes(document), "application/json")

    async def _finish(
        self, run: Run, report: Report, change: Change | None, heads: list[Json]
    ) -> None:
        result: dict[str, Json] = {
            **report.document(),
            "run": run.run_id,
            "change": None if change is None else _shown(change),
            "transcripts": heads,
            "config": {"tenants.yaml": self.tenants.sha256},
        }
        codes: list[Json] = [*dict.fromkeys(one.finding.code for one in report.diagnoses)]
        await self.runs.finish(run, result, {"ok": report.ok, "findings": codes})


def _place(tenant: Tenant) -> str:
    return f"connections/{tenant.tenant_id}/standing.json"


def _shown(change: Change) -> dict[str, Json]:
    return {
        "appeared": list(change.appeared),
        "gone": list(change.gone),
        "troubles": list(change.troubles),
    }


def _bytes(document: dict[str, Json]) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode()
