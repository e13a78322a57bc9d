"""
From JSON to arguments, with the refusals of PowerShell's binder.

Names are taken in any letter case; enumeration values by any unambiguous beginning.
"""

import re
from collections.abc import Mapping
from datetime import datetime

from local.tenant.exchange import refusals
from local.tenant.exchange.bound import Argument, Bound, Change
from local.tenant.exchange.cmdlet import Cmdlet, Parameter
from local.tenant.exchange.refusals import ExchangeRefusal
from local.tenant.exchange.times import read_time
from local.tenant.messages import Json
from local.tenant.numbers import whole_number

_LARGEST_COUNT = (1 << 32) - 1
UNLIMITED = 2199023254528  # the largest size a mailbox quota may name
_TYPE = "@odata.type"
_HASHTABLE = "#Exchange.GenericHashTable"
_HASHTABLES = "#Collection(Exchange.GenericHashTable)"
_NO_TRUTH = 'Cannot convert value "{}" to type "System.Boolean".'
_UNITS = {"B": 1, "KB": 1 << 10, "MB": 1 << 20, "GB": 1 << 30, "TB": 1 << 40}
_EXACT = re.compile(r"\(([\d,]+) bytes\)")
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*(B|KB|MB|GB|TB)?", re.IGNORECASE)


def bind(cmdlet: Cmdlet, given: Mapping[str, Json]) -> Bound:
    """
    The arguments that *given*, whose names the cmdlet has in Exchange, means for *cmdlet*.

    Raises:
        ExchangeRefusal: A name not simulated, one that is missing, a value that does not fit.

    """
    arguments: dict[str, Argument] = {}
    for name, value in given.items():
        if name.endswith(_TYPE):
            continue
        parameter = cmdlet.parameters.get(name.casefold())
        if parameter is None:
            raise refusals.not_simulated(f"parameter {name}")
        if parameter.name in arguments:
            raise refusals.given_twice(parameter.name)
        if isinstance(value, list):
            _no_objects(parameter, value, given.get(name + _TYPE))
        if value == "" and parameter.name == "Identity":
            raise refusals.empty_identity(cmdlet.name)
        arguments[parameter.name] = _convert(parameter, value)
    missing = [
        one.name
        for one in cmdlet.parameters.values()
        if one.mandatory and arguments.get(one.name) in (None, "", [])
    ]
    if missing:
        raise refusals.missing_parameter(cmdlet.name, missing)
    return Bound(arguments)


def _no_objects(parameter: Parameter, values: list[Json], collection: Json) -> None:
    """
    No value of the list is an object: no parameter takes tables or bytes in numbers here.

    Raises:
        ExchangeRefusal: One is, and is said to be a table, or is not.

    """
    for one in values:
        if isinstance(one, dict):
            tagged = collection == _HASHTABLES and one.get(_TYPE) == _HASHTABLE
            raise _not_accepted(parameter) if tagged else _untagged(parameter)


def _convert(parameter: Parameter, value: Json) -> Argument:
    if isinstance(value, dict):
        return _object(parameter, value)
    if parameter.type == "many":
        return Change(replace=[] if value is None else list(_texts(parameter, value)))
    if value is not None:
        return _single(parameter, value)
    if parameter.type == "bool":
        raise refusals.transformation(parameter.name, _NO_TRUTH.format(""))
    return None


def _object(parameter: Parameter, value: Mapping[str, Json]) -> Argument:
    match value.get(_TYPE):
        case "#Exchange.GenericHashTable" if parameter.type == "many":
            return _change(parameter, value)
        case "#Exchange.GenericHashTable" | "#Exchange.ByteArrayType":
            raise _not_accepted(parameter)
        case _:
            raise _untagged(parameter)


def _untagged(parameter: Parameter) -> ExchangeRefusal:
    why = 'Cannot convert the value of type "Newtonsoft.Json.Linq.JObject" to type '
    return refusals.transformation(parameter.name, f'{why}"System.Collections.Hashtable".')


def _not_accepted(parameter: Parameter) -> ExchangeRefusal:
    return refusals.transformation(parameter.name, "An object is not accepted here.")


