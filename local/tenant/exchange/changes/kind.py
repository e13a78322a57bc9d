"""The type of a mailbox: changing it keeps what is in it."""

from local.tenant.exchange.changes.change import Apply, Case, nothing
from local.tenant.licensing import settle
from local.tenant.state.kinds import TYPES
from local.tenant.state.person import Mailbox, Person

PARAMETERS = (f"Type {'|'.join(TYPES)}",)
_OF_ROOMS = {"Workspace", "Desk"}  # rooms of a special sort


def decide(case: Case) -> Apply:
    """The type that is given; what the licences mean for it follows."""
    wanted = case.given.text("Type")
    if wanted is None:
        return nothing

    def apply(person: Person, mailbox: Mailbox) -> None:
        mailbox.kind = TYPES[wanted]
        mailbox.resource = wanted if wanted in _OF_ROOMS else None
        settle(case.tenant, person)

    return apply
