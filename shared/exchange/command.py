"""
A call of a cmdlet, held against the catalogue before anything is sent. Pure.

A name that Exchange Online does not have would come back as a 403 without a word, the same as a
missing role; a mistyped enumeration value may even be taken for another. Here each is a sentence.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shared.exchange.catalogue import Catalogue, Cmdlet, Parameter, nearest
from shared.exchange.sealing import Sealed
from shared.exchange.values import Edit
from shared.web.errors import BadCall, Call

_UNSENT = "so nothing was sent"


@dataclass(frozen=True, slots=True)
class Command[V]:
    """A cmdlet of the service with parameters that it has, each in the catalogue's spelling."""

    cmdlet: Cmdlet
    parameters: Mapping[str, V]


def command[V](known: Catalogue, name: str, given: Mapping[str, V]) -> Command[V]:
    """
    The call of cmdlet *name* with *given*, names in any letter case.

    Raises:
        BadCall: Exchange Online has no such cmdlet or parameter, a mandatory one is missing, or a
            value is none of its enumeration. The sentence says what to write instead.

    """
    call = Call(name, target_of(given))
    cmdlet = known.find(name)
    if cmdlet is None:
        raise BadCall(call, _no_cmdlet(known, name))
    if cmdlet.module_only or cmdlet.status.gone:
        raise BadCall(call, _not_callable(known, cmdlet))
    return checked(cmdlet, given)


def checked[V](cmdlet: Cmdlet, given: Mapping[str, V]) -> Command[V]:
    """
    The call of *cmdlet* with *given*, names in any letter case; a native read's as well.

    Raises:
        BadCall: As `command` says of parameters and their values.

    """
    if problems := list(_problems(cmdlet, given)):
        call = Call(cmdlet.name, target_of(given))
        raise BadCall(call, f"nothing was sent: {'; '.join(problems)}")
    return Command(cmdlet, {_spelled(cmdlet, one): value for one, value in given.items()})


def target_of(given: Mapping[str, object]) -> str | None:
    """The object that a call with the parameters *given* is about; None when it names none."""
    identity = next((given[one] for one in given if one.casefold() == "identity"), None)
    return None if identity is None else str(identity).encode("utf-8", "replace").decode()


def _no_cmdlet(known: Catalogue, name: str) -> str:
    last = known.last_listed(name)
    when = f" any more (the reference last listed it on {last})" if last else ""
    near = _did_you_mean(known.near(name)) or "; look it up in Microsoft's cmdlet reference"
    return f"Exchange Online has no such cmdlet{when}, {_UNSENT}{near}"


def _not_callable(known: Catalogue, cmdlet: Cmdlet) -> str:
    if cmdlet.module_only:
        why = "it is a command of the PowerShell module, not of the service"
        verb, _, noun = cmdlet.name.partition("-EXO")
        twin = known.find(f"{verb}-{noun}") if noun else None
        advice = f"; use {twin.name}" if twin else ""
    else:
        why = f"Exchange Online lists it as {cmdlet.status}"
        advice = f"; use {cmdlet.instead}" if cmdlet.instead else "; there is no successor"
        if cmdlet.instead and known.find(cmdlet.instead) is None:
            advice += " (Security & Compliance)"
    return f"{why}, {_UNSENT}{advice}"


def _problems(cmdlet: Cmdlet, given: Mapping[str, object]) -> Iterator[str]:
    for name, value in given.items():
        parameter = cmdlet.parameters.get(name.casefold())
        if not cmdlet.takes(name):
            yield _no_parameter(cmdlet, name)
        elif parameter is not None:
            yield from _wrong_values(parameter, value)
            yield from _unsafe(parameter, value)
    names = {one.casefold() for one in given}
    if len(names) < len(given):
        yield "a parameter is given twice in different letter case; name it once"
    missing = [
        one.name for key, one in cmdlet.parameters.items() if one.mandatory and key not in names
    ]
    if missing:
        yield f"{cmdlet.name} needs {' and '.join(missing)}; give it"


def _no_parameter(cmdlet: Cmdlet, name: str) -> str:
    if name.casefold() in cmdlet.on_premises:
        return f"{cmdlet.name} has the parameter {name} on premises only, not in Exchange Online"
    near = nearest(name, (one.name for one in cmdlet.parameters.values()))
    return f"{cmdlet.name} has no parameter {name} in Exchange Online{_did_you_mean(near)}"


def _wrong_values(parameter: Parameter, value: object) -> Iterator[str]:
    """
    What is none of the enumeration's members.

    The service also takes the beginning of a member, and so may take a wrong value for a right
    one without a word; here a member is written out. Numbers are left to the service.
    """
    if not parameter.members:
        return
    allowed = {one.casefold() for one in parameter.members}
    for one in _texts(value):
        if one.casefold() not in allowed:
            near = nearest(one, parameter.members)
            hint = _did_you_mean(near) if near else f"; it takes {', '.join(parameter.members)}"
            yield f'{parameter.name} does not take "{one}"{hint}'


def _unsafe(parameter: Parameter, value: object) -> Iterator[str]:
    """What must not leave though the service might take it."""
    if parameter.kind == "secret" and not isinstance(value, Sealed):
        yield (
            f"{parameter.name} takes a password or a credential, and none is sent in the open; set "
            "passwords in Entra ID"
        )
    # Some cmdlets take an identity of nothing for every object.
    empty = value is None or (isinstance(value, str) and not value.strip())
    if parameter.name == "Identity" and empty:
        yield "Identity is empty; name the object"


def _texts(value: object) -> list[str]:
    match value:
        case str():
            return [one.strip() for one in value.split(",") if one.strip()]
        case Edit():
            return _texts([*value.add, *value.remove])
        case Sequence():
            return [text for one in value for text in _texts(one)]
        case _:
            return []


def _did_you_mean(near: Sequence[str]) -> str:
    return f"; did you mean {' or '.join(near)}?" if near else ""


def _spelled(cmdlet: Cmdlet, name: str) -> str:
    found = cmdlet.parameters.get(name.casefold())
    return name if found is None else found.name
