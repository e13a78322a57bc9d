"""What is audited in a mailbox, and which lists of actions Microsoft still keeps up to date."""

from local.tenant.exchange import refusals
from local.tenant.exchange.changes.change import Apply, Case
from local.tenant.exchange.properties.audit_actions import ACTIONS, DEFAULT, LOGON_TYPES
from local.tenant.state.person import Mailbox, Person

PARAMETERS = (
    "AuditEnabled bool",
    "DefaultAuditSet Admin|Delegate|Owner*",
    *(f"Audit{kind} many" for kind in LOGON_TYPES),
)


def decide(case: Case) -> Apply:
    """
    Editing the actions of a logon type takes it off the managed list; naming it puts it back.

    Raises:
        ExchangeRefusal: There is no such action for that logon type.

    """
    given = case.given
    edited = {kind: _actions(case, kind) for kind in LOGON_TYPES if given.has(f"Audit{kind}")}
    managed = given.several("DefaultAuditSet") if given.has("DefaultAuditSet") else None

    def apply(_: Person, mailbox: Mailbox) -> None:
        if given.has("AuditEnabled"):
            mailbox.audited = given.flag("AuditEnabled")
        mailbox.audit_actions |= edited
        mailbox.audit_set = [one for one in mailbox.audit_set if one not in edited]
        if managed is not None:
            mailbox.audit_set = managed
            for kind in managed:
                mailbox.audit_actions.pop(kind, None)

    return apply


def _actions(case: Case, kind: str) -> list[str]:
    name = f"Audit{kind}"
    known = {one.casefold(): one for one in ACTIONS[kind]}
    before = case.mailbox.audit_actions.get(kind, DEFAULT[kind])
    wanted = case.given.change(name).applied(before)
    if unknown := [one for one in wanted if one.casefold() not in known]:
        why = f"Unable to match the identifier name {unknown[0]} to a valid enumerator name. "
        valid = "Specify one of the following enumerator names and try again: "
        raise refusals.transformation(name, why + valid + ", ".join(ACTIONS[kind]))
    return [known[one.casefold()] for one in wanted]
