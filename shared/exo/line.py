"""A line as an admin types it: a cmdlet and its parameters, in PowerShell's way or ours. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.exchange.catalogue import Catalogue, Cmdlet, Parameter
from shared.exchange.command import command
from shared.exo import habits, literals
from shared.exo.kinds import Text, takes_list, truth
from shared.exo.refusal import WrongLine

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_OPTION = re.compile(r"(?:-([A-Za-z]\w*)(?::(.*))?|--([A-Za-z][\w-]*)(?:[:=](.*))?)", re.DOTALL)
_CMDLET = re.compile(r"\s*[A-Za-z]+-[A-Za-z0-9]+\s")
_SWITCHED = frozenset({"$true", "$false", "true", "false"})
_FEWEST = 2  # letters of a parameter's name that may stand for it


@dataclass(frozen=True, slots=True)
class Line:
    """
    What was typed: a cmdlet that there is, and a text for each parameter.

    `given` has the catalogue's spelling where the catalogue has the parameter; a switch that
    stands alone is `true`. `file` is the table of a `@file.csv`. WhatIf and Confirm are no
    parameters of the call any more.
    """

    cmdlet: Cmdlet
    given: Mapping[str, Text]
    file: str | None = None
    what_if: bool = False
    ask: bool = False
    notes: tuple[str, ...] = ()


def read(known: Catalogue, typed: Sequence[str]) -> Line:
    """
    The line that the words *typed* are.

    Raises:
        WrongLine: It cannot be read, or works otherwise here.
        BadCall: Exchange Online has no such cmdlet; nothing was sent.

    """
    quoted = len(typed) == 1 and _CMDLET.match(typed[0]) is not None
    words = literals.words(typed[0]) if quoted else list(typed)
    if not words:
        raise WrongLine("Name a cmdlet: nightshift exo Get-Mailbox -Identity adele@contoso.com.")
    habits.command_here(words[0])
    reader = _Reader(_cmdlet(known, words[0]), words[1:], quoted=quoted)
    return reader.line()


def _cmdlet(known: Catalogue, name: str) -> Cmdlet:
    found = known.find(name)
    if found is None or (found.module_only and not routed(found)):
        command(known, name, {})  # raises, with the nearest name
    if found is None or found.status.gone:
        return command(known, name, {}).cmdlet
    return found


def routed(cmdlet: Cmdlet) -> bool:
    """Whether the cmdlet is one of the module's that are native reads here."""
    return cmdlet.module_only and cmdlet.name.casefold().startswith("get-exo")


