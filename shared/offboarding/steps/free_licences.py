"""Licences given by hand are free again, once the mailbox no longer needs one."""

from shared.exchange.sizes import Size
from shared.offboarding.decision import (
    Change,
    Context,
    Decision,
    Done,
    GraphWrite,
    Manual,
    Skip,
    step,
)
from shared.offboarding.facts import Facts, License, Reading
from shared.offboarding.model import Item, Outcome, Reason

# A shared mailbox needs no licence up to this size. Source: Microsoft, about shared mailboxes.
_FREE_UP_TO = Size(50 * 1024**3)


@step(
    "free-licences",
    reads={Reading.USER, Reading.MAILBOX, Reading.USAGE},
    # An unlicensed mailbox that is not shared is deleted after 30 days. So the conversion must
    # have been read back, and the decision below looks at the mailbox once more.
    needs={"convert-to-shared"},
    after={"hide-from-address-lists", "set-automatic-reply", "grant-full-access"},
    source="Graph: POST /users/{id}/assignLicense",
)
def free_licences(facts: Facts, context: Context) -> Decision:
    """No licence is assigned by hand; one that comes from a group stays, with the reason."""
    direct = [held for held in facts.user.licenses if held.group_id is None]
    left = tuple(_inherited(held) for held in facts.user.licenses if held.group_id is not None)
    if not direct:
        return Done({"licences": []}, left)
    if obstacle := _obstacle(facts, context):
        return obstacle
    skus = sorted({held.sku_id for held in direct})
    body = {"addLicenses": [], "removeLicenses": list(skus)}
    write = GraphWrite("POST", f"/users/{facts.user.id}/assignLicense", body)
    return Change({"licences": list(skus)}, {"licences": []}, (write,), left)


def _obstacle(facts: Facts, context: Context) -> Skip | Manual | None:
    """Why the licence must stay, if it must."""
    mailbox = facts.mailbox
    if mailbox is None:
        return None
    if not mailbox.shared and "convert-to-shared" not in context.assumed:
        return Manual(
            Reason("not-shared", f"The mailbox is a {mailbox.type}; without a licence it is lost.")
        )
    if mailbox.on_hold:
        return Skip(Reason("on-hold", "The mailbox is on hold, which needs the licence."))
    if mailbox.has_archive:
        return Skip(Reason("has-archive", "The mailbox has an archive, which needs the licence."))
    if facts.used_bytes is None:
        return Manual(
            Reason("size-unknown", "Exchange gives no size; over 50 GB the licence must stay.")
        )
    if facts.used_bytes > _FREE_UP_TO.bytes:
        size = Size(facts.used_bytes)
        return Skip(
            Reason("over-50-gb", f"The mailbox holds {size}; over 50 GB needs the licence.")
        )
    return None


def _inherited(held: License) -> Item:
    reason = Reason("by-group", f"Group {held.group_id} gives it; it stays with the group.")
    return Item(held.sku_id, Outcome.SKIPPED, reason)
