"""A parameter's value, from the text of it, by what the catalogue says of the parameter. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from uuid import UUID

from shared.exchange.catalogue import Parameter
from shared.exchange.durations import Duration
from shared.exchange.sealing import Sealed
from shared.exchange.sizes import UNLIMITED, Size
from shared.exchange.values import Edit, Value
from shared.exo import literals
from shared.exo.refusal import WrongLine

_TRUE, _FALSE = frozenset({"true", "1", "yes"}), frozenset({"false", "0", "no"})
_LISTS = frozenset({"many", "text[]", "table[]"})
_SPOKEN = re.compile(
    r"\(?\s*(?:get-date|now)\s*\)?(?:\.Add(Days|Hours|Minutes)\(\s*(-?[0-9]{1,6})\s*\))?"
    r"(?:\.ToUniversalTime\(\))?",
    re.IGNORECASE,
)
_FILTERS = frozenset({"Filter", "RecipientFilter", "RecipientPreviewFilter"})
_TRUTH_IN_FILTER = re.compile(r"\$(true|false)\b", re.IGNORECASE)
_NUMBER = re.compile(r"-?[0-9]{1,19}")


@dataclass(frozen=True, slots=True)
class Text:
    """
    What was typed for a value; *quoted* says that it is PowerShell's notation to the last quote.

    A shell has taken its quotes off already, and what is left of a text is the text.
    """

    typed: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """
    When and where a line is read: for dates, and for parameters that are files.

    `secret` asks for the parameter of that name, sealed for the service; nobody may be there.
    """

    now: datetime
    zone: tzinfo = UTC
    file: Callable[[str], bytes] | None = None
    secret: Callable[[str], Sealed] | None = None


def takes_list(parameter: Parameter) -> bool:
    """Whether the parameter takes several values."""
    return parameter.kind in _LISTS or parameter.kind.endswith("[]")


def value_of(parameter: Parameter, text: Text, place: Place) -> Value:
    """
    The value that *text* stands for.

    Raises:
        WrongLine: It is no value of that kind.

    """
    try:
        return _value(parameter, text, place)
    except ValueError as error:
        raise WrongLine(f"{parameter.name}: {error}") from error
    except WrongLine as error:
        raise WrongLine(f"{parameter.name}: {error}") from error


def truth(text: str) -> bool:
    """The truth value that *text* is. Raises: ValueError."""
    plain = text.strip().removeprefix("$").casefold()
    if plain in _TRUE:
        return True
    if plain in _FALSE:
        return False
    raise ValueError(f'"{text}" is neither true nor false; write one of them')


def _value(parameter: Parameter, text: Text, place: Place) -> Value:
    typed = text.typed.strip()
    if typed.casefold() == "$null":
        return None
    if typed == "System.Collections.Hashtable":
        raise ValueError("PowerShell sent the name of the hashtable; put it in single quotes")
    if parameter.kind == "secret":
        return _secret(parameter.name, typed, place)
    if takes_list(parameter):
        return _several(parameter, typed)
    if parameter.kind == "table":
        return _table(typed)
    one = _one(text)
    if parameter.name in _FILTERS:
        return _filter(one)
    return _single(parameter.kind, one, place)


def _secret(name: str, typed: str, place: Place) -> Value:
    """A password that is asked for; never one that was typed where others may read it."""
    if typed:
        raise ValueError(
            "a password in a command line or a file stays there for others to read, so none is "
            f"taken; give -{name} without a value, and it is asked for"
        )
    if place.secret is None or "credential" in name.casefold():
        raise ValueError("it takes a password or a credential, and none can be asked for here")
    return place.secret(name)


def _several(parameter: Parameter, typed: str) -> Value:
    if parameter.kind == "table[]":
        return [_table(part) for part in re.split(r",\s*(?=@\{)", typed)]
    found = literals.table(typed)
    if found is None:
        return literals.members(typed)
    if parameter.kind != "many":
        raise ValueError("it takes a list, a,b; only lists that are kept take Add and Remove")
    if strange := [one for one in found if one.casefold() not in {"add", "remove"}]:
        raise ValueError(f"a list is changed by Add and Remove, not by {' or '.join(strange)}")
    edit = {name.casefold(): given for name, given in found.items()}
    return Edit(edit.get("add", ()), edit.get("remove", ()))


def _table(typed: str) -> Value:
    found = literals.table(typed)
    if found is None:
        raise ValueError('it takes a hashtable: @{Name="value";Other="value"}')
    return {name: given[0] if len(given) == 1 else given for name, given in found.items()}


def _one(text: Text) -> str:
    if not text.quoted or text.typed.startswith("("):
        return text.typed
    found = literals.members(text.typed)
    if len(found) > 1:
        raise ValueError(f"it takes one value, and {len(found)} are given")
    one = found[0] if found else ""
    if text.typed.strip().startswith("$"):
        raise ValueError(f"{one} is a variable of PowerShell; write its value")
    return one


def _filter(text: str) -> str:
    """OPATH as the service takes it: without a script block's braces, truth in quotes."""
    inner = text[1:-1].strip() if text.startswith("{") and text.endswith("}") else text
    return _TRUTH_IN_FILTER.sub(lambda one: f"'{one[1].capitalize()}'", inner)


