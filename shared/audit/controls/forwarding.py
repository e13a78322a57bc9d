"""Ways by which mail leaves the organisation on its own."""

from collections.abc import Iterator

from shared.audit import mailboxes
from shared.audit.facts import Facts
from shared.audit.model import Read, Severity, Status, Verdict, control
from shared.audit.recipients import Recipients, domain_of
from shared.audit.records import Record
from shared.audit.walk import each, fold
from shared.web.request import Json

_RULES = "Get-HostedOutboundSpamFilterRule"


def _policy_name(row: Record) -> str:
    return row.first_text("Name", "Identity", "DomainName")


@control(
    "exo-remote-domain-autoforward",
    title="Remote domains do not allow automatic forwarding",
    severity=Severity.HIGH,
    reads=("Get-RemoteDomain",),
    source="Set-RemoteDomain, parameter AutoForwardEnabled",
    remedy="Set-RemoteDomain -Identity <remote domain> -AutoForwardEnabled $false, or name the "
    "domain in allowedForwardingDomains of audit.yaml",
    scuba=("MS.EXO.1.1v2",),
    cis=("6.2.1",),
)
def remote_domain_autoforward(facts: Facts) -> Iterator[Verdict]:
    """Passes for a remote domain without automatic forwarding or on the allow-list, never `*`."""
    allowed = {domain.casefold() for domain in facts.settings.allowed_forwarding_domains} - {"*"}

    def rule(remote: Record) -> Verdict:
        domain, forwards = remote.text("DomainName"), remote.truth("AutoForwardEnabled")
        name = _policy_name(remote)
        evidence: dict[str, Json] = {"DomainName": domain, "AutoForwardEnabled": forwards}
        if not forwards:
            return Verdict(name, Status.PASS, "automatic forwarding is off", evidence)
        if domain.casefold() in allowed:
            return Verdict(name, Status.PASS, f"forwarding to {domain} is allowed", evidence)
        reason = f"a rule in one mailbox can send all its mail to {domain}"
        return Verdict(name, Status.FAIL, reason, evidence)

    yield from each(facts.rows("Get-RemoteDomain"), _policy_name, rule)


@control(
    "exo-outbound-spam-autoforward-off",
    title="Outbound anti-spam policies block automatic external forwarding",
    severity=Severity.HIGH,
    reads=("Get-HostedOutboundSpamFilterPolicy", Read(_RULES, may_be_empty=True)),
    source="Set-HostedOutboundSpamFilterPolicy, parameter AutoForwardingMode",
    remedy="Set-HostedOutboundSpamFilterPolicy -Identity <policy> -AutoForwardingMode Off",
    cis=("6.2.1",),
)
def outbound_spam_autoforward_off(facts: Facts) -> Iterator[Verdict]:
    """
    Passes when AutoForwardingMode is Off in the default policy and in each one that is in force.

    A custom policy is in force by an enabled rule. `Automatic` blocks as well today, but by the
    service's choice: it fails with low severity.
    """
    in_force = {
        rule.text("HostedOutboundSpamFilterPolicy").casefold()
        for rule in facts.rows(_RULES)
        if rule.text("State") == "Enabled"
    }

    def rule(policy: Record) -> Verdict:
        name, mode = _policy_name(policy), policy.text("AutoForwardingMode")
        evidence: dict[str, Json] = {"AutoForwardingMode": mode}
        if not policy.truth("IsDefault") and name.casefold() not in in_force:
            reason = "no enabled rule puts it in force"
            return Verdict(name, Status.NOT_APPLICABLE, reason, evidence)
        if mode == "Off":
            return Verdict(name, Status.PASS, "automatic forwarding is blocked", evidence)
        if mode == "Automatic":
            reason = "forwarding is left to the service's choice, which blocks it today"
            return Verdict(name, Status.FAIL, reason, evidence, Severity.LOW)
        reason = "it lets mail be forwarded outside automatically"
        return Verdict(name, Status.FAIL, reason, evidence)

    yield from each(facts.rows("Get-HostedOutboundSpamFilterPolicy"), _policy_name, rule)


@control(
    "exo-mailbox-external-forwarding",
    title="No mailbox forwards to an outside address",
    severity=Severity.HIGH,
    reads=(
        mailboxes.mailboxes(
            "ForwardingSmtpAddress",
            "ForwardingAddress",
            "DeliverToMailboxAndForward",
            within="Delivery",
        ),
        "Get-AcceptedDomain",
    ),
    consults=(Read("Get-Recipient", may_be_empty=True),),
    source="Set-Mailbox, parameters ForwardingSmtpAddress and ForwardingAddress",
    remedy="ask the owner, then Set-Mailbox -Identity <mailbox> -ForwardingSmtpAddress $null "
    "-ForwardingAddress $null",
)
def mailbox_external_forwarding(facts: Facts) -> Iterator[Verdict]:
    """
    Passes when no target lies outside the accepted domains; mail contacts are looked up.

    Forwarding survives a new password and is the usual trace of an account take-over.
    """
    inside = {row.text("DomainName").casefold() for row in facts.rows("Get-AcceptedDomain")}
    recipients = Recipients(facts)

    def rule(mailbox: Record) -> Verdict:
        name = mailboxes.address(mailbox)
        for target in _targets(mailbox, recipients):
            if domain_of(target) not in inside:
                evidence: dict[str, Json] = {"target": target}
                if "DeliverToMailboxAndForward" in mailbox:
                    evidence["keepsCopy"] = mailbox.value("DeliverToMailboxAndForward")
                return Verdict(name, Status.FAIL, f"its mail goes to {target}", evidence)
        return Verdict(name, Status.PASS, "its mail stays inside")

    rows = facts.rows(mailboxes.KEY)
    yield from fold(rows, mailboxes.address, rule, home=facts.home, kind="mailboxes")


def _targets(mailbox: Record, recipients: Recipients) -> Iterator[str]:
    """The addresses *mailbox* forwards to. Raises: Absent."""
    direct = mailbox.text_or_none("ForwardingSmtpAddress")
    named = mailbox.text_or_none("ForwardingAddress")
    if direct is not None:
        yield direct.casefold().removeprefix("smtp:")
    if named is not None:
        yield recipients.address(named)
