"""What a run found and did, and how that reads as JSON. Pure."""

from collections import Counter
from dataclasses import dataclass

from shared.quota.enforce import Outcome, Result
from shared.quota.kept import change_document, finding_documents
from shared.quota.survey import Plan
from shared.tenants import Mode, Tenant
from shared.web.errors import Transient
from shared.web.request import Json


@dataclass(frozen=True, slots=True)
class Report:
    """
    One run over one tenant.

    `again` is the fault for which it is worth repeating the run before its result is kept.
    """

    tenant: Tenant
    run_id: str
    mode: Mode
    plan: Plan
    results: tuple[Result, ...]
    requests: int
    anchor: dict[str, Json]  # where the transcript stood at the end
    again: Transient | None = None

    def count(self, outcome: Outcome) -> int:
        """How many changes ended so."""
        return sum(result.outcome is outcome for result in self.results)

    @property
    def in_order(self) -> bool:
        """Whether every governed mailbox was found as the policy says, and nothing else to tell."""
        return not self.plan.drift and not self.plan.finding_counts

    @property
    def unfinished(self) -> bool:
        """Whether something that should have been written was not."""
        return bool(self.count(Outcome.FAILED) or self.count(Outcome.NOT_RUN))


def document(report: Report, config: dict[str, str]) -> dict[str, Json]:
    """The result that is kept; *config* names the digests of the policy it went by."""
    return {
        "schema": "nightshift.quota/1",
        **brief(report),
        "mode": report.mode,
        "counts": counts(report),
        "ifEnforced": _if_enforced(report),
        "transcripts": [report.anchor],
        "config": dict(config),
    }


def brief(report: Report) -> dict[str, Json]:
    """The members that the command line shows."""
    return {
        "tenant": report.tenant.tenant_id,
        "tenantDomain": report.tenant.domain,
        "run": report.run_id,
        "mailboxes": report.plan.mailboxes,
        "requests": report.requests,
        "changes": [_result(result) for result in report.results],
        "findings": finding_documents(report.plan.findings),
    }


def counts(report: Report) -> dict[str, Json]:
    """Exact numbers, also where the lists were cut short."""
    outcomes = Counter(result.outcome for result in report.results)
    return {
        "inOrder": report.plan.in_order,
        "notGoverned": report.plan.not_governed,
        "drift": report.plan.drift,
        "outcomes": dict(sorted(outcomes.items())),
        "findings": dict(sorted(report.plan.finding_counts.items())),
    }


def _result(result: Result) -> Json:
    reason = result.reason
    return change_document(result.change) | {
        "outcome": result.outcome,
        "reason": {"code": reason.code, "text": reason.text} if reason else None,
    }


def _if_enforced(report: Report) -> Json:
    """What enforcing would have changed; nothing to tell where it was enforced."""
    if report.mode is Mode.ENFORCE:
        return None
    return {
        "wouldChange": report.count(Outcome.WOULD_CHANGE),
        "wouldSkip": report.count(Outcome.SKIPPED),
        "overCeiling": report.plan.over_ceiling,
    }
