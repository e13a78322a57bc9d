"""Mail to the leaver goes on to the address the request names. In no profile by default."""

from shared.offboarding.decision import Change, Cmdlet, Context, Decision, Done, Skip, step
from shared.offboarding.facts import Facts, Reading
from shared.offboarding.model import Reason


@step(
    "forward-mail",
    reads={Reading.MAILBOX, Reading.MANAGER},
    after={"convert-to-shared", "hide-from-address-lists"},
    source="Set-Mailbox, parameters ForwardingAddress and DeliverToMailboxAndForward",
)
def forward_mail(facts: Facts, context: Context) -> Decision:
    """
    The mailbox forwards to a recipient that Exchange knows, and keeps a copy.

    Such a recipient may be a mail contact outside; so the guard lets pass the manager alone.
    """
    if facts.mailbox is None:
        return Skip(Reason("no-mailbox", "The person has no mailbox in Exchange Online."))
    if context.forward_to is None:
        return Skip(Reason("no-forward-to", "The request names nobody to forward to."))
    now = {
        "ForwardingAddress": facts.mailbox.forwarding_address,
        "DeliverToMailboxAndForward": facts.mailbox.deliver_and_forward,
    }
    # Exchange answers with the recipient's name; what we set is recognised by the ledger too.
    moved = context.before is not None and context.before != now
    there = facts.mailbox.forwarding_address
    if there and facts.mailbox.deliver_and_forward and (moved or _is(there, facts, context)):
        return Done(now)
    desired: dict[str, str | bool] = {
        "ForwardingAddress": context.forward_to,
        "DeliverToMailboxAndForward": True,
    }
    write = Cmdlet("Set-Mailbox", {"Identity": facts.mailbox.guid, **desired})
    return Change(now, desired, (write,))


def _is(address: str, facts: Facts, context: Context) -> bool:
    """
    Whether *address*, as Exchange writes it, is the recipient that is wanted.

    Exchange answers with the recipient's Name: the object id in newer tenants, else the alias.
    """
    asked = (context.forward_to or "").casefold()
    wanted = {asked, asked.partition("@")[0]}
    manager = facts.manager
    if manager is not None and asked in (manager.upn.casefold(), manager.id.casefold()):
        named = (manager.id, manager.upn, manager.display_name, manager.mail or "")
        wanted |= {name.casefold() for name in named}
        wanted.add(manager.upn.casefold().partition("@")[0])
    return address.casefold() in wanted - {""}
