"""nightshift exo for a table: the line runs once for each row of a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import typer

from shared.cells import one_line
from shared.cli import output
from shared.cli.exo_ask import question_for, require_somebody, warned_and_meant
from shared.cli.exo_run import here, opened, signed_in
from shared.cli.exo_show import Wanted, note, run, sheet_for, show_table, spool
from shared.exo.failed_file import failed_file, rows_left
from shared.exo.guard import Question
from shared.exo.line import Line
from shared.exo.many import Account, run_each
from shared.exo.refusal import WrongLine
from shared.exo.sheets import Held, Sheet
from shared.exo.table_file import TableFile, table_of
from shared.exo.targets import Target, repeated, targets
from shared.web.request import Json

_SHOWN = 20  # rows that did not end well, or with a warning; the file has those that are left


@dataclass(frozen=True, slots=True)
class Batch:
    """A table whose every row was checked; nothing has been sent yet."""

    line: Line
    source: Path
    table: TableFile
    targets: list[Target]
    what_if: bool

    @property
    def name(self) -> str:
        return self.line.cmdlet.name


def run_table(line: Line, wanted: Wanted) -> None:
    """
    *line* has run for each row of its file, and what is left is in a file beside it.

    Raises:
        WrongLine: The file or any of its rows is wrong; nothing was sent.

    """
    source = Path(line.file or "")
    batch = _checked(line, source, what_if=wanted.what_if or line.what_if)
    for one in repeated(batch.targets):
        note(f"Warning: {one}")
    calls = [one.call for one in batch.targets]
    guard = None if batch.what_if else question_for(calls, many=True, ask=line.ask)
    where = signed_in(wanted)
    require_somebody(guard, wanted)
    account = Account(batch.targets)
    with spool() as (kept, whole):
        sheet = sheet_for(kept, batch.name, where.tenant_id, wanted)
        kept_in: Path | None = None
        try:
            _send(batch, account, sheet, guard, wanted)
        finally:
            # Also when somebody stopped it: what was done must be known.
            if account.begun:
                kept_in = _keep(batch, account)
                _summary(batch, account, kept_in)
        _show(batch, account, sheet, wanted, kept_in)
        if not isinstance(sheet, Held):
            whole()
    if not account.well:
        raise typer.Exit(output.FAILED)


def _checked(line: Line, source: Path, *, what_if: bool) -> Batch:
    try:
        data = source.read_bytes()
    except (OSError, ValueError) as error:  # a name may hold what no file's may
        why = getattr(error, "strerror", None) or error
        raise WrongLine(f"{source} cannot be read: {why}. Name a CSV file after the @.") from error
    table = table_of(data)
    return Batch(line, source, table, targets(line, table, here()), what_if)


def _send(
    batch: Batch, account: Account, sheet: Sheet, guard: Question | None, wanted: Wanted
) -> None:
    async def work(told: Callable[[int], None], quiet: Callable[[], None]) -> str | None:
        async with opened(
            batch.name, wanted, what_if=batch.what_if, guarded=guard is not None
        ) as session:
            if guard is not None:
                quiet()
            calls = [one.call for one in batch.targets]
            if not await warned_and_meant(session, calls, guard, wanted):
                return "Nothing was sent."
            return await run_each(
                session.exchange,
                account,
                sheet,
                what_if=batch.what_if,
                everything=wanted.everything,
                told=told,
            )

    total = len(batch.targets)
    with output.console.status(f"{batch.name}: 0 of {total}") as status:
        told = lambda done: status.update(f"{batch.name}: {done} of {total}")  # noqa: E731 - one expression
        why = run(work(told, status.stop), wanted)
    if why is not None:
        note(why)
    if not account.begun:
        output.fail("Nothing was sent.", output.FAILED)


def _keep(batch: Batch, account: Account) -> Path | None:
    """The file with the rows that are left; None when none are."""
    left = account.left()
    if not left:
        return None
    place = failed_file(batch.source)
    text = rows_left(batch.table, left)
    try:
        place.write_text(text, encoding="utf-8-sig", newline="")
    except OSError as error:
        note(f"{place} cannot be written ({error.strerror or error}); what is left is told here.")
        return None
    return place


def _summary(batch: Batch, account: Account, place: Path | None) -> None:
    ended = ", ".join(f"{count} {ending}" for ending, count in account.counts.items())
    note(f"{batch.name} for {len(account.targets)} rows: {ended}.")
    for target, outcome in (*account.left(), *account.warned())[:_SHOWN]:
        note(f"line {target.row.line}: {target.about}: {outcome.ending.value}: {outcome.reason}")
    if place is not None:
        note(
            f"What is left is in {place}; mend it if need be, and run it as it is: "
            f"nightshift exo {batch.name} @{place} …"
        )


def _show(batch: Batch, account: Account, sheet: Sheet, wanted: Wanted, place: Path | None) -> None:
    results: list[Json] = [
        {
            "line": target.row.line,
            "object": target.about,
            "outcome": outcome.ending.value,
            "reason": one_line(outcome.reason),
        }
        for target, outcome in zip(account.targets, account.outcomes, strict=True)
    ]
    more: dict[str, Json] = {"whatIf": batch.what_if, "results": results}
    for one in sheet.end({**more, "failedFile": None if place is None else str(place)}):
        note(one)
    if isinstance(sheet, Held) and sheet.rows:
        show_table(batch.name, sheet, wanted.select)
