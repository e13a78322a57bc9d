"""Properties that are kept as they are given."""

from datetime import timedelta

from local.tenant.exchange import refusals
from local.tenant.exchange.bound import Change
from local.tenant.exchange.changes.change import Apply, Case
from local.tenant.exchange.properties.plain import PLAIN, Plain
from local.tenant.exchange.spans import days
from local.tenant.state.person import Mailbox, Person, Setting

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
    settings = {name: _setting(case, name, PLAIN[name]) for name in PLAIN if given.has(name)}
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


def _setting(case: Case, name: str, known: Plain) -> Setting:
    value = case.given.arguments[name]
    if isinstance(value, Change):
        before = case.mailbox.settings.get(name, [])
        return value.applied(before if isinstance(before, list) else [])
    if known.type == "time":
        time = case.given.time(name)
        return None if time is None else time.isoformat()
    if isinstance(known.default, timedelta):
        value = int(days(name, case.given.required(name)).total_seconds())
    if isinstance(value, int) and not isinstance(value, bool):
        _check(name, value, known)
    return value if isinstance(value, bool | int | str) else None


def _check(name: str, value: int, known: Plain) -> None:
    if not known.least <= value <= known.most:
        raise refusals.recipient_task(
            f"The value {value} of property '{name}' is not between {known.least} and {known.most}."
        )
