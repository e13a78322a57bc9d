"""From a snapshot to a report: every control has its say, and nothing unread passes. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from shared.audit.facts import Facts
from shared.audit.model import Control, Finding, Status, Verdict
from shared.audit.records import Absent
from shared.audit.settings import Policy, Waiver
from shared.audit.snapshot import Snapshot
from shared.web.request import Json

_JUDGED = (Status.PASS, Status.FAIL, Status.WAIVED, Status.NOT_APPLICABLE)
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Report:
    """The findings about one tenant as it was at `taken_at`."""

    tenant: str
    tenant_domain: str
    taken_at: str
    findings: tuple[Finding, ...]

    @property
    def counts(self) -> Counter[Status]:
        return Counter(finding.status for finding in self.findings)

    @property
    def coverage(self) -> float:
        """The share of findings that could be judged; read it before the score."""
        judged = sum(self.counts[status] for status in _JUDGED)
        return round(judged / len(self.findings), _DIGITS) if self.findings else 0.0

    @property
    def score(self) -> float | None:
        """
        The share of passes among passes and failures; None when there are neither.

        A waiver or a control that does not apply neither raises nor lowers it.
        """
        counts = self.counts
        decided = counts[Status.PASS] + counts[Status.FAIL]
        return round(counts[Status.PASS] / decided, _DIGITS) if decided else None

    @property
    def clean(self) -> bool:
        """Whether nothing failed and nothing stayed unknown."""
        return not (self.counts[Status.FAIL] or self.counts[Status.UNKNOWN])

    def document(self) -> dict[str, Json]:
        """The report as JSON."""
        return {
            "tenant": self.tenant,
            "tenantDomain": self.tenant_domain,
            "takenAt": self.taken_at,
            "findings": [_document(finding) for finding in self.findings],
            "coverage": self.coverage,
            "score": self.score,
            "counts": {status.value: self.counts[status] for status in Status},
        }


def judge(snapshot: Snapshot, controls: Iterable[Control], policy: Policy) -> Report:
    """
    What *controls* find in *snapshot*, with the policy's waivers that hold on its day.

    Raises:
        ConfigError: The snapshot's context has a value that a setting does not take.

    """
    facts = Facts(snapshot, policy.settings.overridden(snapshot.context))
    day = _day(snapshot.taken_at)
    findings = tuple(
        _waived(finding, policy.waivers, day)
        for control in controls
        for finding in _findings(control, facts)
    )
    return Report(snapshot.tenant, facts.home, snapshot.taken_at, findings)


def _findings(control: Control, facts: Facts) -> Iterator[Finding]:
    for verdict in _verdicts(control, facts):
        yield Finding(
            control.id,
            verdict.resource,
            verdict.status,
            verdict.severity or control.severity,
            verdict.reason,
            verdict.evidence,
        )


def _verdicts(control: Control, facts: Facts) -> Iterator[Verdict]:
    troubles = [trouble for read in control.reads if (trouble := facts.trouble(read))]
    if troubles:
        yield Verdict(facts.home, Status.UNKNOWN, "; ".join(troubles))
        return
    silent = True
    try:
        for verdict in control.decide(facts):
            silent = False
            yield verdict
    except Absent as absent:
        # What was found before stands; the rest is unknown.
        yield Verdict(facts.home, Status.UNKNOWN, str(absent))
        return
    if silent:
        yield Verdict(facts.home, Status.UNKNOWN, "the control found nothing to judge")


def _waived(finding: Finding, waivers: Iterable[Waiver], day: date | None) -> Finding:
    fitting = [one for one in waivers if one.covers(finding.control, finding.resource)]
    if finding.status is not Status.FAIL or day is None or not fitting:
        return finding
    waiver = max(fitting, key=lambda one: one.until)
    until = waiver.until.isoformat()
    if day > waiver.until:
        return replace(finding, reason=f"{finding.reason} (a waiver ended on {until})")
    evidence: dict[str, Json] = {
        **finding.evidence,
        "waiver": {"reason": waiver.reason, "owner": waiver.owner, "until": until},
    }
    return replace(finding, status=Status.WAIVED, evidence=evidence)


def _day(taken_at: str) -> date | None:
    """The day of the snapshot; None when it does not say, and then no waiver holds."""
    try:
        return date.fromisoformat(taken_at[:10])
    except ValueError:
        return None


def _document(finding: Finding) -> dict[str, Json]:
    return {
        "control": finding.control,
        "resource": finding.resource,
        "status": finding.status.value,
        "severity": finding.severity.value,
        "reason": finding.reason,
        "evidence": dict(finding.evidence),
    }
