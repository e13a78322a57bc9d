"""The mailbox lives on as a shared mailbox, without a licence of its own."""

from shared.offboarding.decision import (
    Change,
    Cmdlet,
    Context,
    Decision,
    Done,
    Manual,
    Skip,
    step,
)
from shared.offboarding.facts import Facts, Reading
from shared.offboarding.model import Reason


@step("convert-to-shared", reads={Reading.MAILBOX}, source="Set-Mailbox, parameter Type")
def convert_to_shared(facts: Facts, context: Context) -> Decision:
    """The mailbox is shared; a person without a mailbox has nothing to convert."""
    mailbox = facts.mailbox
    if mailbox is None:
        return Skip(Reason("no-mailbox", "The person has no mailbox in Exchange Online."))
    now = {"RecipientTypeDetails": mailbox.type}
    if mailbox.shared:
        return Done(now)
    if mailbox.type != "UserMailbox":
        return Manual(
            Reason("not-a-user-mailbox", f"A {mailbox.type} is not converted; look at it by hand.")
        )
    write = Cmdlet("Set-Mailbox", {"Identity": mailbox.guid, "Type": "Shared"})
    return Change(now, {"RecipientTypeDetails": "SharedMailbox"}, (write,))
