"""New- and Set-InboxRule."""

from local.tenant.exchange.addressees import addressee
from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import NOTHING, Output, cmdlet
from local.tenant.exchange.inbox_rules import (
    change_rule,
    changing_rules,
    find_rule,
    mailbox_of,
    rules_of,
)
from local.tenant.exchange.properties.inbox_rule import (
    ADDRESSES,
    FLAGS,
    FOLDERS,
    TEXTS,
    WORDS,
    rule_row,
)
from local.tenant.exchange.recipients import find_mailbox
from local.tenant.seed.rules import rule_id
from local.tenant.state.rules import InboxRule, RuleValue
from local.tenant.tenant import Tenant

_LEVELS = {"WithImportance": "Low|Normal|High", "MarkImportance": "Low|Normal|High"}
_SENSITIVITY = "Normal|Personal|Private|CompanyConfidential"
_PARTS = (
    *(f"{name} many" for name in (*TEXTS, *ADDRESSES)),
    *(f"{name} bool" for name in FLAGS),
    *(f"{name} text" for name in FOLDERS),
    *(f"{name} {_LEVELS.get(name.removeprefix('ExceptIf'), _SENSITIVITY)}" for name in WORDS),
)
_HOW = ("Mailbox text", "Priority count", "AlwaysDeleteOutlookRulesBlob bool", "Force bool")


@cmdlet("New-InboxRule", "Name! text", *_HOW, *_PARTS)
def new_inbox_rule(tenant: Tenant, given: Bound) -> Output:
    """There is one more rule, enabled: at `Priority`, or after the others."""
    found, _ = find_mailbox(tenant, mailbox_of(given))
    parts = _parts(tenant, given, {})
    ids = {one.id for one in rules_of(found)}
    numbers = (rule_id(found.who.exchange_guid, number) for number in range(3, 1 << 20))
    rule = InboxRule(
        next(one for one in numbers if one not in ids), given.required("Name"), parts=parts
    )

    person, rules = changing_rules(tenant, found.who.object_id)
    rules.append(rule)
    _place(rules, rule, given)
    return Output([rule_row(person.who, rule, rules.index(rule) + 1)])


@cmdlet("Set-InboxRule", "Identity! text", "Name text", *_HOW, *_PARTS)
def set_inbox_rule(tenant: Tenant, given: Bound) -> Output:
    """What is given is set; `null` or an empty list takes a part away."""
    parts = _parts(tenant, given, find_rule(tenant, given).rule.parts)
    found = change_rule(tenant, given)
    found.rule.parts = parts
    found.rule.name = given.text("Name") or found.rule.name
    _place(found.rules, found.rule, given)
    return NOTHING


def _place(rules: list[InboxRule], rule: InboxRule, given: Bound) -> None:
    """*rule* stands where `Priority` wants it, the others close up."""
    wanted = given.size("Priority")
    if wanted is not None:
        rules.remove(rule)
        rules.insert(max(wanted - 1, 0), rule)


def _parts(tenant: Tenant, given: Bound, before: dict[str, RuleValue]) -> dict[str, RuleValue]:
    """
    Conditions, actions and exceptions after the change.

    Raises:
        ExchangeRefusal: An addressee is not known.

    """
    parts = dict(before)
    for name in (*TEXTS, *ADDRESSES, *FLAGS, *FOLDERS, *WORDS):
        if given.has(name):
            value = _value(tenant, given, name, before.get(name))
            if value:
                parts[name] = value
            else:
                parts.pop(name, None)
    return parts


def _value(tenant: Tenant, given: Bound, name: str, before: RuleValue | None) -> RuleValue | None:
    if name in FLAGS:
        return given.flag(name)
    if name not in TEXTS and name not in ADDRESSES:
        return given.text(name)
    held = before if isinstance(before, list) else []
    change = given.change(name)
    if name in ADDRESSES:
        change = change.mapped(lambda one: addressee(tenant, one))
    return change.applied(held)
