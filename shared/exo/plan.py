"""What a line asks of the service: one call, checked before anything is sent. Pure."""

from collections.abc import Mapping
from dataclasses import replace

from shared.exchange.catalogue import Cmdlet, Parameter
from shared.exchange.command import Command, checked
from shared.exchange.sizes import UNLIMITED
from shared.exchange.values import Value
from shared.exo.kinds import Place, Text, value_of
from shared.exo.line import Line, routed
from shared.exo.native import NativeRead, native_read
from shared.web.request import Effect

type Asked = Command[Value] | NativeRead

_A_PAGE = 1000
_SIZE = "ResultSize"
_ALL_OF_THEM = frozenset("*?")


def asked(line: Line, place: Place) -> Asked:
    """
    The call that *line* asks for.

    Raises:
        WrongLine: A value is none of its kind, or a native read does not take a parameter.
        BadCall: A parameter is unknown or missing; nothing was sent.

    """
    values = values_of(line.cmdlet, line.given, place)
    wanted = checked(line.cmdlet, values)
    if routed(line.cmdlet):
        return native_read(line.cmdlet.name, wanted.parameters)
    return wanted


def values_of(cmdlet: Cmdlet, given: Mapping[str, Text], place: Place) -> dict[str, Value]:
    """A value for each text of *given*. Raises: WrongLine."""
    return {name: value_of(_parameter(cmdlet, name), text, place) for name, text in given.items()}


def sized(wanted: Command[Value], *, everything: bool) -> Command[Value]:
    """*wanted* with a size of its listing, where it may have one and none was given."""
    takes = _SIZE.casefold() in wanted.cmdlet.parameters
    if not takes or _SIZE in wanted.parameters or wanted.cmdlet.effect is Effect.WRITE:
        return wanted
    size: Value = UNLIMITED if everything and _unlimited(wanted.cmdlet) else _A_PAGE
    return replace(wanted, parameters={**wanted.parameters, _SIZE: size})


def names_several(wanted: Command[Value]) -> bool:
    """Whether the identity of *wanted* is a pattern that fits more than one object."""
    return bool(_ALL_OF_THEM & set(str(wanted.parameters.get("Identity", ""))))


def _unlimited(cmdlet: Cmdlet) -> bool:
    return cmdlet.parameters[_SIZE.casefold()].kind == "limit"


def _parameter(cmdlet: Cmdlet, name: str) -> Parameter:
    known = cmdlet.parameters.get(name.casefold())
    return known or Parameter(name, "text", mandatory=False)
