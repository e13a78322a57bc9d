"""What each mailbox records about its owner, delegates and admins, and who escapes it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from shared.audit import mailboxes
from shared.audit.facts import Facts
from shared.audit.model import Read, Severity, Status, Verdict, control
from shared.audit.records import Absent, Record
from shared.audit.walk import fold
from shared.web.request import Json

_LOGON_TYPES = frozenset({"Admin", "Delegate", "Owner"})
_BYPASS = "Get-MailboxAuditBypassAssociation"
_BYPASS_NAMES = ("Name", "Identity", "ExchangeObjectId", "PrimarySmtpAddress")
_MAILBOX_NAMES = (
    "Name",
    "Guid",
    "ExternalDirectoryObjectId",
    "PrimarySmtpAddress",
    "UserPrincipalName",
)
# The service's own accounts carry a GUID in their name. A bare prefix would let a person hide.
_SYSTEM_ACCOUNT = re.compile(
    r"(SystemMailbox|DiscoverySearchMailbox ?|HealthMailbox-?|FederatedEmail\.|Migration\.)"
    r"\{?[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}\}?",
    re.IGNORECASE,
)


@control(
    "exo-mailbox-audit-enabled",
    title="Each user and shared mailbox has its own audit flag on",
    severity=Severity.MEDIUM,
    reads=(mailboxes.mailboxes("AuditEnabled", within="Audit"),),
    consults=("Get-OrganizationConfig",),
    source="Set-Mailbox, parameter AuditEnabled",
    remedy="Set-Mailbox -Identity <mailbox> -AuditEnabled $true",
    cis=("6.1.2",),
)
def mailbox_audit_enabled(facts: Facts) -> Iterator[Verdict]:
    """
    Passes for user and shared mailboxes with AuditEnabled true.

    While the organisation's default is on, the flag of these mailboxes is ignored by the service:
    a flag that is off is then reported with low severity. It decides when the default goes off.
    """
    default_on = _audits_by_default(facts)

    def rule(mailbox: Record) -> Verdict | None:
        if not mailboxes.of_people(mailbox):
            return None
        name, on = mailboxes.address(mailbox), mailbox.truth("AuditEnabled")
        evidence: dict[str, Json] = {"AuditEnabled": on, "organisationDefault": default_on}
        if on:
            return Verdict(name, Status.PASS, "its audit flag is on", evidence)
        if default_on:
            reason = "its audit flag is off; only the organisation's default makes it record"
            return Verdict(name, Status.FAIL, reason, evidence, Severity.LOW)
        why = "is off too" if default_on is False else "could not be read"
        reason = f"its audit flag is off, and the organisation's default {why}"
        return Verdict(name, Status.FAIL, reason, evidence)

    rows = facts.rows(mailboxes.KEY)
    yield from fold(rows, mailboxes.address, rule, home=facts.home, kind="mailboxes")


@control(
    "exo-mailbox-audit-default-set",
    title="Mailboxes still use the Microsoft-managed set of audited actions",
    severity=Severity.MEDIUM,
    reads=(mailboxes.mailboxes("DefaultAuditSet", within="Audit"),),
    source="Set-Mailbox, parameter DefaultAuditSet",
    remedy="Set-Mailbox -Identity <mailbox> -DefaultAuditSet Admin,Delegate,Owner "
    "(resets action lists that were chosen by hand)",
)
def mailbox_audit_default_set(facts: Facts) -> Iterator[Verdict]:
    """
    Passes when DefaultAuditSet has Admin, Delegate and Owner.

    A mailbox taken off the managed set keeps a frozen list: new audit actions never reach it.
    """

    def rule(mailbox: Record) -> Verdict | None:
        if not mailboxes.of_people(mailbox):
            return None
        kept = mailbox.texts("DefaultAuditSet")
        missing = sorted(_LOGON_TYPES - set(kept))
        name, evidence = mailboxes.address(mailbox), {"DefaultAuditSet": list[Json](kept)}
        if not missing:
            return Verdict(name, Status.PASS, "it uses the managed set", evidence)
        reason = f"its list for {', '.join(missing)} is frozen; new audit actions do not arrive"
        return Verdict(name, Status.FAIL, reason, evidence)

    rows = facts.rows(mailboxes.KEY)
    yield from fold(rows, mailboxes.address, rule, home=facts.home, kind="mailboxes")


@control(
    "exo-mailbox-audit-bypass",
    title="No account is exempt from mailbox auditing",
    severity=Severity.HIGH,
    reads=(Read(_BYPASS, fields=frozenset({"AuditBypassEnabled", *_BYPASS_NAMES})),),
    consults=(mailboxes.mailboxes(),),
    source="Set-MailboxAuditBypassAssociation, parameter AuditBypassEnabled",
    remedy="Set-MailboxAuditBypassAssociation -Identity <account> -AuditBypassEnabled $false",
    cis=("6.1.3",),
)
def mailbox_audit_bypass(facts: Facts) -> Iterator[Verdict]:
    """
    Passes when no account but the service's own has AuditBypassEnabled.

    Whatever a bypassed account does in any mailbox goes unrecorded: the ideal hiding place.
    """

    def rule(account: Record) -> Verdict | None:
        if _SYSTEM_ACCOUNT.fullmatch(account.text("Name")):
            return None
        bypassed = account.truth("AuditBypassEnabled")
        evidence = {"AuditBypassEnabled": bypassed, **_names(account, _BYPASS_NAMES)}
        if bypassed:
            reason = "what it does in any mailbox is not recorded"
            return Verdict(_account(account), Status.FAIL, reason, evidence)
        return Verdict(_account(account), Status.PASS, "it is recorded", evidence)

    rows = facts.rows(_BYPASS)
    verdicts = list(fold(rows, _account, rule, home=facts.home, kind="accounts"))
    yield from _by_address(facts, verdicts)


def _audits_by_default(facts: Facts) -> bool | None:
    """Whether the organisation's default audits; None when that could not be read."""
    try:
        return not facts.one("Get-OrganizationConfig").truth("AuditDisabled")
    except Absent:
        return None


def _account(account: Record) -> str:
    return account.first_text("PrimarySmtpAddress", "Identity", "Name").casefold()


def _names(record: Record, fields: Iterable[str]) -> dict[str, Json]:
    return {name: record.value(name) for name in fields if name in record}


def _by_address(facts: Facts, verdicts: list[Verdict]) -> Iterator[Verdict]:
    """*verdicts* on accounts, those that have a mailbox named by its address."""
    wanted = {
        key: place
        for place, verdict in enumerate(verdicts)
        if verdict.status is Status.FAIL
        for key in _keys({name: verdict.evidence.get(name) for name in _BYPASS_NAMES})
    }
    for mailbox in _mailboxes(facts) if wanted else ():
        for key in _keys(_names(mailbox, _MAILBOX_NAMES)):
            if key in wanted:
                place = wanted[key]
                verdicts[place] = replace(verdicts[place], resource=mailboxes.address(mailbox))
    yield from verdicts


def _mailboxes(facts: Facts) -> Iterator[Record]:
    """The mailboxes, or none: an account is then called by its own name."""
    try:
        yield from facts.rows(mailboxes.KEY)
    except Absent:
        return


def _keys(names: Mapping[str, Json]) -> set[str]:
    return {value.casefold() for value in names.values() if isinstance(value, str) and value}
