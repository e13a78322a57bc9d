"""The leaver is no longer found in address lists."""

from shared.offboarding.decision import Change, Cmdlet, Context, Decision, Done, Skip, step
from shared.offboarding.facts import Facts, Reading
from shared.offboarding.model import Reason

_HIDDEN = "HiddenFromAddressListsEnabled"


@step(
    "hide-from-address-lists",
    reads={Reading.MAILBOX},
    after={"convert-to-shared"},  # one change of a mailbox at a time: Exchange writes whole objects
    source="Set-Mailbox, parameter HiddenFromAddressListsEnabled",
)
def hide_from_address_lists(facts: Facts, context: Context) -> Decision:
    """The mailbox is in no address list; mail to its address still arrives."""
    if facts.mailbox is None:
        return Skip(Reason("no-mailbox", "The person has no mailbox in Exchange Online."))
    now = {_HIDDEN: facts.mailbox.hidden}
    if facts.mailbox.hidden:
        return Done(now)
    write = Cmdlet("Set-Mailbox", {"Identity": facts.mailbox.guid, _HIDDEN: True})
    return Change(now, {_HIDDEN: True}, (write,))
