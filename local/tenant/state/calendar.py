"""Meetings in the calendar of who called them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True)
class Meeting:
    """A meeting, or a series of them when `until` is set; without attendees an appointment."""

    subject: str
    start: datetime
    attendees: int
    every_days: int | None = None
    until: datetime | None = None
