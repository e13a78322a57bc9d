"""A snapshot as controls see it: rows that were read, and one reason for each that was not."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shared.audit.model import Read
from shared.audit.records import Absent, Record
from shared.audit.snapshot import Failed, Filed, Held, Snapshot

if TYPE_CHECKING:
    # The settings check waivers against the catalogue, whose controls are written with facts.
    from shared.audit.settings import ControlSettings

_GRANT = (
    "grant the reader identity the Entra role Global Reader (or an Exchange role that has {key}) "
    "and wait up to an hour for a new token"
)


class Facts:
    """What is known of one tenant, and the settings that apply to it."""

    def __init__(self, snapshot: Snapshot, settings: "ControlSettings") -> None:
        self._snapshot = snapshot
        self.settings = settings
        self.home = self._home()

    def rows(self, key: str) -> Iterator[Record]:
        """
        The rows that *key* gave, one at a time.

        Raises:
            Absent: It was not read.

        """
        outcome = self._outcome(key)
        return (Record(row) for row in outcome)

    def one(self, key: str) -> Record:
        """The single row of a cmdlet that speaks of the whole tenant. Raises: Absent."""
        for record in self.rows(key):
            return record
        raise Absent(f"{key} gave no rows")

    def trouble(self, read: Read) -> str | None:
        """Why nothing can be judged by *read*; None when it is there."""
        try:
            outcome = self._outcome(read.key)
        except Absent as absent:
            return str(absent)
        if outcome.count == 0 and not read.may_be_empty:
            return f"{read.key} gave no rows; nothing can be said about what was not shown"
        return None

    def _outcome(self, key: str) -> Held | Filed:
        outcome = self._snapshot.data.get(key)
        if outcome is None:
            raise Absent(f"{key} was not read")
        if isinstance(outcome, Failed):
            advice = f"; {_GRANT.format(key=key)}" if outcome.type == "Refused" else ""
            raise Absent(f"{key} could not be read: {outcome.message or outcome.type}{advice}")
        return outcome

    def _home(self) -> str:
        """The name for the tenant as a whole: its initial domain."""
        accepted = self._snapshot.data.get("Get-AcceptedDomain")
        for row in accepted if isinstance(accepted, Held) else ():
            if row.get("InitialDomain") is True and isinstance(row.get("DomainName"), str):
                return str(row["DomainName"]).casefold()
        return self._snapshot.tenant_domain or self._snapshot.tenant
