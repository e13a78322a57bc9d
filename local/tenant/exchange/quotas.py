"""
The rules between the three quotas of a mailbox.

Each value is checked against the others as stored, so lowering one alone may be refused; the
licence bounds them all. Source: Set-Mailbox, and reports of its messages.
"""

from local.tenant.exchange import refusals
from local.tenant.exchange.binding import UNLIMITED
from local.tenant.exchange.bound import Bound
from local.tenant.licensing import largest_mailbox
from local.tenant.state.person import Mailbox, Person, Quotas

NAMES = ("IssueWarningQuota", "ProhibitSendQuota", "ProhibitSendReceiveQuota")


def set_quotas(person: Person, mailbox: Mailbox, given: Bound) -> Quotas:
    """
    The quotas of *mailbox* after the change that *given* asks for.

    Raises:
        ExchangeRefusal: They are out of order, or larger than the licence allows.

    """
    if not any(given.has(name) for name in NAMES):
        return mailbox.quotas
    stored = mailbox.quotas
    most = largest_mailbox(person, mailbox)
    # "Unlimited" does not lift the bound of the licence: it means as much as that allows.
    warning, send, send_receive = (
        before if wanted is None else most if wanted == UNLIMITED else wanted
        for wanted, before in zip(
            (given.size(name) for name in NAMES),
            (stored.warning, stored.send, stored.send_receive),
            strict=True,
        )
    )
    _ordered("IssueWarningQuota", warning, "ProhibitSendQuota", send)
    _ordered("ProhibitSendQuota", send, "ProhibitSendReceiveQuota", send_receive)
    if send_receive > most:
        raise refusals.recipient_task(
            f"The value of property 'ProhibitSendReceiveQuota' exceeds the maximum of {most} bytes "
            "that the mailbox plan of this mailbox allows."
        )
    return Quotas(warning, send, send_receive)


def recoverable_gigabytes(mailbox: Mailbox) -> tuple[int, int]:
    """The quota of recoverable items and its warning: more where a hold keeps them."""
    if mailbox.hold_since is None and not mailbox.holds:
        return 30, 20
    return (105 if mailbox.archive else 100), 90


def _ordered(lower: str, below: int, upper: str, above: int) -> None:
    if below > above:
        raise refusals.recipient_task(
            f"The value of property '{upper}' must be greater than or equal to that of property "
            f"'{lower}'"
        )
