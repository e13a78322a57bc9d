"""Get-, Enable-, Disable- and Remove-InboxRule."""

from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import NOTHING, Output, cmdlet
from local.tenant.exchange.inbox_rules import change_rule, find_rule, mailbox_of, rules_of
from local.tenant.exchange.properties.inbox_rule import junk_rule, rule_row
from local.tenant.exchange.recipients import find_mailbox
from local.tenant.exchange.values import Row
from local.tenant.tenant import Tenant

_WHICH = ("Identity! text", "Mailbox text", "AlwaysDeleteOutlookRulesBlob bool", "Force bool")


@cmdlet(
    "Get-InboxRule",
    "Identity text",
    "Mailbox text",
    "IncludeHidden bool",
    "BypassScopeCheck bool",
    "ResultSize count",
    "SkipCount count",
    "UseCustomRouting bool",
)
def get_inbox_rule(tenant: Tenant, given: Bound) -> Output:
    """One rule, or those of a mailbox in their order; the hidden one only when asked for."""
    if given.has("Identity"):
        found = find_rule(tenant, given)
        return Output([rule_row(found.person.who, found.rule, found.rules.index(found.rule) + 1)])
    person, _ = find_mailbox(tenant, mailbox_of(given))
    rows: list[Row] = [rule_row(person.who, one, n) for n, one in enumerate(rules_of(person), 1)]
    if given.flag("IncludeHidden"):
        rows.append(junk_rule(person.who))
    return Output(rows[given.size("SkipCount") or 0 :])


@cmdlet("Enable-InboxRule", *_WHICH)
def enable_inbox_rule(tenant: Tenant, given: Bound) -> Output:
    """The rule acts on mail."""
    change_rule(tenant, given).rule.enabled = True
    return NOTHING


@cmdlet("Disable-InboxRule", *_WHICH)
def disable_inbox_rule(tenant: Tenant, given: Bound) -> Output:
    """The rule does nothing, and stays."""
    change_rule(tenant, given).rule.enabled = False
    return NOTHING


@cmdlet("Remove-InboxRule", *_WHICH)
def remove_inbox_rule(tenant: Tenant, given: Bound) -> Output:
    """The rule is gone; an error when it was already."""
    found = change_rule(tenant, given)
    found.rules.remove(found.rule)
    return NOTHING
