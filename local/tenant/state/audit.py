"""The unified audit log: when it was switched, what administrators did, who pages through it."""

from dataclasses import dataclass, field
from datetime import datetime

_MOST_SESSIONS = 1000
_MOST_ADMIN_RECORDS = 5000  # what is older is forgotten


@dataclass(frozen=True, slots=True)
class Switch:
    """From when on the log takes records, or none."""

    at: datetime
    on: bool


@dataclass(frozen=True, slots=True)
class AdminRecord:
    """A cmdlet that changed something; values of parameters that are secret are left out."""

    number: int
    time: datetime
    cmdlet: str
    target: str
    app_id: str
    parameters: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class AuditLog:
    """What of the log does not follow from the seed; `sessions` is how many rows each was given."""

    started_on: bool = True
    switches: list[Switch] = field(default_factory=list)
    admin: list[AdminRecord] = field(default_factory=list)
    noted: int = 0
    sessions: dict[str, int] = field(default_factory=dict)

    def on(self, time: datetime) -> bool:
        """Whether the log takes what happens at *time*."""
        effective = [one.on for one in self.switches if one.at <= time]
        return effective[-1] if effective else self.started_on

    def switch(self, at: datetime, *, on: bool) -> None:
        """From *at* on the log takes records, or none; what was to come after that is off."""
        self.switches = [one for one in self.switches if one.at < at]
        self.switches.append(Switch(at, on))

    def note(self, record: AdminRecord) -> None:
        """*record* is in the log if that is on."""
        if self.on(record.time):
            self.noted += 1
            self.admin.append(record)
            del self.admin[:-_MOST_ADMIN_RECORDS]

    def gave(self, session: str, rows: int) -> None:
        """*session* was given so many rows in all; of old sessions nothing is known any more."""
        self.sessions.pop(session, None)
        self.sessions[session] = rows
        if len(self.sessions) > _MOST_SESSIONS:
            del self.sessions[next(iter(self.sessions))]
