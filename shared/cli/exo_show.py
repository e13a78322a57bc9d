"""How nightshift exo shows what came: kept until it is whole, then on stdout in one go."""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, Protocol, cast

from shared.cells import one_line, text
from shared.cli import output
from shared.exo.columns import chosen, selected
from shared.exo.sheets import CsvSheet, Held, JsonLines, JsonSheet, Sheet
from shared.web.request import Json, Row

_SHOWN = 200  # rows of a table
_IN_MEMORY = 8 * 1024 * 1024  # beyond this, what comes is kept in a file


class Prompt(Protocol):
    """Where several lines are run, one after the other."""

    def run[T](self, work: Coroutine[object, object, T]) -> T:
        """What *work* returns; as `output.run`, but connections stay open."""
        ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a line is to be run and shown; at a `prompt` the sign-in stays for the next line."""

    form: str = "table"
    select: tuple[str, ...] = ()
    spreadsheet: bool = False
    everything: bool = False
    tenant: str | None = None
    what_if: bool = False
    with_output: bool = False
    meant: str | None = None
    prompt: Prompt | None = None


def run[T](work: Coroutine[object, object, T], wanted: Wanted) -> T:
    """What *work* returns. A failure that has a reason ends the line with one sentence."""
    return output.run(work) if wanted.prompt is None else wanted.prompt.run(work)


@contextmanager
def spool() -> Iterator[tuple[io.TextIOWrapper, Callable[[], None]]]:
    """A file for what comes, and how all of it goes to stdout once it is whole."""
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as held:
        # Half a character of a broken name is written as JSON has it.
        file = io.TextIOWrapper(
            cast("BinaryIO", held), "utf-8", errors="backslashreplace", newline=""
        )

        def whole() -> None:
            file.flush()
            held.seek(0)
            sys.stdout.flush()
            shutil.copyfileobj(held, sys.stdout.buffer)
            sys.stdout.buffer.flush()

        yield file, whole
        file.detach()


def sheet_for(file: io.TextIOWrapper, cmdlet: str, tenant: str, wanted: Wanted) -> Sheet:
    """Where the rows of *cmdlet* in *tenant* go, in the form that is *wanted*."""
    match wanted.form:
        case "json":
            kind: Json = "nightshift.exo/1"
            head = {"schema": kind, "tenant": tenant, "cmdlet": cmdlet}
            return JsonSheet(file, head, wanted.select)
        case "jsonl":
            return JsonLines(file, wanted.select)
        case "csv":
            return CsvSheet(file, wanted.select, spreadsheet=wanted.spreadsheet)
        case _:
            return Held(_SHOWN)


def show_table(cmdlet: str, held: Held, select: Sequence[str]) -> None:
    """The rows of *held* are on stdout: one with all its properties, many with a few columns."""
    if held.count == 1 and not select:
        facts = [(name, text(one)) for name, one in held.rows[0].items()]
        output.print_facts([fact for fact in facts if fact[1]], cmdlet)
        return
    columns = list(select) or chosen(cmdlet, held.rows)
    output.print_table(cmdlet, columns, [_cells(row, columns) for row in held.rows])
    if held.count > len(held.rows):
        note(
            f"The table shows the first {len(held.rows)} of {held.count}; --output csv or json has "
            "every row."
        )


def note(sentence: str) -> None:
    """*sentence* is on stderr, on one line."""
    output.console.print(one_line(sentence), markup=False, highlight=False, soft_wrap=True)


def _cells(row: Row, columns: Sequence[str]) -> list[str]:
    had = selected(row, columns)
    return [text(had.get(name)) for name in columns]
