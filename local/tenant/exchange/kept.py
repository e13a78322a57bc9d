"""Settings that are kept as they are given and read back: of which type, within which bounds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from local.tenant.exchange import refusals
from local.tenant.exchange.binding import UNLIMITED
from local.tenant.exchange.bound import Bound, Change
from local.tenant.exchange.spans import days
from local.tenant.exchange.values import Bytes, Row, Value
from local.tenant.state.person import Setting


@dataclass(frozen=True, slots=True)
class Kept:
    """
    One setting; `type` is that of the parameter, `default` what holds until it is set.

    `least` and `most` bound a number, a size in bytes or a length of time in seconds.
    """

    type: str
    default: Value
    least: int = 0
    most: int = UNLIMITED


def shown(known: Kept, kept: Mapping[str, Setting], name: str) -> Value:
    """Setting *name* among those *kept*, in the form in which it is read."""
    if name not in kept:
        return known.default
    value = kept[name]
    match known.default, value:
        case Bytes(), int():
            return "Unlimited" if value >= UNLIMITED else Bytes(value)
        case timedelta(), int():
            return timedelta(seconds=value)
        case _, str() if known.type == "time":
            return datetime.fromisoformat(value)
        case _:
            return value


def accepted(known: Kept, kept: Mapping[str, Setting], given: Bound, name: str) -> Setting:
    """
    What is to be kept of parameter *name*; lists are changed, not always replaced.

    Raises:
        ExchangeRefusal: It is out of bounds.

    """
    value = given.arguments[name]
    if isinstance(value, Change):
        before = shown(known, kept, name)
        return value.applied(before if isinstance(before, list) else [])
    if known.type == "time":
        time = given.time(name)
        return None if time is None else time.isoformat()
    if isinstance(known.default, timedelta):
        value = int(days(name, given.required(name)).total_seconds())
    if isinstance(value, int) and not isinstance(value, bool):
        _check(name, value, known)
    return value if isinstance(value, bool | int | str) else None


def changes(settings: Mapping[str, Kept], row: Row, given: Bound) -> Row:
    """What *given* makes of the settings of *row*."""
    changed: Row = {}
    for name, known in settings.items():
        if given.has(name):
            before = row.get(name)
            kept = {name: list(before)} if isinstance(before, list) else {}
            changed[name] = shown(known, {name: accepted(known, kept, given, name)}, name)
    return changed


def _check(name: str, value: int, known: Kept) -> None:
    if not known.least <= value <= known.most:
        raise refusals.recipient_task(
            f"The value {value} of property '{name}' is not between {known.least} and {known.most}."
        )
