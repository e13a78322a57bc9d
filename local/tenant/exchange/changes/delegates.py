"""Who may send on behalf of a mailbox."""

from local.tenant.exchange.changes.change import Apply, Case, nothing
from local.tenant.exchange.recipients import find_mailbox
from local.tenant.state.person import Mailbox, Person

PARAMETERS = ("GrantSendOnBehalfTo many",)


def decide(case: Case) -> Apply:
    """
    The delegates after the change; adding one twice is no error.

    Raises:
        ExchangeRefusal: One of them has no mailbox.

    """
    if not case.given.has("GrantSendOnBehalfTo"):
        return nothing
    change = case.given.change("GrantSendOnBehalfTo")

    def index(identity: str) -> int:
        return find_mailbox(case.tenant, identity)[0].who.index

    if change.replace is None:
        gone = {index(one) for one in change.remove}
        kept = [one for one in case.mailbox.on_behalf if one not in gone]
        delegates = [*kept, *map(index, change.add)]
    else:
        delegates = [index(one) for one in change.replace]

    def apply(_: Person, mailbox: Mailbox) -> None:
        mailbox.on_behalf = list(dict.fromkeys(delegates))

    return apply
