"""Properties that are kept as they are given."""

from local.tenant.exchange.changes.change import Apply, Case
from local.tenant.exchange.kept import accepted
from local.tenant.exchange.properties.plain import PLAIN
from local.tenant.state.person import Mailbox, Person

_ATTRIBUTES = range(1, 16)
PARAMETERS = (
    *(f"{name} {known.type}" for name, known in PLAIN.items()),
    *(f"CustomAttribute{number} text" for number in _ATTRIBUTES),
    "AccountDisabled bool",
    "Force bool",
)


def decide(case: Case) -> Apply:
    """
    What is given is kept.

    Raises:
        ExchangeRefusal: A size or a length of time is out of bounds.

    """
    given = case.given
    kept = case.mailbox.settings
    settings = {
        name: accepted(known, kept, given, name) for name, known in PLAIN.items() if given.has(name)
    }
    attributes = {
        number: given.text(f"CustomAttribute{number}") or ""
        for number in _ATTRIBUTES
        if given.has(f"CustomAttribute{number}")
    }

    def apply(person: Person, mailbox: Mailbox) -> None:
        mailbox.settings |= settings
        mailbox.attributes |= attributes
        if given.has("AccountDisabled"):
            person.account.enabled = not given.flag("AccountDisabled")

    return apply
