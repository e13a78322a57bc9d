"""How sessions, their lines and the verdicts on them are told to people."""

from collections.abc import Mapping, Sequence

from shared.app import app as current
from shared.cells import one_line
from shared.cli import output
from shared.config import ConfigError
from shared.transcript.archive import Judged
from shared.transcript.summary import Line, Summary

_SHORT = 12  # letters of an id; `show` and `verify` take the beginning of one


def print_sessions(found: Sequence[Judged]) -> None:
    """A row for each of *found*."""
    keys = _keys()
    output.print_table(
        f"{len(found)} sessions",
        ("session", "began (UTC)", "who, where", "why", "lines, writes, failed", "state"),
        [_row(one, keys) for one in found],
    )
    output.say("`nightshift transcript show SESSION` shows its lines, `verify` says what is wrong.")


def print_lines(session: Summary, lines: Sequence[Line]) -> None:
    """A row for each of *lines*, which are some of *session*."""
    why = f"{session.reason} {session.run}".strip()
    heading = f"{session.who}, {why}, {session.started_at[:10]} (UTC)"
    output.print_table(
        _plain(f"{len(lines)} of {session.lines} lines: {heading}"),
        ("line", "time", "call", "target", "outcome"),
        [_cells(line) for line in lines],
    )


def told(one: Judged) -> str:
    """The verdict on one session, and why."""
    check, session = one.check, one.summary
    line = f" at line {check.line}" if check.line else ""
    why = f": {check.why}" if check.why else ""
    return _plain(f"{check.verdict.value}{line}  {session.name} ({session.lines} lines){why}")


def _keys() -> dict[str, str]:
    """What the tenants of tenants.yaml are called, by id; logs are read without that file too."""
    try:
        return {one.tenant_id: one.key for one in current().tenants}
    except ConfigError:
        return {}


def _row(one: Judged, keys: Mapping[str, str]) -> tuple[str, ...]:
    session = one.summary
    return (
        _plain(session.session[:_SHORT]),
        _plain(session.started_at[:16].replace("T", " ")),
        f"{_plain(session.who)}\n{_plain(keys.get(session.tenant, session.tenant))}",
        f"{_plain(session.reason)}\n{_plain(session.run)}".strip(),
        f"{session.lines}, {session.writes}, {session.failures}",
        one.check.verdict.value,
    )


def _cells(line: Line) -> tuple[str, ...]:
    number, time, call, target = (
        _plain(line.get(name)) for name in ("seq", "time", "call", "target")
    )
    rows = f", rows {_plain(line['rows'])}" if "rows" in line else ""
    took = f", {_plain(line['ms'])} ms" if "ms" in line else ""
    outcome = f"{_plain(line.get('effect'))}: {_plain(line.get('outcome'))}{rows}{took}"
    return number, time[11:19], "\n".join([call, *_parameters(line)]), target, outcome


def _parameters(line: Line) -> list[str]:
    """What was given, but for what the line says anyway."""
    given = line.get("parameters")
    said = (line.get("target"), None)
    members = given.items() if isinstance(given, Mapping) else ()
    return [f"  {_plain(f'{name}={value}')}" for name, value in members if value not in said]


def _plain(value: object) -> str:
    """*value* for the terminal, which a log from elsewhere must not command."""
    return "" if value is None else one_line(str(value))
