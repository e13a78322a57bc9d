"""What may come next in a line that is being typed. Pure, and quick: a shell waits for it."""

import re
from collections.abc import Iterable, Sequence

from shared.exchange.catalogue import Catalogue, Cmdlet, Parameter

_TRUTH = ("true", "false")
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
# PowerShell's own, which mean nothing here.
_LEFT_OUT = frozenset({"whatif", "confirm"})


def completed(known: Catalogue, before: Sequence[str], incomplete: str) -> list[str]:
    """What *incomplete* may become after the words *before*, in any letter case."""
    if not before:
        return _beginning(incomplete, _cmdlets(known, incomplete))
    cmdlet = known.find(before[0])
    if cmdlet is None:
        return []
    if incomplete.startswith("-"):
        return parameters(known, before, incomplete)
    parameter = _of(cmdlet, before[-1])
    if parameter is None:
        return []
    done, comma, last = incomplete.rpartition(",")
    return [f"{done}{comma}{one}" for one in _beginning(last, _values(parameter))]


def parameters(known: Catalogue, before: Sequence[str], incomplete: str) -> list[str]:
    """The parameters that *incomplete*, a dash or two and some letters, may become."""
    cmdlet = known.find(before[0]) if before else None
    if cmdlet is None:
        return []
    taken = {one.name for word in before if (one := _of(cmdlet, word))}
    names = [one.name for one in _own(known, cmdlet) if one.name not in taken]
    if incomplete.startswith("--"):
        return _beginning(incomplete, (f"--{dashed(one)}" for one in names))
    return _beginning(incomplete, (f"-{one}" for one in names))


def dashed(name: str) -> str:
    """*name* as our own options are written: `prohibit-send-quota`."""
    return _WORDS.sub("-", name).lower()


def _cmdlets(known: Catalogue, incomplete: str) -> Iterable[str]:
    """Those that can be run; each is looked at only if it may be meant."""
    key = incomplete.casefold()
    for name in known.names:
        found = known.find(name) if name.casefold().startswith(key) else None
        native = name.startswith("Get-EXO")
        if found and not found.status.gone and (native or not found.module_only):
            yield name


def _own(known: Catalogue, cmdlet: Cmdlet) -> Iterable[Parameter]:
    for key, one in cmdlet.parameters.items():
        if key not in known.common and key not in _LEFT_OUT:
            yield one


def _of(cmdlet: Cmdlet, word: str) -> Parameter | None:
    """The parameter that *word* names; None when it names none."""
    if not word.startswith("-"):
        return None
    return cmdlet.parameters.get(word.replace("-", "").casefold())


def _values(parameter: Parameter) -> Sequence[str]:
    if parameter.name == "ResultSize":
        return ("Unlimited",)
    return _TRUTH if parameter.kind == "bool" else parameter.members


def _beginning(typed: str, names: Iterable[str]) -> list[str]:
    """
    Those of *names* that begin as *typed*, in any letter case.

    What was typed stays as it is: a shell offers only what it can add to.
    """
    key = typed.casefold()
    return sorted(typed + name[len(typed) :] for name in names if name.casefold().startswith(key))
