"""Holds: what is in the mailbox can not be deleted, and neither can the mailbox."""

from local.tenant.exchange import refusals
from local.tenant.exchange.changes.change import Apply, Case
from local.tenant.exchange.spans import days
from local.tenant.mailbox_life import DELAY_HOLD
from local.tenant.state.licenses import PRODUCTS
from local.tenant.state.person import Mailbox, Person

PARAMETERS = (
    "LitigationHoldEnabled bool",
    "LitigationHoldDate time",
    "LitigationHoldDuration text",
    "LitigationHoldOwner text",
    "RemoveDelayHoldApplied bool",
    "RemoveDelayReleaseHoldApplied bool",
    "InactiveMailbox bool",
)
_NO_HOLD = "ExchangeOnlineDeskless"


def decide(case: Case) -> Apply:
    """
    The litigation hold as it is given; one that is lifted has its effect for 30 days more.

    Raises:
        ExchangeRefusal: The licences do not include a hold, or the duration is none.

    """
    given, now = case.given, case.tenant.clock.now()
    wanted = given.flag("LitigationHoldEnabled") if given.has("LitigationHoldEnabled") else None
    if wanted:
        _permit(case.person)
    duration = _duration(given.text("LitigationHoldDuration"))

    def apply(_: Person, mailbox: Mailbox) -> None:
        if wanted is True:
            since = given.time("LitigationHoldDate") or mailbox.hold_since or now
            mailbox.hold_since = since.replace(microsecond=0)
            mailbox.hold_owner = given.text("LitigationHoldOwner") or mailbox.hold_owner
        if given.has("LitigationHoldDuration"):
            mailbox.hold_days = duration
        if wanted is False and mailbox.hold_since is not None:
            mailbox.hold_since = mailbox.hold_owner = None
            mailbox.delay_hold_until = now + DELAY_HOLD
        if given.flag("RemoveDelayHoldApplied"):
            mailbox.delay_hold_until = None

    return apply


def _permit(person: Person) -> None:
    plans = {PRODUCTS[one.sku_id].mailbox_plan for one in person.account.licenses}
    if not plans - {_NO_HOLD}:
        raise refusals.recipient_task(
            "Your Microsoft Exchange Online license doesn't permit you to put a litigation hold "
            "on this mailbox."
        )


def _duration(text: str | None) -> int | None:
    """Whole days; None without end."""
    if text is None or text.casefold() == "unlimited":
        return None
    return days("LitigationHoldDuration", text).days
