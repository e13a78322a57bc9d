"""How a change that somebody asked for ended, and what they should know about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from shared.web.request import Json


class Outcome(StrEnum):
    """How a change ended; one that failed is an error instead."""

    CHANGED = "changed"  # and read back
    ALREADY_SO = "already-so"
    WOULD_CHANGE = "would-change"


@dataclass(frozen=True, slots=True)
class Done:
    """
    What became of *what* at *mailbox*.

    `after` is what was read back, or would be there; `notes` are sentences for who asked.
    """

    mailbox: str
    what: str
    outcome: Outcome
    before: Mapping[str, Json] = field(default_factory=dict)
    after: Mapping[str, Json] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def json(self) -> dict[str, Json]:
        """As the command line prints it."""
        return {
            "mailbox": self.mailbox,
            "what": self.what,
            "outcome": self.outcome,
            "before": dict(self.before),
            "after": dict(self.after),
            "notes": list(self.notes),
        }
