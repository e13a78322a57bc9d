"""nightshift transcript: what sessions did, and whether their logs are as they were written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from shared.transcript.archive import Archive, Judged
    from shared.transcript.selection import Selection
    from shared.transcript.summary import Line

app = typer.Typer(
    help="The logs of sessions: what was sent, by whom, and whether anything was changed.",
    no_args_is_help=True,
)

Folder = Annotated[
    Path | None,
    typer.Option(help="Look here instead: a folder with copied logs, or the file of one."),
]
TenantName = Annotated[str | None, typer.Option("--tenant", help="Only of this tenant.")]
Since = Annotated[str | None, typer.Option(help="Only of this day and later: 2026-11-24 (UTC).")]
Until = Annotated[str | None, typer.Option(help="Only of this day and earlier.")]
Who = Annotated[str | None, typer.Option(help="Only of this person or app, or a part of it.")]
Run = Annotated[str | None, typer.Option(help="Only of this run or case, or a part of it.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


@app.command("list")
def list_sessions(
    tenant: TenantName = None,
    since: Since = None,
    until: Until = None,
    who: Who = None,
    run: Run = None,
    limit: Annotated[int, typer.Option(min=1, help="The newest so many.")] = 50,
    folder: Folder = None,
    as_json: AsJson = False,
) -> None:
    """List sessions, the newest first; the state is what `verify` says of each."""
    from shared.cli import output
    from shared.cli.sessions_told import print_sessions

    wanted = _selection(tenant, since, until, who, run)
    found = output.run(_find(folder, wanted, limit))
    if as_json:
        documents = [one.document() for one in found]
        output.print_json({"schema": "nightshift.transcripts/1", "transcripts": documents})
    elif found:
        print_sessions(found)
    else:
        where = " and ".join(place.where for place in _archives(folder))
        output.say(f"No session fits. Looked in: {where}.")


@app.command()
def show(
    session: Annotated[str, typer.Argument(help="The session, or its first letters.")],
    writes: Annotated[bool, typer.Option("--writes", help="Only what writes.")] = False,
    failed: Annotated[bool, typer.Option("--failed", help="Only what did not end well.")] = False,
    folder: Folder = None,
    as_json: AsJson = False,
) -> None:
    """Show the lines of a session. Exit 1 when they are not as they were written."""
    from shared.cli import output
    from shared.cli.sessions_told import print_lines, told
    from shared.transcript import summary
    from shared.transcript.chain import Verdict

    judged, kept = output.run(_lines(folder, session))
    genuine = judged.check.verdict is not Verdict.TAMPERED
    if not genuine:
        output.console.print(told(judged), style="red", markup=False, soft_wrap=True)
    lines = [
        line
        for line in kept
        if (summary.writes(line) or not writes) and (summary.failed(line) or not failed)
    ]
    if as_json:
        schema, state = "nightshift.transcript-lines/1", judged.check.verdict.value
        output.print_json({"schema": schema, "state": state, "lines": lines})
    else:
        print_lines(judged.summary, lines)
    if not genuine:
        raise typer.Exit(output.FAILED)


@app.command()
def verify(
    sessions: Annotated[
        list[str] | None, typer.Argument(help="Sessions, or their first letters.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="All sessions that fit.")] = False,
    tenant: TenantName = None,
    since: Since = None,
    until: Until = None,
    who: Who = None,
    run: Run = None,
    folder: Folder = None,
    as_json: AsJson = False,
) -> None:
    """
    Check that logs are as they were written. Exit 0 only when every one of them is intact.

    "Unanchored" is sound as far as it goes: the session ended abnormally, or is still open, and
    nobody recorded its end. "Tampered" names the first line that is not as it was written.
    """
    from shared.cli import output
    from shared.cli.sessions_told import told
    from shared.transcript.chain import Verdict

    if every == bool(sessions):
        output.fail("Name the sessions to verify, or give --all.")
    wanted = _selection(tenant, since, until, who, run)
    work = _all(folder, wanted) if every else _judge(folder, sessions or [])
    found = output.run(work)
    ok = bool(found) and all(one.check.verdict is Verdict.INTACT for one in found)
    if as_json:
        documents = [one.document() for one in found]
        schema = "nightshift.transcript-check/1"
        output.print_json({"schema": schema, "ok": ok, "transcripts": documents})
    elif found:
        for one in found:
            output.say(told(one))
    else:
        output.say("No session fits, so nothing was verified.")
    if not ok:
        raise typer.Exit(output.FAILED)


def _archives(folder: Path | None) -> list[Archive]:
    from shared.app import app as current
    from shared.transcript.copies import copies

    return current().transcripts() if folder is None else [copies(folder)]


async def _find(folder: Path | None, wanted: Selection, limit: int | None) -> list[Judged]:
    found = [one for place in _archives(folder) for one in await place.find(wanted, limit)]
    return sorted(found, key=lambda one: one.summary.started_at, reverse=True)[:limit]


async def _all(folder: Path | None, wanted: Selection) -> list[Judged]:
    """All sessions that fit, and those that are gone and may have."""
    gone = [one for place in _archives(folder) for one in await place.gone(wanted)]
    return gone + await _find(folder, wanted, None)


async def _judge(folder: Path | None, sessions: list[str]) -> list[Judged]:
    archives = _archives(folder)
    places = [await _one(archives, session) for session in sessions]
    return [await archive.judge(name) for archive, name in places]


async def _lines(folder: Path | None, session: str) -> tuple[Judged, list[Line]]:
    from shared.transcript.archive import Judged

    archive, name = await _one(_archives(folder), session)
    account = await archive.read(name)
    return Judged(archive.where, account.summary, await archive.check(account)), account.lines


async def _one(archives: list[Archive], session: str) -> tuple[Archive, str]:
    """The one account that *session* names by its beginning, or by its whole name."""
    from shared.transcript import places

    found = [
        (archive, name)
        for archive in archives
        for name in await archive.names()
        if name == session or places.session(name).startswith(session)
    ]
    if len(found) != 1:
        _not_one(archives, session, [places.session(name) for _, name in found])
    return found[0]


def _not_one(archives: list[Archive], session: str, found: list[str]) -> NoReturn:
    from shared.cli import output

    if found:
        output.fail(f"{session!r} begins several: {', '.join(found[:5])}; give more of it.")
    where = " or ".join(archive.where for archive in archives)
    output.fail(
        f"No session {session!r} in {where}; `nightshift transcript list` names them.",
        output.FAILED,
    )


def _selection(
    tenant: str | None, since: str | None, until: str | None, who: str | None, run: str | None
) -> Selection:
    from shared.transcript.selection import Selection

    return Selection(_tenant_id(tenant), _day(since), _day(until), who, run)


def _tenant_id(tenant: str | None) -> str | None:
    """The id of *tenant*; an id needs no configuration, a log may be of any tenant."""
    from uuid import UUID

    from shared.app import app as current
    from shared.cli import output
    from shared.config import ConfigError
    from shared.tenants import UnknownTenant

    if tenant is None:
        return None
    try:
        return str(UUID(tenant))
    except ValueError:
        pass
    try:
        return current().tenants.find(tenant).tenant_id
    except (ConfigError, UnknownTenant) as error:
        output.fail(str(error))


def _day(text: str | None) -> str | None:
    from datetime import date

    from shared.cli import output

    try:
        return None if text is None else date.fromisoformat(text).isoformat()
    except ValueError:
        output.fail(f"{text!r} is no day; write it as 2026-11-24.")
