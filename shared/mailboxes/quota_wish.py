"""
What an admin wants of a mailbox's quotas, made whole, and whether it may be. Pure.

Who names one of the three gets the others in the proportions of Microsoft's own plans: the
warning at 98 % and the end of sending at 99 % of the last quota (49 / 49.5 / 50 GB). What is
computed is a whole kilobyte, rounded down, the last quota up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from shared.exchange.models.mailbox import MailboxQuotas
from shared.exchange.quotas import Wanted, falling
from shared.exchange.sizes import Size

_WARNING, _SEND = Fraction(98, 100), Fraction(99, 100)
_KILOBYTE, _GIGABYTE = 1 << 10, 1 << 30
UNLICENSED = Size(50 * _GIGABYTE)
# The most that any licence behind a mailbox plan allows. Source: Exchange Online limits.
_PLANS: Mapping[str, Size] = {
    "exchangeonlineenterprise": Size(100 * _GIGABYTE),
    "exchangeonline": Size(100 * _GIGABYTE),  # 50 GB for most; business plans are being raised
    "exchangeonlineessentials": Size(100 * _GIGABYTE),
    "exchangeonlinedeskless": Size(2 * _GIGABYTE),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """The quotas that were named; None is not named."""

    warning: Size | None = None
    send: Size | None = None
    send_receive: Size | None = None


def whole(wish: Wish, bound: Size | None) -> Wanted:
    """
    The three quotas that *wish* means; *bound* is the most that the licence allows, if known.

    Raises:
        ValueError: Nothing is named, or what is named is out of order.

    """
    last = wish.send_receive or _last(wish, bound)
    send = wish.send or max(_part(last, _SEND), wish.warning or Size(0))
    warning = wish.warning or min(_part(last, _WARNING), send)
    found = Wanted(warning, send, last)
    if not found.in_order:
        raise ValueError(
            f"the warning ({warning}) must not exceed the end of sending ({send}), nor that the "
            f"end of receiving ({last})"
        )
    return found


def _last(wish: Wish, bound: Size | None) -> Size:
    """The last quota, where it was not named: in proportion, but not beyond what is allowed."""
    if wish.send is not None:
        named, share = wish.send, _SEND
    elif wish.warning is not None:
        named, share = wish.warning, _WARNING
    else:
        raise ValueError("name a quota: --warning, --send or --receive")
    kilobytes = Fraction(named.bytes) / share / _KILOBYTE
    found = Size(-(-kilobytes.numerator // kilobytes.denominator) * _KILOBYTE)
    return max(named, min(found, bound)) if bound is not None else found


def _part(size: Size, share: Fraction) -> Size:
    return Size(int(size.bytes * share) // _KILOBYTE * _KILOBYTE)


def bound_of(kind: str, plan: str) -> Size | None:
    """
    The most that a mailbox of type *kind* with mailbox plan *plan* may hold; None: not known.

    The name of a plan carries an id behind it, which says nothing.
    """
    if plan:
        return _PLANS.get(plan.partition("-")[0].casefold())
    return UNLICENSED if kind != "UserMailbox" else None


def objection(
    held: MailboxQuotas, wanted: Wanted, *, used: Size | None, bound: Size | None
) -> str | None:
    """Why *wanted* must not be set while the mailbox holds *used* (None: not known), if so."""
    if bound is not None and wanted.send_receive > bound:
        return (
            f"{wanted.send_receive} is more than the {bound} that the mailbox's licence allows; "
            "choose less, or assign a larger licence first"
        )
    fall = falling(held, wanted)
    if fall and used is None:
        return (
            "a quota would fall, and how much is in the mailbox is unknown; see "
            "`nightshift mailbox stats`"
        )
    if fall and used is not None and min(fall) < used:
        return (
            f"{min(fall)} is below the {used} that is in the mailbox, so its mail would stop at "
            "once; make room first (an archive, say), or choose more"
        )
    return None
