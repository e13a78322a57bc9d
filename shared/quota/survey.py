"""
The whole tenant against the policy, before anything is written.

One page of mailboxes is held at a time. Of what was found, changes are kept up to the ceiling and
a fixed number of refused ones, findings up to a cap; all are counted.
"""

from collections.abc import Callable
from dataclasses import dataclass

from shared.exchange.client import Exchange
from shared.exchange.models.statistics import mailbox_size
from shared.exchange.rows import Unreadable
from shared.exchange.sizes import Size
from shared.quota.few_at_once import few_at_once
from shared.quota.plan import (
    PROPERTY_SETS,
    Change,
    Drift,
    Finding,
    InOrder,
    Kind,
    NotGoverned,
    Refusal,
    decide,
    judge_use,
)
from shared.quota.policy import QuotaPolicy
from shared.web.errors import Permanent
from shared.web.request import Row

FINDINGS_KEPT = 1000
REFUSED_KEPT = 1000  # beside the ceiling: what may not be changed does not use it up

type Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Planned:
    """A change, and what stands against it: a refusal, with the use it was judged by."""

    change: Change
    refusal: Refusal | None = None
    used: Size | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """
    What was found; `drift` counts every mailbox that differs, `planned` has those kept.

    Above the ceiling nothing of it is written, and sizes may not have been read.
    """

    mailboxes: int
    in_order: int
    not_governed: int
    drift: int
    over_ceiling: bool
    planned: tuple[Planned, ...]
    findings: tuple[Finding, ...]
    finding_counts: dict[Kind, int]

    @property
    def allowed(self) -> tuple[Change, ...]:
        """The changes that enforcing writes."""
        if self.over_ceiling:
            return ()
        return tuple(item.change for item in self.planned if item.refusal is None)


class _Tally:
    """What the pages amount to so far."""

    def __init__(self, policy: QuotaPolicy, ceiling: int) -> None:
        self._policy = policy
        self._ceiling = ceiling
        self.mailboxes = self.in_order = self.not_governed = 0
        self.drift = self.rising = 0
        self.changes: list[Change] = []
        self.findings: list[Finding] = []
        self.finding_counts: dict[Kind, int] = {}

    def add(self, row: Row) -> None:
        self.mailboxes += 1
        match decide(row, self._policy):
            case InOrder():
                self.in_order += 1
            case NotGoverned():
                self.not_governed += 1
            case Finding() as finding:
                self.find(finding)
            case Drift(change):
                self._differs(change)

    def find(self, finding: Finding) -> None:
        self.finding_counts[finding.kind] = self.finding_counts.get(finding.kind, 0) + 1
        if len(self.findings) < FINDINGS_KEPT:
            self.findings.append(finding)

    @property
    def surely_over(self) -> bool:
        """Whether the ceiling is passed whatever sizes would say, or too much to ask for them."""
        return self.rising > self._ceiling or self.drift > len(self.changes)

    def _differs(self, change: Change) -> None:
        self.drift += 1
        self.rising += not change.falling
        if len(self.changes) < self._ceiling + REFUSED_KEPT:
            self.changes.append(change)
        if change.before.database_defaults:
            text = "the database's defaults are in force; the mailbox's own quotas do nothing"
            self.find(Finding(change.mailbox, Kind.USES_DATABASE_DEFAULTS, text))


async def survey(
    exchange: Exchange, policy: QuotaPolicy, *, ceiling: int, progress: Progress
) -> Plan:
    """
    The plan that brings the tenant to *policy*.

    Sizes are read only for mailboxes whose quotas would fall, after the listing: the link to its
    next page lives for minutes.

    Raises:
        ServiceError: The listing, or a size, could not be read for now.

    """
    tally = _Tally(policy, ceiling)
    async for page in exchange.mailboxes(*PROPERTY_SETS):
        for row in page:
            tally.add(row)
        progress(f"{tally.mailboxes} mailboxes read, {tally.drift} differ from the policy")
    if tally.surely_over:
        planned = [Planned(change) for change in tally.changes]
    else:
        planned = await few_at_once(lambda change: judged(exchange, change), tally.changes)
    waiting = tally.drift - sum(item.refusal is not None for item in planned)
    if waiting > ceiling:
        tally.find(Finding(None, Kind.OVER_CEILING, _over(waiting, ceiling)))
    return Plan(
        tally.mailboxes,
        tally.in_order,
        tally.not_governed,
        tally.drift,
        waiting > ceiling,
        tuple(planned),
        tuple(tally.findings),
        tally.finding_counts,
    )


async def judged(exchange: Exchange, change: Change) -> Planned:
    """*change* with the verdict on it. Raises: Transient."""
    if not change.falling:
        return Planned(change)
    used = await _use(exchange, change.mailbox_id)
    return Planned(change, judge_use(change, used), used)


async def _use(exchange: Exchange, mailbox_id: str) -> Size | None:
    """
    How much the mailbox holds; None when the service does not say.

    Source: Get-EXOMailboxStatistics, TotalItemSize (what a quota is measured by).
    """
    try:
        row = await exchange.mailbox_statistics(mailbox_id)
        return mailbox_size(row) if row is not None else None
    except (Permanent, Unreadable):
        return None  # not readable is not known; the change is refused with that reason


def _over(waiting: int, ceiling: int) -> str:
    return (
        f"{waiting} mailboxes would be changed and at most {ceiling} may be in one run, so "
        "nothing is written; see whether the policy is meant so, then raise "
        "limits.quotaChangesPerNight in tenants.yaml"
    )
