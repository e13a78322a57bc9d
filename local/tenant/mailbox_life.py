"""
How a mailbox comes to its end: deleted it can be had back for 30 days, on hold it is kept.

Its end begins when the account is deleted, or 30 days after the last licence went. Source:
"Delete or restore user mailboxes" and "Inactive mailboxes in Exchange Online".
"""

from datetime import datetime, timedelta
from enum import Enum, auto

from local.tenant.state.person import Mailbox, Person

GRACE = timedelta(days=30)
DELAY_HOLD = timedelta(days=30)  # how long content is kept on after the last hold was lifted


class Life(Enum):
    """What is left of a mailbox."""

    ACTIVE = auto()
    SOFT_DELETED = auto()  # can be had back
    INACTIVE = auto()  # kept for as long as a hold is on it
    GONE = auto()


EVERY_LIFE = frozenset({Life.ACTIVE, Life.SOFT_DELETED, Life.INACTIVE})  # not what is gone


def life(person: Person, now: datetime) -> Life:
    """What is left of the mailbox of *person* at *now*."""
    mailbox = person.mailbox
    if mailbox is None:
        return Life.GONE
    end = ended(person, now)
    if end is None:
        return Life.ACTIVE
    if held(mailbox, now):
        return Life.INACTIVE
    return Life.SOFT_DELETED if now < end + GRACE else Life.GONE


def ended(person: Person, now: datetime) -> datetime | None:
    """When the mailbox of *person* was deleted; None while it is not."""
    if person.account.deleted is not None:
        return person.account.deleted
    clock = person.mailbox.deletion_clock if person.mailbox else None
    return clock + GRACE if clock is not None and now >= clock + GRACE else None


def held(mailbox: Mailbox, now: datetime) -> bool:
    """Whether anything keeps the content of *mailbox* from being deleted."""
    return mailbox.hold_since is not None or bool(mailbox.holds) or delayed(mailbox, now)


def delayed(mailbox: Mailbox, now: datetime) -> bool:
    """Whether a hold that was lifted still has its effect."""
    return mailbox.delay_hold_until is not None and now < mailbox.delay_hold_until