class _Reader:
    """The words of one line, from left to right."""

    def __init__(self, cmdlet: Cmdlet, words: Sequence[str], *, quoted: bool) -> None:
        self._cmdlet = cmdlet
        self._words = list(words)
        self._quoted = quoted
        self._given: dict[str, Text] = {}
        self._file: str | None = None
        self._after_list: str | None = None

    def line(self) -> Line:
        while self._words:
            word = self._words.pop(0)
            found = _option(word)
            if found is not None:
                self._named(*found)
            elif word.startswith("@") and not word.startswith(("@{", "@(")):
                self._take_file(word)
            else:
                self._unnamed(word)
        return self._line()

    def _line(self) -> Line:
        habits.parameters_here(
            habits.Typed(
                self._cmdlet.name,
                [one.casefold() for one in self._given],
                [name.casefold() for name, text in self._given.items() if text.typed],
            )
        )
        given, notes = dict(self._given), []
        what_if, ask = (self._flag(given, name) for name in ("WhatIf", "Confirm"))
        for name in [one for one in given if habits.of_pipeline(one)]:
            del given[name]
            notes.append(f"{name} is for PowerShell's pipeline and has no effect here.")
        return Line(self._cmdlet, given, self._file, what_if, ask, tuple(notes))

    @staticmethod
    def _flag(given: dict[str, Text], name: str) -> bool:
        held = next((one for one in given if one.casefold() == name.casefold()), None)
        try:
            return held is not None and truth(given.pop(held).typed)
        except ValueError as error:
            raise WrongLine(f"{name}: {error}.") from error

    def _named(self, name: str, attached: str | None) -> None:
        parameter = _parameter(self._cmdlet, name)
        if parameter.name in self._given:
            raise WrongLine(f"{parameter.name} is given twice; give it once.")
        self._after_list = parameter.name if takes_list(parameter) else None
        self._given[parameter.name] = Text(self._value(parameter, attached), self._quoted)

    def _value(self, parameter: Parameter, attached: str | None) -> str:
        switch = parameter.kind == "switch"
        following = self._words[0] if self._words else None
        if attached:
            return self._whole_list(parameter, attached)
        usable = following is not None and _option(following) is None
        if switch and (attached is None or not usable):
            if attached is not None:
                raise WrongLine(_swallowed(parameter.name))
            spelled = usable and str(following).casefold() in _SWITCHED
            return self._words.pop(0) if spelled else "true"
        if parameter.kind == "secret" and not usable:
            return ""
        if not usable:
            raise WrongLine(_no_value(parameter))
        return self._whole_list(parameter, self._words.pop(0))

    def _whole_list(self, parameter: Parameter, first: str) -> str:
        """A list that has spaces after its commas stands in several words."""
        text = first
        if takes_list(parameter):
            literals.table(text)  # what the shell has taken apart is told before the rest is read
        while takes_list(parameter) and self._words and _goes_on(text, self._words[0]):
            text += self._words.pop(0)
        return text

    def _take_file(self, word: str) -> None:
        if literals.table(word) is None and self._file is not None:
            raise WrongLine("One table is taken at a time; name one @file.csv.")
        self._file = word[1:]

    def _unnamed(self, word: str) -> None:
        if self._after_list is not None:
            raise WrongLine(
                f'"{word}" may belong to {self._after_list}, or stand alone. Write the list in '
                f"quotes with commas, 'a,b', and the object as -Identity {word}."
            )
        first = next((one for one in ("Identity", "Name") if self._takes(one)), None)
        if first is None or first in self._given:
            raise WrongLine(
                f'"{word}" belongs to no parameter; write -Name value. A text with spaces '
                "stands in quotes."
            )
        self._given[first] = Text(word, self._quoted)

    def _takes(self, name: str) -> bool:
        return name.casefold() in self._cmdlet.parameters


def _option(word: str) -> tuple[str, str | None] | None:
    """The parameter's name in *word* and the value attached to it; None for any other word."""
    dashed = "-" + word[1:] if word[:1] in _DASHES and word else word
    found = _OPTION.fullmatch(dashed)
    if found is None:
        return None
    single, value, double, other = found.groups()
    return (single, value) if single else (double.replace("-", ""), other)


def _parameter(cmdlet: Cmdlet, name: str) -> Parameter:
    """The parameter that *name*, or the beginning of it, stands for; a text where there is none."""
    key = habits.ALIASES.get(name.casefold(), name).casefold()
    if exact := cmdlet.parameters.get(key):
        return exact
    fitting = [one for other, one in cmdlet.parameters.items() if other.startswith(key)]
    if len(fitting) > 1 and len(key) >= _FEWEST:
        names = ", ".join(sorted(one.name for one in fitting))
        raise WrongLine(f"-{name} may be any of {names}; write it out.")
    known_elsewhere = key in cmdlet.on_premises
    if len(fitting) == 1 and len(key) >= _FEWEST and not known_elsewhere:
        return fitting[0]
    # PowerShell has these two where a cmdlet takes them; here every line may be rehearsed.
    kind = "switch" if key in {"whatif", "confirm"} else "text"
    return Parameter(name, kind, mandatory=False)


def _goes_on(text: str, following: str) -> bool:
    return text.endswith(",") or following.startswith(",")


def _no_value(parameter: Parameter) -> str:
    if parameter.kind == "bool":
        return (
            f"{parameter.name} needs true or false. A shell that knows no $true takes it away: "
            f"write -{parameter.name} true."
        )
    return f"{parameter.name} needs a value: -{parameter.name} VALUE."


def _swallowed(name: str) -> str:
    return (
        f"-{name}: has no value; the shell has taken $true or $false for a variable of its own. "
        f"Write -{name}:false, or put it in single quotes: '-{name}:$false'."
    )
