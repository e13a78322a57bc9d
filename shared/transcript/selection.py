"""Which sessions somebody asks about. Pure."""

from dataclasses import dataclass

from shared.transcript import places
from shared.transcript.summary import Summary


@dataclass(frozen=True, slots=True)
class Selection:
    """
    What must hold of a session: each criterion that is given.

    Days are texts such as `2026-11-24`, both inclusive, in UTC; *who* and *run* may be a part.
    """

    tenant_id: str | None = None
    since: str | None = None
    until: str | None = None
    who: str | None = None
    run: str | None = None

    def may_fit(self, name: str) -> bool:
        """Whether the account *name* may be one, as far as its name tells."""
        tenant, day = places.tenant(name), places.day(name)
        return tenant in (None, self.tenant_id or tenant) and (day is None or self._within(day))

    def fits(self, session: Summary) -> bool:
        """Whether *session* is one."""
        return (
            self.tenant_id in (None, session.tenant)
            and self._within(session.started_at[:10])
            and (self.who or "").casefold() in session.who.casefold()
            and (self.run or "").casefold() in session.run.casefold()
        )

    def _within(self, day: str) -> bool:
        return (self.since or "") <= day and (self.until is None or day <= self.until)
