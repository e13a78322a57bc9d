"""Quotas, as the functions and the command line use them."""

import logging

from shared.clock import Clock
from shared.config import Loaded
from shared.quota.night import Approve, Night
from shared.quota.policy import QuotaPolicy
from shared.quota.report import Report, counts, document
from shared.quota.survey import Progress
from shared.runs import Run, Runs, run_of
from shared.session import Connections
from shared.store import names
from shared.tenants import Mode, Role, Tenant, Tenants, UnknownTenant
from shared.web.errors import Permanent, ServiceError

KIND = "quota"

log = logging.getLogger(__name__)


class Quotas:
    """The night's work on quotas, for every tenant."""

    def __init__(
        self,
        tenants: Tenants,
        policy: Loaded[QuotaPolicy],
        connections: Connections,
        runs: Runs,
        clock: Clock,
    ) -> None:
        self._tenants = tenants
        self._policy = policy
        self._connections = connections
        self._runs = runs
        self._clock = clock

    async def start_night(self) -> None:
        """Every tenant has a run that starts now, and a message that says so."""
        now = self._clock.now()
        for tenant in self._tenants:
            await self._runs.announce(run_of(KIND, tenant.tenant_id, now), names.QUOTA_BATCHES)

    async def run(self, message: str) -> None:
        """
        The run that *message* speaks of has its result, or its row says why it failed.

        Raises:
            BadMessage: It speaks of no run of ours.
            Transient: Exchange did not serve us; the same message may do better later.

        """
        run = await self._runs.accept(KIND, message)
        if run.sealed:
            return
        try:
            tenant = self._tenants.find(run.tenant_id)
            report = await self._work(tenant, run, enforce=tenant.mode.quota is Mode.ENFORCE)
        except (UnknownTenant, Permanent) as error:  # no later try can do better
            log.error("quota run %s failed: %s", run.run_id, error)  # noqa: TRY400 - no traceback: the sentence is the reason
            await self._runs.fail(run.tenant_id, run.run_id, str(error))
            return
        if report.again is not None:
            raise report.again
        await self._finish(run, report)

    async def night(
        self,
        tenant: Tenant,
        run: Run,
        *,
        enforce: bool,
        progress: Progress = lambda _: None,
        approve: Approve = lambda _: True,
    ) -> Report:
        """
        *run*, which a person started, has its result.

        No queue repeats it, so what failed in passing is reported as failed. *approve* sees the
        plan before the first write.

        Raises:
            ServiceError: Exchange could not be read; the run's row says so.

        """
        try:
            report = await self._work(
                tenant, run, enforce=enforce, progress=progress, approve=approve
            )
        except ServiceError as error:
            await self._runs.fail(run.tenant_id, run.run_id, str(error))
            raise
        await self._finish(run, report)
        return report

    async def _work(
        self,
        tenant: Tenant,
        run: Run,
        *,
        enforce: bool,
        progress: Progress = lambda _: None,
        approve: Approve = lambda _: True,
    ) -> Report:
        async with self._connections.open(
            tenant,
            run=run.run_id,
            reason="quotas against the policy",
            role=Role.OPERATOR if enforce else Role.READER,
            what_if=not enforce,
        ) as session:
            night = Night(session, self._policy.value, self._runs, self._clock, progress)
            return await (night.enforce(run, approve) if enforce else night.plan(run))

    async def _finish(self, run: Run, report: Report) -> None:
        config = {"quota.yaml": self._policy.sha256, "tenants.yaml": self._tenants.sha256}
        await self._runs.finish(run, document(report, config), counts(report))
