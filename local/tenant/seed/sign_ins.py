"""Who signed in when: two weeks of it, the newest first, by arithmetic alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from local.tenant.seed.layout import Layout

_ROUNDS = 2  # each person signed in so often
_SPAN = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class SignIns:
    """The sign-ins of one tenant until it was *opened*; each has a place in their order."""

    layout: Layout
    opened: datetime

    @property
    def places(self) -> range:
        """All places; at some nobody signed in."""
        return range(_ROUNDS * self.layout.people)

    def places_of(self, index: int) -> range:
        """The places of person *index*, the newest first."""
        people = self.layout.people
        return range(index, _ROUNDS * people, people) if index < people else range(0)

    def who(self, place: int) -> int | None:
        """Who signed in at *place*; None where nobody did."""
        index = place % self.layout.people
        never = self.layout.is_disabled(index) or self.layout.is_unused(index)
        return None if never else index

    def when(self, place: int) -> datetime:
        """When that was."""
        return self.opened - _SPAN * ((place + 1) / len(self.places))

    def last(self, index: int) -> datetime | None:
        """When person *index* signed in last; None if never."""
        first = next(iter(self.places_of(index)), None)
        return None if first is None or self.who(first) is None else self.when(first)
