"""Mail to the leaver goes on to the address the request names. In no profile by default."""

from shared.offboarding.decision import Change, Cmdlet, Context, Decision, Done, Skip, step
from shared.offboarding.facts import Facts, Reading
from shared.offboarding.model import Reason


@step(
    "forward-mail",
    reads={Reading.MAILBOX},
    after={"convert-to-shared", "hide-from-address-lists"},
    source="Set-Mailbox, parameters ForwardingAddress and DeliverToMailboxAndForward",
)
def forward_mail(facts: Facts, context: Context) -> Decision:
    """
    The mailbox forwards to a recipient of the organisation and keeps a copy.

    `ForwardingAddress` takes only recipients that Exchange knows, so mail cannot leave this way.
    """
    if facts.mailbox is None:
        return Skip(Reason("no-mailbox", "The person has no mailbox in Exchange Online."))
    if context.forward_to is None:
        return Skip(Reason("no-forward-to", "The request names nobody to forward to."))
    now = {
        "ForwardingAddress": facts.mailbox.forwarding_address,
        "DeliverToMailboxAndForward": facts.mailbox.deliver_and_forward,
    }
    # Exchange answers with the recipient's name, so what we set is recognised by the ledger.
    moved = context.before is not None and context.before != now
    if facts.mailbox.forwarding_address and facts.mailbox.deliver_and_forward and moved:
        return Done(now)
    desired: dict[str, str | bool] = {
        "ForwardingAddress": context.forward_to,
        "DeliverToMailboxAndForward": True,
    }
    write = Cmdlet("Set-Mailbox", {"Identity": facts.mailbox.guid, **desired})
    return Change(now, desired, (write,))
