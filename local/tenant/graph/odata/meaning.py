"""Whether an object is what a filter wants; letter case is no difference, as in the directory."""

import operator
from collections.abc import Callable
from datetime import datetime

from local.tenant.graph.odata.expression import (
    All,
    Any,
    Compare,
    Count,
    Either,
    Expression,
    Matches,
    Not,
    Path,
    Within,
)
from local.tenant.messages import Json

type Read = Callable[[str], Json]

_ORDER: dict[str, Callable[[float, float], bool]] = {
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
    "eq": operator.eq,
    "ne": operator.ne,
}


def holds(expression: Expression, read: Read) -> bool:
    """Whether *expression* holds of the object whose properties *read* gives."""
    match expression:
        case All(parts):
            return all(holds(part, read) for part in parts)
        case Either(parts):
            return any(holds(part, read) for part in parts)
        case Not(part):
            return not holds(part, read)
        case Any(path, _, condition):
            elements = _elements(_value(path, read))
            return any(condition is None or _holds_of(condition, one) for one in elements)
        case Count(path, compared, number):
            return _ORDER[compared](len(_elements(_value(path, read))), number)
        case _:
            return _leaf(expression, read)


def _leaf(expression: Compare | Within | Matches, read: Read) -> bool:
    value = _value(expression.path, read)
    match expression:
        case Compare(_, "eq", wanted):
            return _same(value, wanted)
        case Compare(_, "ne", wanted):
            return not _same(value, wanted)
        case Compare(_, compared, wanted):
            return _ordered(compared, value, wanted)
        case Within(_, wanted_ones):
            return any(_same(value, wanted) for wanted in wanted_ones)
        case Matches(function, _, text):
            return _matches(function, value, text)


def _holds_of(condition: Expression, element: Json) -> bool:
    """Whether *condition* holds of one element of a list: an object, or a plain value."""

    def read(name: str) -> Json:
        if name == "":
            return element
        return _member(element, name)

    return holds(condition, read)


def _value(path: Path, read: Read) -> Json:
    value = read(path[0])
    for name in path[1:]:
        value = _member(value, name)
    return value


def _member(value: Json, name: str) -> Json:
    if not isinstance(value, dict):
        return None
    wanted = name.casefold()
    return next((one for key, one in value.items() if key.casefold() == wanted), None)


def _elements(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _same(value: Json, wanted: Json) -> bool:
    if isinstance(value, str) and isinstance(wanted, str):
        moment, other = _moment(value), _moment(wanted)
        if moment is not None and other is not None:
            return moment == other
        return value.casefold() == wanted.casefold()
    return value is wanted or (value == wanted and type(value) is type(wanted))


def _ordered(compared: str, value: Json, wanted: Json) -> bool:
    if isinstance(value, str) and isinstance(wanted, str):
        moment, other = _moment(value), _moment(wanted)
        if moment is not None and other is not None:
            return _ORDER[compared](moment.timestamp(), other.timestamp())
        left, right = value.casefold(), wanted.casefold()
        return _ORDER[compared]((left > right) - (left < right), 0)
    if isinstance(value, int) and isinstance(wanted, int):
        return _ORDER[compared](value, wanted)
    return False


def _matches(function: str, value: Json, text: str) -> bool:
    if not isinstance(value, str):
        return False
    found, wanted = value.casefold(), text.casefold()
    match function:
        case "startswith":
            return found.startswith(wanted)
        case "endswith":
            return found.endswith(wanted)
        case _:
            return wanted in found


def _moment(text: str) -> datetime | None:
    if "T" not in text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
