"""What a transcript says in one row: who, why, how much, and what failed. Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.transcript import places
from shared.web.request import Json

type Line = Mapping[str, Json]

_WRITTEN_DOWN = frozenset({"intended", "would-run"})  # outcomes of what has not been answered
_WELL = frozenset({"ok", "AlreadySo"})


@dataclass(frozen=True, slots=True)
class Summary:
    """One session; what its lines do not say is empty."""

    name: str
    tenant: str
    who: str
    run: str
    reason: str
    started_at: str
    ended_at: str
    lines: int
    writes: int
    failures: int

    @property
    def session(self) -> str:
        return places.session(self.name)

    def document(self) -> dict[str, Json]:
        return {
            "transcript": self.name,
            "session": self.session,
            "tenant": self.tenant,
            "who": self.who,
            "run": self.run,
            "reason": self.reason,
            "startedAt": self.started_at,
            "endedAt": self.ended_at,
            "lines": self.lines,
            "writes": self.writes,
            "failures": self.failures,
        }


def lines_of(data: bytes) -> list[Line]:
    """The lines that can be read; what cannot is the business of `chain.verify`."""
    return [line for text in data.split(b"\n") if (line := _line(text)) is not None]


def summary_of(name: str, lines: Sequence[Line]) -> Summary:
    """The row of the account *name*, whose lines are *lines*."""
    said = about(lines)
    times = [_text(line, "time") for line in lines] or [""]
    return Summary(
        name,
        _text(said, "tenant"),
        _text(said, "user") or _text(said, "appId") or _text(said, "principal"),
        _text(said, "run"),
        _text(said, "reason"),
        times[0],
        times[-1],
        len(lines),
        sum(line.get("outcome") == "intended" for line in lines),
        sum(map(failed, lines)),
    )


def failed(line: Line) -> bool:
    """Whether *line* tells of a call that did not end well."""
    return str(line.get("outcome")) not in _WELL | _WRITTEN_DOWN


def writes(line: Line) -> bool:
    """Whether *line* tells of a write."""
    return line.get("effect") != "read"


def about(lines: Sequence[Line]) -> Line:
    """What the first line says of the session."""
    said = lines[0].get("session") if lines else None
    return said if isinstance(said, Mapping) else {}


def _line(text: bytes) -> Line | None:
    try:
        line = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return line if isinstance(line, dict) else None


def _text(line: Line, name: str) -> str:
    value = line.get(name)
    return "" if value is None else str(value)
