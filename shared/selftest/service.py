"""A self-test of one tenant, from sign-in to the report. Without `write` no write can leave."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from importlib.metadata import version

from shared.clock import Clock
from shared.clouds import endpoints
from shared.selftest.expectations import expectations, questions
from shared.selftest.probe import Scene
from shared.selftest.run import Finding, Result, judged
from shared.selftest.scene import scene_of
from shared.selftest.writing import STEPS, removed
from shared.session import Connections, Session
from shared.settings import Settings
from shared.tenants import Role, Tenant
from shared.web.errors import ServiceError
from shared.web.request import Answer, Json, Request

type Told = Callable[[Finding, int, int], None]  # a finding, its number, how many there are


@dataclass(slots=True)
class Report:
    """What a self-test found; nothing in it names the tenant or anything of it."""

    taken_on: str
    cloud: str
    wrote: bool
    findings: list[Finding] = field(default_factory=list)
    left_behind: str | None = None

    @property
    def clean(self) -> bool:
        """Whether nothing refuted the local tenant, and all that could be asked was answered."""
        bad = {Result.REFUTES, Result.FAILED}
        return self.left_behind is None and not any(one.result in bad for one in self.findings)

    def count(self, result: Result) -> int:
        return sum(one.result is result for one in self.findings)

    def document(self) -> dict[str, Json]:
        """The file that may be sent to the makers of the local tenant."""
        return {
            "schema": "nightshift.selftest/1",
            "version": version("nightshift"),
            "takenOn": self.taken_on,
            "cloud": self.cloud,
            "wrote": self.wrote,
            "summary": {result.value: self.count(result) for result in Result},
            "findings": [one.document() for one in self.findings],
        }


class SessionDesk:
    """Sends the questions through an open session: its token, its transcript, its interlock."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def exchange(self, request: Request) -> Answer:
        return await self._session.exchange.answer(request)

    async def graph(self, request: Request) -> Answer:
        return await self._session.graph.answer(request)


class Selftest:
    """Holds a tenant against the local tenant."""

    def __init__(self, settings: Settings, connections: Connections, clock: Clock) -> None:
        self._settings = settings
        self._connections = connections
        self._clock = clock

    async def run(self, tenant: Tenant, *, write: bool, told: Told) -> Report:
        """
        The report on *tenant*; *told* hears of each finding as it comes.

        With *write* a shared mailbox is made and removed again, also when something fails between.

        Raises:
            Refused: The sign-in fails, or Exchange lets it read no mailbox.
            NotHere: The tenant has no mailbox to ask about.
            Transient: The tenant cannot be reached.

        """
        now = self._clock.now()
        report = Report(f"{now:%Y-%m-%d}", tenant.cloud.value, wrote=write)
        role = Role.OPERATOR if write else Role.READER
        try:
            async with self._connections.open(
                tenant,
                run=f"selftest-{now:%Y%m%d%H%M%S}",
                reason="selftest",
                what_if=not write,
                role=role,
            ) as session:
                await self._ask(session, tenant, report, told, write=write)
        finally:
            await self._connections.close()
        return report

    async def _ask(
        self, session: Session, tenant: Tenant, report: Report, told: Told, *, write: bool
    ) -> None:
        desk = SessionDesk(session)
        places = endpoints(tenant.cloud, self._settings.local_endpoint)
        organization = session.exchange.organization
        scene = await scene_of(desk, organization, places.graph, self._clock.sleep)
        total = len(questions()) + (len(STEPS) if write else 0)
        # Closed here and now, also when *told* fails: leaving it removes the mailbox.
        async with aclosing(self._findings(scene, desk, report, write=write)) as findings:
            async for finding in findings:
                report.findings.append(finding)
                told(finding, len(report.findings), total)

    async def _findings(
        self, scene: Scene, desk: SessionDesk, report: Report, *, write: bool
    ) -> AsyncGenerator[Finding]:
        async for finding in judged(questions(), expectations(), scene, desk):
            yield finding
        if not write:
            return
        try:
            async for finding in judged(STEPS, expectations(), scene, desk):
                yield finding
        finally:
            try:
                gone = await removed(scene, desk)
            except ServiceError:
                gone = False
            report.left_behind = None if gone else scene.own