def _single(parameter: Parameter, value: Json) -> Argument:
    match parameter.type:
        case "bool" | "bool?":
            return _bool(parameter, value)
        case "size":
            return _size(parameter, value)
        case "count":
            return _count(parameter, value)
        case "time":
            return _time(parameter, value)
        case "text":
            return _text(parameter, value)
        case choices if choices.endswith("*"):
            values = value if isinstance(value, list) else str(value).split(",")
            return [_choice(parameter, choices[:-1], str(one).strip()) for one in values]
        case choices:
            return _choice(parameter, choices, str(value))


def _text(parameter: Parameter, value: Json) -> str:
    """One text; a list of one is that one, as in PowerShell."""
    if not isinstance(value, list):
        return str(value)
    if len(value) != 1:
        why = f"Cannot convert 'System.Object[]' to the type required by '{parameter.name}'."
        raise refusals.transformation(parameter.name, why)
    return _texts(parameter, value)[0]


def _change(parameter: Parameter, value: Mapping[str, Json]) -> Change:
    found: dict[str, tuple[str, ...]] = {}
    for name, part in value.items():
        if name.endswith(_TYPE):
            continue
        key = name.casefold()
        if key not in {"add", "remove"} or key in found:
            raise refusals.transformation(parameter.name, f"Unknown or repeated key {name}.")
        found[key] = () if part is None else _texts(parameter, part)
    if not found:
        return Change(replace=[])  # a hashtable without members empties the list
    return Change(add=found.get("add", ()), remove=found.get("remove", ()))


def _texts(parameter: Parameter, value: Json) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    for one in values:
        if one is None or isinstance(one, dict | list):
            why = 'Cannot convert a value of the list to type "System.String".'
            raise refusals.transformation(parameter.name, why)
    return tuple(map(str, values))


def _bool(parameter: Parameter, value: Json) -> bool:
    if isinstance(value, bool):
        return value
    match str(value).strip("$").casefold():
        case "true" | "1":
            return True
        case "false" | "0":
            return False
        case _:
            raise refusals.transformation(parameter.name, _NO_TRUTH.format(value))


def _choice(parameter: Parameter, choices: str, value: str) -> str:
    names = choices.split("|")
    wanted = value.casefold()
    exact = [name for name in names if name.casefold() == wanted]
    fitting = exact or [name for name in names if wanted and name.casefold().startswith(wanted)]
    if len(fitting) == 1:
        return fitting[0]
    why = f"Unable to match the identifier name {value} to a valid enumerator name. "
    valid = f"Specify one of the following enumerator names and try again: {', '.join(names)}"
    raise refusals.transformation(parameter.name, why + valid)


def _size(parameter: Parameter, value: Json) -> int:
    text = str(value).strip()
    if text.casefold() == "unlimited":
        return UNLIMITED
    count = None if isinstance(value, bool) else _bytes(text)
    if count is None:
        why = f'Cannot convert value "{value}" to type "Unlimited<ByteQuantifiedSize>".'
        raise refusals.transformation(parameter.name, why)
    if count > UNLIMITED:
        raise refusals.transformation(parameter.name, "The value is larger than 1.999 TB.")
    return int(count)


def _bytes(text: str) -> float | None:
    """The size that *text* writes, which may be larger than any; None when it writes none."""
    if exact := _EXACT.search(text):
        return float(exact[1].replace(",", ""))
    if match := _SIZE.fullmatch(text):
        return float(match[1]) * _UNITS[(match[2] or "B").upper()]
    return None


def _count(parameter: Parameter, value: Json) -> int:
    """A number of rows; -1 stands for Unlimited."""
    if str(value).casefold() == "unlimited":
        return -1
    number = None if isinstance(value, bool) else whole_number(str(value))
    if number is None or number > _LARGEST_COUNT:
        why = f'Cannot convert value "{value}" to type "Unlimited<UInt32>".'
        raise refusals.transformation(parameter.name, why)
    return number


def _time(parameter: Parameter, value: Json) -> datetime:
    try:
        return read_time(str(value))
    except ValueError as error:
        why = f'Cannot convert value "{value}" to type "System.DateTime".'
        raise refusals.transformation(parameter.name, why) from error
