"""What nightshift exo does with a line: read it, check it, run it, show what came."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from shared.app import app as current
from shared.cells import one_line
from shared.cli import output
from shared.cli.exo_ask import (
    question_for,
    require_somebody,
    typed_secret,
    warned_and_meant,
)
from shared.cli.exo_show import Wanted, note, sheet_for, show_table, spool
from shared.cli.exo_show import run as run_as
from shared.cli.quota import someone_is_there
from shared.desk.login import Login
from shared.exchange.catalogue import catalogue
from shared.exchange.command import Command
from shared.exchange.values import Value
from shared.exo.columns import strange
from shared.exo.kinds import Place
from shared.exo.line import Line, read
from shared.exo.plan import Asked, asked, names_several
from shared.exo.protected import PERMISSIONS
from shared.exo.refusal import WrongLine
from shared.exo.running import Ended, run
from shared.exo.sheets import Held, Sheet
from shared.session import Session
from shared.web.errors import AlreadySo, BadCall, Malformed, Transient, lost
from shared.web.request import Effect


@dataclass(frozen=True, slots=True)
class Job:
    """A line that was read and checked; nothing has been sent yet."""

    line: Line
    call: Asked
    what_if: bool

    @property
    def name(self) -> str:
        return self.line.cmdlet.name

    @property
    def writes(self) -> bool:
        return self.line.cmdlet.effect is Effect.WRITE

    @property
    def calls(self) -> list[Command[Value]]:
        return [self.call] if isinstance(self.call, Command) else []


def run_line(words: Sequence[str], wanted: Wanted) -> None:
    """The line *words* has run and is shown; a wrong one ends here with exit 2."""
    try:
        line = read(catalogue(), words)
        for one in line.notes:
            note(one)
        if line.file is not None:
            from shared.cli.exo_many import run_table

            run_table(line, wanted)
            return
        job = Job(line, _checked(line), wanted.what_if or line.what_if)
    except (WrongLine, BadCall) as error:
        output.fail(str(error))
    _run_job(job, wanted)


def here() -> Place:
    """Now, at this desk: a date without a zone is of this desk."""
    now = current().clock.now()
    zone = now.astimezone().tzinfo or UTC
    ask = typed_secret if someone_is_there() else None
    return Place(now, zone, lambda name: Path(name).read_bytes(), ask)


def signed_in(wanted: Wanted) -> Login:
    """Who is signed in; without anybody the command ends here, before anything is asked."""
    with output.explained():
        return current().desk.login(wanted.tenant)


@asynccontextmanager
async def opened(
    cmdlet: str, wanted: Wanted, *, what_if: bool, guarded: bool
) -> AsyncIterator[Session]:
    """
    A session as whoever is signed in; *guarded* ones may look people's roles up.

    At a prompt all may: one sign-in is then for every line.
    """
    roles = guarded or wanted.prompt is not None
    async with current().desk.open(
        wanted.tenant,
        run=f"exo-{secrets.token_hex(4)}",
        reason=f"exo {cmdlet}",
        what_if=what_if,
        graph=PERMISSIONS if roles else (),
    ) as session:
        if wanted.with_output:
            session.transcript.keep_output()
        yield session


def _checked(line: Line) -> Asked:
    call = asked(line, here())
    writes = line.cmdlet.effect is Effect.WRITE
    if writes and isinstance(call, Command) and names_several(call):
        raise WrongLine(
            f"{call.parameters['Identity']} fits several objects, and a write is for one: name "
            "it, or list them in a file and use @file.csv."
        )
    return call


def _run_job(job: Job, wanted: Wanted) -> None:
    guard = None if job.what_if else question_for(job.calls, many=False, ask=job.line.ask)
    where = signed_in(wanted)
    require_somebody(guard, wanted)

    async def work(
        sheet: Sheet, told: Callable[[int], None], quiet: Callable[[], None]
    ) -> Ended | None:
        async with opened(
            job.name, wanted, what_if=job.what_if, guarded=guard is not None
        ) as session:
            if guard is not None:
                quiet()
            if not await warned_and_meant(session, job.calls, guard, wanted):
                return None
            return await _run(session, job, sheet, wanted, told)

    with spool() as (kept, whole):
        sheet = sheet_for(kept, job.name, where.tenant_id, wanted)
        with output.console.status(f"{job.name} …") as status:
            told = lambda count: status.update(f"{job.name}: {count} rows")  # noqa: E731 - one expression
            ended = run_as(work(sheet, told, status.stop), wanted)
        if ended is None:
            output.fail("Nothing was sent.", output.FAILED)
        _end(job, sheet, ended, wanted)
        if not isinstance(sheet, Held):
            whole()


async def _run(
    session: Session, job: Job, sheet: Sheet, wanted: Wanted, told: Callable[[int], None]
) -> Ended:
    try:
        return await run(session.exchange, job.call, sheet, everything=wanted.everything, told=told)
    except AlreadySo as error:
        return Ended(0, (f"It is so already: {error.detail}",))
    except asyncio.CancelledError:
        if job.writes and not job.what_if:
            note(f"Whether {job.name} was done is unknown: it was stopped while it was under way.")
        raise
    except (Transient, Malformed) as error:
        if job.writes and (isinstance(error, Malformed) or lost(error)):
            output.fail(
                f"{error}\nWhether {job.name} was done is unknown: no answer can be read. Read the "
                "object before you run it again.",
                output.FAILED,
            )
        raise


def _end(job: Job, sheet: Sheet, ended: Ended, wanted: Wanted) -> None:
    """*sheet* is whole, a table is shown, and what is to be noted is on stderr."""
    notes = sheet.end({"whatIf": job.what_if, "more": ended.more, "warnings": list(ended.warnings)})
    if isinstance(sheet, Held):
        if sheet.rows:
            show_table(job.name, sheet, wanted.select)
        else:
            output.say(_nothing_came(job))
    for one in (*ended.warnings, *notes, *strange(wanted.select, ended.properties)):
        note(one)
    if ended.more:
        note(f"There are more than these {ended.rows}; {_how_to_get_more(job, wanted)}")


def _how_to_get_more(job: Job, wanted: Wanted) -> str:
    if "ResultSize" in job.line.given:
        return "-ResultSize Unlimited asks for every one."
    if wanted.everything:
        return f"{job.name} gives no more at once: ask for less, by its other parameters."
    return "--all reads every one."


def _nothing_came(job: Job) -> str:
    if not job.writes:
        return f"{job.name}: no rows."
    identity = job.line.given.get("Identity")
    about = f"{job.name} on {identity.typed}" if identity else job.name
    if job.what_if:
        return one_line(f"{about} would run; nothing was sent.")
    return one_line(f"{about}: done.")
