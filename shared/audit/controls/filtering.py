"""What protects people from mail, and what is let past it."""

from collections.abc import Iterator

from shared.audit.facts import Facts
from shared.audit.model import Severity, Status, Verdict, control
from shared.audit.records import Record
from shared.audit.walk import each
from shared.web.request import Json

_STRICT = "Strict Preset Security Policy"
_PRESETS = ("Get-EOPProtectionPolicyRule", "Get-ATPProtectionPolicyRule")


def _name(row: Record) -> str:
    return row.first_text("Name", "Identity")


@control(
    "exo-connection-filter-ip-allow",
    title="The connection filter allows no addresses past filtering",
    severity=Severity.MEDIUM,
    reads=("Get-HostedConnectionFilterPolicy",),
    source="Set-HostedConnectionFilterPolicy, parameter IPAllowList",
    remedy="Set-HostedConnectionFilterPolicy -Identity <policy> -IPAllowList @()",
    scuba=("MS.SECURITYSUITE.8.1v1",),
    cis=("2.1.12",),
)
def connection_filter_ip_allow(facts: Facts) -> Iterator[Verdict]:
    """Passes when IPAllowList is empty; mail from a listed address skips all sender checks."""

    def rule(policy: Record) -> Verdict:
        allowed = policy.texts("IPAllowList")
        evidence: dict[str, Json] = {"IPAllowList": list(allowed)}
        if not allowed:
            return Verdict(_name(policy), Status.PASS, "no address is let past", evidence)
        reason = f"mail from {', '.join(allowed[:5])} skips spam and sender checks"
        return Verdict(_name(policy), Status.FAIL, reason, evidence)

    yield from each(facts.rows("Get-HostedConnectionFilterPolicy"), _name, rule)


@control(
    "exo-preset-strict",
    title="The strict preset policy is in force for sensitive people",
    severity=Severity.MEDIUM,
    reads=_PRESETS,
    source="Enable-EOPProtectionPolicyRule and Enable-ATPProtectionPolicyRule",
    remedy="in the Defender portal, Preset security policies, switch on Strict protection for the "
    "people who need it (the second half needs Defender for Office 365)",
    cis=("2.4.2",),
)
def preset_strict(facts: Facts) -> Iterator[Verdict]:
    """
    Passes when the strict preset is enabled in both lists of rules.

    No rows at all stay unknown: presets were never switched on, or the licence does not show them.
    """
    states = {key: _state(facts, key) for key in _PRESETS}
    lacking = [key for key in _PRESETS if states[key] != "Enabled"]
    evidence: dict[str, Json] = dict(states)
    if not lacking:
        yield Verdict(facts.home, Status.PASS, "the strict preset is in force", evidence)
    else:
        reason = f"the strict preset is not enabled according to {' and '.join(lacking)}"
        yield Verdict(facts.home, Status.FAIL, reason, evidence)


def _state(facts: Facts, key: str) -> str | None:
    """The state of the strict preset in the list *key*, None when the list lacks it."""
    for rule in facts.rows(key):
        if rule.text("Name") == _STRICT:
            return rule.text("State")
    return None
