"""What nightshift exo does with a line: read it, check it, run it, show what came."""

from __future__ import annotations

import io
import secrets
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import BinaryIO, cast

from shared.app import app as current
from shared.cli import output
from shared.exchange.catalogue import catalogue
from shared.exchange.client import Exchange
from shared.exo.cells import one_line, text
from shared.exo.columns import chosen, selected, strange
from shared.exo.kinds import Place
from shared.exo.line import Line, read
from shared.exo.plan import Asked, asked
from shared.exo.refusal import WrongLine
from shared.exo.running import Ended, run
from shared.exo.sheets import CsvSheet, Held, JsonLines, JsonSheet, Sheet
from shared.web.errors import AlreadySo, BadCall, Transient, lost
from shared.web.request import Effect, Json, Row

_SHOWN = 200  # rows of a table
_IN_MEMORY = 8 * 1024 * 1024  # what comes is kept until it is whole; beyond this, in a file


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a line is to be run and shown."""

    form: str = "table"
    select: tuple[str, ...] = ()
    spreadsheet: bool = False
    everything: bool = False
    tenant: str | None = None
    what_if: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """A line that was read and checked; nothing has been sent yet."""

    line: Line
    call: Asked
    what_if: bool
    everything: bool = field(default=False)

    @property
    def name(self) -> str:
        return self.line.cmdlet.name

    @property
    def writes(self) -> bool:
        return self.line.cmdlet.effect is Effect.WRITE


def run_line(words: Sequence[str], wanted: Wanted) -> None:
    """The line *words* has run and is shown; a wrong one ends here with exit 2."""
    job = prepared(words, wanted)
    for note in job.line.notes:
        _note(note)
    with _spool() as (kept, whole):
        sheet = _sheet(kept, job, wanted)
        with output.console.status(f"{job.name} …") as status:
            ended = output.run(_work(job, sheet, wanted, lambda n: status.update(f"{n} rows")))
        for note in (*ended.warnings, *_ended(job, sheet, ended, wanted)):
            _note(note)
        if not isinstance(sheet, Held):
            whole(sys.stdout.buffer)


def prepared(words: Sequence[str], wanted: Wanted) -> Job:
    """The line *words*, read and checked against the catalogue; a wrong one is told, exit 2."""
    try:
        line = read(catalogue(), words)
        call = asked(line, _here())
    except (WrongLine, BadCall) as error:
        output.fail(str(error))
    return Job(line, call, wanted.what_if or line.what_if, wanted.everything)


def _here() -> Place:
    now = current().clock.now()
    zone = now.astimezone().tzinfo or UTC  # a date without one is of this desk
    return Place(now, zone, lambda name: Path(name).read_bytes())


async def _work(job: Job, sheet: Sheet, wanted: Wanted, told: Callable[[int], None]) -> Ended:
    label = f"exo-{secrets.token_hex(4)}"
    async with current().desk.open(
        wanted.tenant, run=label, reason=f"exo {job.name}", what_if=job.what_if
    ) as session:
        return await _run(session.exchange, job, sheet, told)


async def _run(exchange: Exchange, job: Job, sheet: Sheet, told: Callable[[int], None]) -> Ended:
    try:
        return await run(exchange, job.call, sheet, everything=job.everything, told=told)
    except AlreadySo as error:
        return Ended(0, (f"It is so already: {error.detail}",))
    except Transient as error:
        if job.writes and lost(error):
            output.fail(
                f"{error}\nWhether {job.name} was done is unknown: the answer was lost. Read the "
                "object before you run it again.",
                output.FAILED,
            )
        raise


@contextmanager
def _spool() -> Iterator[tuple[io.TextIOWrapper, Callable[[BinaryIO], None]]]:
    """A file for what comes, and how all of it goes on once it is whole."""
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as held:
        # Half a character of a broken name is written as JSON has it.
        file = io.TextIOWrapper(
            cast("BinaryIO", held), "utf-8", errors="backslashreplace", newline=""
        )

        def whole(out: BinaryIO) -> None:
            file.flush()
            held.seek(0)
            try:
                shutil.copyfileobj(held, out)
                out.flush()
            except BrokenPipeError:
                sys.stderr.close()  # whoever read us has enough

        yield file, whole
        file.detach()


def _sheet(file: io.TextIOWrapper, job: Job, wanted: Wanted) -> Sheet:
    match wanted.form:
        case "json":
            head: dict[str, Json] = {"schema": "nightshift.exo/1", "cmdlet": job.name}
            return JsonSheet(file, head, wanted.select)
        case "jsonl":
            return JsonLines(file, wanted.select)
        case "csv":
            return CsvSheet(file, wanted.select, spreadsheet=wanted.spreadsheet)
        case _:
            return Held(_SHOWN)


def _ended(job: Job, sheet: Sheet, ended: Ended, wanted: Wanted) -> list[str]:
    """What is to be noted at the end; a table is shown here."""
    notes = sheet.end({"whatIf": job.what_if, "more": ended.more, "warnings": list(ended.warnings)})
    if isinstance(sheet, Held):
        notes += _show(job, sheet, wanted)
    if wanted.select:
        notes += strange(wanted.select, ended.properties)
    if ended.more:
        notes.append(f"There are more than these {ended.rows}; --all reads every one.")
    return notes


def _show(job: Job, held: Held, wanted: Wanted) -> list[str]:
    if not held.rows:
        output.say(_nothing_came(job))
        return []
    if held.count == 1 and not wanted.select:
        facts = [
            (name, text(one)) for name, one in held.rows[0].items() if one not in (None, "", [])
        ]
        output.print_table(job.name, ("Property", "Value"), [fact for fact in facts if fact[1]])
        return []
    columns = list(wanted.select) or chosen(job.name, held.rows)
    output.print_table(job.name, columns, [_cells(row, columns) for row in held.rows])
    notes = []
    if held.count > len(held.rows):
        notes.append(
            f"The table shows the first {len(held.rows)} of {held.count}; --output csv or json has "
            "every row."
        )
    return notes


def _cells(row: Row, columns: Sequence[str]) -> list[str]:
    had = selected(row, columns)
    return [text(had.get(name)) for name in columns]


def _nothing_came(job: Job) -> str:
    if not job.writes:
        return f"{job.name}: no rows."
    identity = job.line.given.get("Identity")
    about = f"{job.name} on {identity.typed}" if identity else job.name
    if job.what_if:
        return one_line(f"{about} would run; nothing was sent.")
    return one_line(f"{about}: done.")


def _note(sentence: str) -> None:
    output.console.print(one_line(sentence), markup=False, highlight=False, soft_wrap=True)
