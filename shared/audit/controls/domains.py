"""What the domains tell receivers about their mail: DKIM, SPF, DMARC."""

from collections.abc import Iterator

from shared.audit import domains, spf
from shared.audit.domains import Answers
from shared.audit.facts import Facts
from shared.audit.model import Read, Severity, Status, Verdict, control
from shared.audit.records import Absent, Record
from shared.audit.walk import each
from shared.web.request import Json

_ACCEPTED = "Get-AcceptedDomain"
_DKIM = "Get-DkimSigningConfig"
_REDIRECTS_FOLLOWED = 5


@control(
    "exo-dkim-enabled",
    title="Outgoing mail of each sending domain is DKIM-signed",
    severity=Severity.MEDIUM,
    reads=(_ACCEPTED, _DKIM),
    consults=(Read("dns:dkim", may_be_empty=True),),
    source="Set-DkimSigningConfig, parameter Enabled",
    remedy="publish both selector CNAMEs that Get-DkimSigningConfig shows, then "
    "Set-DkimSigningConfig -Identity <domain> -Enabled $true",
    scuba=("MS.EXO.3.1v1",),
    cis=("2.1.9",),
)
def dkim_enabled(facts: Facts) -> Iterator[Verdict]:
    """
    Passes when signing is enabled and valid for the domain.

    The service signs for its own onmicrosoft.com domains without an entry. A domain for
    coexistence, or with sending disabled, does not need it.
    """
    entries = {row.text("Domain").casefold(): row for row in facts.rows(_DKIM)}

    def rule(accepted: Record) -> Verdict:
        domain = accepted.text("DomainName").casefold()
        if domains.for_coexistence(domain) or _may_not_send(accepted):
            return Verdict(domain, Status.NOT_APPLICABLE, "no mail is sent from it")
        entry = entries.get(domain)
        if entry is not None:
            return _signing(domain, entry, _selectors(facts, domain))
        if domains.signed_by_service(domain):
            return Verdict(domain, Status.PASS, "the service signs for its own domain")
        return Verdict(domain, Status.FAIL, "DKIM was never set up for it; its mail is not signed")

    yield from each(facts.rows(_ACCEPTED), domains.name_of, rule)


def _signing(domain: str, entry: Record, selectors: Json) -> Verdict:
    enabled = entry.truth("Enabled")
    evidence: dict[str, Json] = {"Enabled": enabled}
    if selectors is not None:
        evidence["dns:dkim"] = selectors
    if not enabled:
        return Verdict(domain, Status.FAIL, "its mail is not signed", evidence)
    status = evidence["Status"] = entry.text("Status")
    if status != "Valid":
        reason = f"signing is on but not valid: {status}"
        return Verdict(domain, Status.FAIL, reason, evidence)
    return Verdict(domain, Status.PASS, "its mail is signed", evidence)


def _selectors(facts: Facts, domain: str) -> Json:
    """What the DNS has at the selectors; None when that is not known: evidence, no condition."""
    try:
        return list(Answers(facts, "dns:dkim").of(domain))
    except Absent:
        return None


def _may_not_send(accepted: Record) -> bool:
    # An absent flag excuses nothing: the domain is then judged like any other.
    flag = "SendingFromDomainDisabled"
    return flag in accepted and accepted.value(flag) is not None and accepted.truth(flag)


@control(
    "exo-spf-published",
    title="Each domain publishes an SPF record that fails other senders",
    severity=Severity.MEDIUM,
    reads=(_ACCEPTED, "dns:spf"),
    source="RFC 7208",
    remedy="have the DNS owner publish one TXT record such as "
    '"v=spf1 include:spf.protection.outlook.com -all"',
    scuba=("MS.EXO.2.2v3",),
    cis=("2.1.8",),
)
def spf_published(facts: Facts) -> Iterator[Verdict]:
    """Passes with exactly one record that ends in -all or ~all within ten look-ups."""
    answers = Answers(facts, "dns:spf")

    def rule(accepted: Record) -> Verdict:
        domain = accepted.text("DomainName").casefold()
        if domains.for_coexistence(domain):
            return Verdict(domain, Status.NOT_APPLICABLE, "the service runs it")
        texts = answers.of(domain)
        fault = _spf_fault(answers, domain, _REDIRECTS_FOLLOWED)
        evidence: dict[str, Json] = {"records": [text for text in texts if "v=spf1" in text]}
        if fault is not None:
            return Verdict(domain, Status.FAIL, fault, evidence)
        return _within_lookups(domain, texts, answers, evidence)

    yield from each(facts.rows(_ACCEPTED), domains.name_of, rule)


def _spf_fault(answers: Answers, domain: str, redirects: int) -> str | None:
    """What is wrong with the record that counts for *domain*. Raises: Absent."""
    found = spf.records(answers.of(domain))
    if len(found) != 1:
        many = "more than one SPF record; receivers treat that as an error"
        return f"{domain} has {many if found else 'no SPF record'}"
    [record] = found
    if record.ending is None and record.redirect is not None:
        if redirects == 0:
            return f"its redirects lead nowhere ({domain})"
        return _spf_fault(answers, record.redirect, redirects - 1)
    if record.ending in ("-", "~"):
        return None
    return f"the record of {domain} does not end in -all or ~all; any server may send"


def _within_lookups(
    domain: str, texts: tuple[str, ...], answers: Answers, evidence: dict[str, Json]
) -> Verdict:
    [record] = spf.records(texts)
    # A domain that was not asked about is named in the evidence; one that did not answer is
    # an error, and makes the count unknown.
    count, unknown = spf.lookups(record, lambda name: answers.of(name) if name in answers else None)
    evidence |= {"lookups": count, "notFollowed": list(unknown)}
    if count > spf.LOOKUPS_ALLOWED:
        reason = f"it costs more than {spf.LOOKUPS_ALLOWED} look-ups; receivers give up"
        return Verdict(domain, Status.FAIL, reason, evidence)
    return Verdict(domain, Status.PASS, "one record that fails other senders", evidence)


@control(
    "exo-dmarc-published",
    title="Each domain has a DMARC record",
    severity=Severity.MEDIUM,
    reads=(_ACCEPTED, "dns:dmarc"),
    source="RFC 7489",
    remedy='have the DNS owner publish a TXT record at _dmarc.<domain>, "v=DMARC1; p=reject; '
    'rua=mailto:<reports>"',
    scuba=("MS.EXO.4.1v1",),
    cis=("2.1.10",),
)
def dmarc_published(facts: Facts) -> Iterator[Verdict]:
    """Passes with a record at the domain or at its organisation's domain above it."""
    answers = Answers(facts, "dns:dmarc")

    def rule(accepted: Record) -> Verdict:
        domain = accepted.text("DomainName").casefold()
        if domains.for_coexistence(domain):
            return Verdict(domain, Status.NOT_APPLICABLE, "the service runs it")
        for name in domains.ancestors(domain):
            for text in answers.of(name):
                if text.replace(" ", "").casefold().startswith("v=dmarc1"):
                    evidence: dict[str, Json] = {"at": name, "record": text}
                    return Verdict(domain, Status.PASS, f"{name} has a record", evidence)
        return Verdict(domain, Status.FAIL, "receivers get no instruction about forged mail")

    yield from each(facts.rows(_ACCEPTED), domains.name_of, rule)
