"""The three quotas of a mailbox; the rules between them are in `quotas`."""

from local.tenant.exchange.changes.change import Apply, Case
from local.tenant.exchange.quotas import NAMES, set_quotas
from local.tenant.state.person import Mailbox, Person

PARAMETERS = tuple(f"{name} size" for name in NAMES)


def decide(case: Case) -> Apply:
    """
    The quotas that are given, checked against each other and the licence.

    Raises:
        ExchangeRefusal: They are out of order, or larger than the licence allows.

    """
    quotas = set_quotas(case.person, case.mailbox, case.given)

    def apply(_: Person, mailbox: Mailbox) -> None:
        mailbox.quotas = quotas

    return apply
