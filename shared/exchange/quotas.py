"""
The three quotas of a mailbox as arithmetic: what is a quota, what fits, what falls. Pure.

Facts that this stands on:
- A quota is at most 1.999999999 TB, and the service may round it up to a whole kilobyte.
- `Unlimited` cannot lift the bound of the licence, so what is set is always a size.
- The service wants the warning at most at the send quota, and that at most at the last one.
"""

from dataclasses import dataclass

from shared.exchange.models.mailbox import MailboxQuotas
from shared.exchange.sizes import Size
from shared.exchange.values import Value

LARGEST = Size(2_199_023_254_528)  # 1.999999999 TB
_KILOBYTE = 1024


@dataclass(frozen=True, slots=True)
class Wanted:
    """The quotas that are to be set; the database's defaults are off then."""

    warning: Size
    send: Size
    send_receive: Size

    @property
    def sizes(self) -> tuple[Size, Size, Size]:
        return self.warning, self.send, self.send_receive

    @property
    def in_order(self) -> bool:
        """Whether each is reached before the next."""
        return self.warning <= self.send <= self.send_receive


def quota_of(text: str) -> Size:
    """
    The quota that *text* names, in whole kilobytes.

    Raises:
        ValueError: It is no size, or none that a quota may have.

    """
    size = Size.parse(text)
    if size is None:
        raise ValueError(
            "no mailbox is unlimited in Exchange Online: its licence bounds it; write that size"
        )
    if not Size(0) < size <= LARGEST:
        raise ValueError("must be more than nothing and at most 1.999999999 TB")
    return whole_kilobytes(size)


def whole_kilobytes(size: Size) -> Size:
    """*size* rounded up as the service rounds it, so that what is written is read back."""
    return Size(-(-size.bytes // _KILOBYTE) * _KILOBYTE)


def same(held: MailboxQuotas, wanted: Wanted) -> bool:
    """Whether a mailbox is held to what is wanted; a difference within a kilobyte is rounding."""
    return not held.database_defaults and all(
        old is not None and whole_kilobytes(old) == whole_kilobytes(new)
        for old, new in zip(held.limits, wanted.sizes, strict=True)
    )


def falling(held: MailboxQuotas, wanted: Wanted) -> tuple[Size, ...]:
    """
    The quotas that would become smaller than they are.

    Where the database's defaults were in force nobody knows what was, so each may fall.
    """
    pairs = zip(held.limits, wanted.sizes, strict=True)
    return tuple(new for old, new in pairs if held.database_defaults or old is None or new < old)


def parameters(held: MailboxQuotas, wanted: Wanted) -> dict[str, Value]:
    """
    The parameters of Set-Mailbox, but for the identity, that take a mailbox there.

    All three quotas go together: each is checked against the stored others, so that one alone may
    be refused. Source: Set-Mailbox.
    """
    named: dict[str, Value] = {
        "ProhibitSendReceiveQuota": wanted.send_receive,
        "ProhibitSendQuota": wanted.send,
        "IssueWarningQuota": wanted.warning,
    }
    if held.database_defaults:
        named["UseDatabaseQuotaDefaults"] = False
    return named
