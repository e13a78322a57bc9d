"""Whether anything is recorded at all: two switches for the whole tenant."""

from collections.abc import Iterator

from shared.audit.facts import Facts
from shared.audit.model import Severity, Status, Verdict, control


@control(
    "exo-unified-audit-log-ingestion",
    title="Activity from all services is written to the unified audit log",
    severity=Severity.CRITICAL,
    reads=("Get-AdminAuditLogConfig",),
    source="Set-AdminAuditLogConfig, parameter UnifiedAuditLogIngestionEnabled",
    remedy="Set-AdminAuditLogConfig -UnifiedAuditLogIngestionEnabled $true",
    scuba=("MS.SECURITYSUITE.5.1v1",),
    cis=("3.1.1",),
)
def unified_audit_log_ingestion(facts: Facts) -> Iterator[Verdict]:
    """
    Passes when ingestion is on; what is not recorded can never be reconstructed.

    Only the Exchange endpoint tells the truth: the compliance endpoint always says false.
    """
    on = facts.one("Get-AdminAuditLogConfig").truth("UnifiedAuditLogIngestionEnabled")
    evidence = {"UnifiedAuditLogIngestionEnabled": on}
    if on:
        yield Verdict(facts.home, Status.PASS, "the unified audit log is being written", evidence)
    else:
        reason = "nothing is written to the unified audit log; what happens now leaves no trace"
        yield Verdict(facts.home, Status.FAIL, reason, evidence)


@control(
    "exo-org-mailbox-auditing-default",
    title="Mailbox auditing on by default is active for the organisation",
    severity=Severity.CRITICAL,
    reads=("Get-OrganizationConfig",),
    source="Set-OrganizationConfig, parameter AuditDisabled",
    remedy="Set-OrganizationConfig -AuditDisabled $false",
    scuba=("MS.EXO.13.1v1",),
    cis=("6.1.1",),
)
def org_mailbox_auditing_default(facts: Facts) -> Iterator[Verdict]:
    """Passes when AuditDisabled is false; it outranks every mailbox's own setting."""
    off = facts.one("Get-OrganizationConfig").truth("AuditDisabled")
    evidence = {"AuditDisabled": off}
    if off:
        reason = "mailbox auditing is switched off for the organisation; no mailbox records"
        yield Verdict(facts.home, Status.FAIL, reason, evidence)
    else:
        yield Verdict(facts.home, Status.PASS, "mailbox auditing is on by default", evidence)
