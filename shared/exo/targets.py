"""A line for each row of a table: its calls, all of them checked before one is sent. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from shared.exchange.catalogue import Cmdlet, nearest
from shared.exchange.command import Command
from shared.exchange.values import Value
from shared.exo import habits
from shared.exo.kinds import Place, Text
from shared.exo.line import Line, routed
from shared.exo.plan import asked, names_several
from shared.exo.refusal import WrongLine
from shared.exo.table_file import TableFile, TableRow, refuse
from shared.web.errors import BadCall
from shared.web.request import Effect

# What the line itself obeys; sent with a row, it would leave in a rehearsal and be told as done.
_OF_THE_LINE = frozenset({"whatif", "confirm"})


@dataclass(frozen=True, slots=True)
class Target:
    """A row and the call that it stands for."""

    row: TableRow
    call: Command[Value]

    @property
    def about(self) -> str:
        """The object, as the row names it."""
        named = self.call.parameters.get("Identity") or next(iter(self.row.cells.values()), "")
        return str(named)


def targets(line: Line, table: TableFile, place: Place) -> list[Target]:
    """
    A call for each row of *table*: what *line* gives for all, and the row's cells.

    An empty cell leaves the parameter out; `$null` clears it.

    Raises:
        WrongLine: A column is no parameter, or any row is wrong; all of them are told.

    """
    if routed(line.cmdlet):
        twin = line.cmdlet.name.replace("-EXO", "-")
        raise WrongLine(f"{line.cmdlet.name} is not run for a table; use {twin} @file.csv.")
    names, apart = _parameters(line, table.columns), replace(place, secret=None)
    found: list[Target] = []
    mistakes: list[str] = []
    for row in table.rows:
        try:
            found.append(Target(row, _call(line, row, names, apart)))
        except (WrongLine, BadCall) as error:
            mistakes.append(f"line {row.line}: {_told(error)}")
    refuse(mistakes)
    return found


def repeated(found: Sequence[Target]) -> list[str]:
    """A sentence for each object that several rows are about."""
    lines: defaultdict[str, list[str]] = defaultdict(list)
    for one in found:
        lines[one.about.casefold()].append(str(one.row.line))
    return [
        f"{about} is in lines {', '.join(numbers)}; each of them is run."
        for about, numbers in lines.items()
        if len(numbers) > 1
    ]


def _parameters(line: Line, columns: Sequence[str]) -> Mapping[str, str]:
    """The parameter that each column is, in the catalogue's spelling."""
    refused = list(_strange(line.cmdlet, columns))
    names = {one: line.cmdlet.parameters.get(_key(one)) for one in columns}
    spelled = {column: found.name for column, found in names.items() if found}
    given = {one.casefold() for one in line.given}
    refused += [
        f"{name} is given on the line and by the column {column}; give it once"
        for column, name in spelled.items()
        if name.casefold() in given
    ]
    if refused:
        raise WrongLine("Nothing was sent: " + "; ".join(refused) + ".")
    return spelled


def _strange(cmdlet: Cmdlet, columns: Sequence[str]) -> Iterator[str]:
    for column in columns:
        if _key(column) in _OF_THE_LINE or habits.of_pipeline(_key(column)):
            yield f"{column} is for all rows or none: write -{column} on the line, not as a column"
        elif _key(column) not in cmdlet.parameters:
            near = nearest(column, (one.name for one in cmdlet.parameters.values()))
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            yield f"{cmdlet.name} has no parameter for the column {column}{hint}"


def _key(column: str) -> str:
    return column.replace("-", "").replace(" ", "").casefold()


def _call(line: Line, row: TableRow, names: Mapping[str, str], place: Place) -> Command[Value]:
    own = {names[column]: Text(cell) for column, cell in row.cells.items()}
    whole = replace(line, given={**line.given, **own})
    call = asked(whole, place)
    if not isinstance(call, Command):
        raise WrongLine("a native read is not run for a table")
    identified = "Identity" in call.parameters
    needed = "Identity" in names.values() or line.cmdlet.effect is Effect.WRITE
    if needed and not identified and "identity" in line.cmdlet.parameters:
        raise WrongLine("Identity is empty; name the object")
    if names_several(call):
        raise WrongLine(f"{call.parameters['Identity']} fits several objects; name one")
    return call


def _told(error: WrongLine | BadCall) -> str:
    text = error.detail if isinstance(error, BadCall) else str(error)
    return text.removeprefix("nothing was sent: ")
