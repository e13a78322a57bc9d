"""Set-Mailbox: type, forwarding, delegates, quotas, hold, audit, attributes."""

from local.tenant.exchange import refusals
from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import NOTHING, Output, cmdlet
from local.tenant.exchange.quotas import set_quotas
from local.tenant.exchange.recipients import (
    change_mailbox,
    find_mailbox,
    find_recipient,
    name_of,
)
from local.tenant.licensing import settle
from local.tenant.state.kinds import TYPES
from local.tenant.state.person import Mailbox, Person
from local.tenant.tenant import Tenant

_ATTRIBUTES = 15


@cmdlet(
    "Set-Mailbox",
    "Identity! text",
    "Type Regular|Shared|Room|Equipment",
    "HiddenFromAddressListsEnabled bool",
    "ForwardingAddress text",
    "ForwardingSmtpAddress text",
    "DeliverToMailboxAndForward bool",
    "GrantSendOnBehalfTo many",
    "IssueWarningQuota size",
    "ProhibitSendQuota size",
    "ProhibitSendReceiveQuota size",
    "UseDatabaseQuotaDefaults bool",
    "LitigationHoldEnabled bool",
    "AuditEnabled bool",
    "DefaultAuditSet Admin|Delegate|Owner*",
    "Force bool",
    *(f"CustomAttribute{number} text" for number in range(1, _ATTRIBUTES + 1)),
)
def set_mailbox(tenant: Tenant, given: Bound) -> Output:
    """Change what is given, all of it or nothing."""
    identity = given.required("Identity")
    person, mailbox = find_mailbox(tenant, identity)
    quotas = set_quotas(person, mailbox, given)
    forwarding = _forwarding(tenant, given)
    delegates = _delegates(tenant, mailbox, given)
    hold = _hold(person, given)

    person, mailbox = change_mailbox(tenant, identity)
    mailbox.quotas = quotas
    mailbox.forwarding_to = forwarding if given.has("ForwardingAddress") else mailbox.forwarding_to
    mailbox.on_behalf = delegates
    if hold is not None:
        mailbox.hold_since = tenant.clock.now() if hold else None
    _set_smtp_forwarding(mailbox, given)
    _set_flags(mailbox, given)
    _set_attributes(mailbox, given)
    if kind := given.text("Type"):
        mailbox.kind = TYPES[kind]
        settle(tenant, person)
    return NOTHING


def _forwarding(tenant: Tenant, given: Bound) -> str | None:
    """The name of the recipient to forward to, which must exist."""
    target = given.text("ForwardingAddress")
    return name_of(find_recipient(tenant, target)) if target else None


def _delegates(tenant: Tenant, mailbox: Mailbox, given: Bound) -> list[int]:
    if not given.has("GrantSendOnBehalfTo"):
        return mailbox.on_behalf
    change = given.change("GrantSendOnBehalfTo")

    def index(identity: str) -> int:
        return find_mailbox(tenant, identity)[0].who.index

    if change.replace is not None:
        return [index(one) for one in change.replace]
    gone = {index(one) for one in change.remove}
    kept = [one for one in mailbox.on_behalf if one not in gone]
    return kept + [new for new in map(index, change.add) if new not in kept]


def _hold(person: Person, given: Bound) -> bool | None:
    if not given.has("LitigationHoldEnabled"):
        return None
    wanted = given.flag("LitigationHoldEnabled")
    if wanted and not person.account.licenses:
        raise refusals.recipient_task(
            "Your Microsoft Exchange Online license doesn't permit you to put a litigation hold "
            "on this mailbox."
        )
    return wanted


def _set_smtp_forwarding(mailbox: Mailbox, given: Bound) -> None:
    if given.has("ForwardingSmtpAddress"):
        address = given.text("ForwardingSmtpAddress")
        plain = (address or "").removeprefix("smtp:")
        mailbox.forwarding_smtp = f"smtp:{plain}" if plain else None


def _set_flags(mailbox: Mailbox, given: Bound) -> None:
    if given.has("HiddenFromAddressListsEnabled"):
        mailbox.hidden = given.flag("HiddenFromAddressListsEnabled")
    if given.has("DeliverToMailboxAndForward"):
        mailbox.deliver_and_forward = given.flag("DeliverToMailboxAndForward")
    if given.has("UseDatabaseQuotaDefaults"):
        mailbox.database_quotas = given.flag("UseDatabaseQuotaDefaults")
    if given.has("AuditEnabled"):
        mailbox.audited = given.flag("AuditEnabled")
    if given.has("DefaultAuditSet"):
        mailbox.audit_set = given.several("DefaultAuditSet")


def _set_attributes(mailbox: Mailbox, given: Bound) -> None:
    for number in range(1, _ATTRIBUTES + 1):
        name = f"CustomAttribute{number}"
        if given.has(name):
            mailbox.attributes[number] = given.text(name) or ""
