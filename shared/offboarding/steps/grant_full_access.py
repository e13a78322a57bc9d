"""The leaver's manager, or the delegates a person approved, can open the mailbox."""

from shared.offboarding.decision import (
    Change,
    Cmdlet,
    Context,
    Decision,
    Done,
    Skip,
    Write,
    step,
)
from shared.offboarding.facts import Facts, Reading
from shared.offboarding.model import Reason


@step(
    "grant-full-access",
    reads={Reading.MAILBOX, Reading.MANAGER, Reading.PERMISSIONS},
    source="Add-MailboxPermission, parameter AccessRights",
)
def grant_full_access(facts: Facts, context: Context) -> Decision:
    """Each delegate has full access, and the mailbox opens in their Outlook by itself."""
    if facts.mailbox is None:
        return Skip(Reason("no-mailbox", "The person has no mailbox in Exchange Online."))
    delegates = _delegates(facts, context)
    if isinstance(delegates, Reason):
        return Skip(delegates)
    missing = [who for who in delegates if who.casefold() not in facts.full_access]
    if not missing:
        return Done({"FullAccess": list(delegates)})
    writes: tuple[Write, ...] = tuple(
        Cmdlet(
            "Add-MailboxPermission",
            {
                "Identity": facts.mailbox.guid,
                "User": who,
                "AccessRights": ["FullAccess"],
                "AutoMapping": True,
            },
            item=who,
        )
        for who in missing
    )
    return Change({"FullAccess": list(facts.full_access)}, {"FullAccess": list(delegates)}, writes)


def _delegates(facts: Facts, context: Context) -> tuple[str, ...] | Reason:
    manager = facts.manager
    if context.delegates:
        # A request may name the manager by object id; Exchange answers with the UPN.
        known = {manager.id.casefold(): manager.upn} if manager else {}
        return tuple(known.get(who.casefold(), who) for who in context.delegates)
    if manager is None:
        return Reason("no-manager", "The directory names no manager; nobody was given access.")
    if not manager.enabled:
        return Reason("manager-blocked", f"The manager {manager.upn} cannot sign in either.")
    return (manager.upn,)