def _single(kind: str, text: str, place: Place) -> Value:
    match kind:
        case "bool" | "switch":
            return truth(text)
        case "number":
            return _number(text)
        case "size" | "limit":
            return _limit(text)
        case "time":
            return _time(text, place)
        case "span":
            return _span(text)
        case "guid":
            return _guid(text)
        case "bytes":
            return _file(text, place)
        case _:
            return text


def _number(text: str) -> int:
    if _NUMBER.fullmatch(text.strip()) is None:
        raise ValueError(f'"{text}" is no whole number')
    return int(text)


def _limit(text: str) -> Value:
    """A count, a size, a length of time or no limit at all; the catalogue does not say which."""
    plain = text.strip()
    if plain.casefold() == UNLIMITED.casefold():
        return UNLIMITED
    if plain.isascii() and plain.isdigit():
        return int(plain[:30])
    for read in (Size.parse, Duration.parse):
        try:
            return read(plain)
        except ValueError:
            continue
    raise ValueError(f'"{text}" is no limit; write 50GB, a number, 30.00:00:00 or Unlimited')


def _span(text: str) -> Duration | None:
    plain = text.strip()
    days = re.fullmatch(r"([0-9]{1,6})d?", plain)
    return Duration.parse(f"{days[1]}.00:00:00" if days else plain)


def _guid(text: str) -> UUID:
    try:
        return UUID(text.strip())
    except ValueError:
        raise ValueError(f'"{text}" is no id like 7a0c8a2e-6f0d-4d0e-9b2a-6c1f6f0a1b01') from None


def _time(text: str, place: Place) -> datetime:
    plain = text.strip()
    if spoken := _SPOKEN.fullmatch(plain):
        unit, count = spoken.groups()
        try:
            return place.now + timedelta(**{unit.casefold(): int(count)} if unit else {})
        except OverflowError:
            raise ValueError(f'"{text}" lies outside the calendar; take fewer days') from None
    try:
        moment = datetime.fromisoformat(plain)
    except ValueError:
        raise ValueError(
            f'"{text}" is no date; write 2026-11-24, 2026-11-24T18:00+01:00 or '
            '"(Get-Date).AddDays(-7)": in 11/12/2026 nobody knows which one is the month'
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=place.zone)


def _file(text: str, place: Place) -> bytes:
    if place.file is None:
        raise ValueError("a file is not read here")
    try:
        return place.file(text)
    except OSError as error:
        raise ValueError(
            f"{text} cannot be read: {error.strerror or error}; name a file"
        ) from error
