"""A device that synchronises a mailbox."""

from dataclasses import dataclass
from typing import Self

from shared.exchange import rows
from shared.web.request import Row


@dataclass(frozen=True, slots=True)
class MobileDevice:
    """
    A mobile device; `identity` names it to a cmdlet.

    Source: Get-MobileDevice.
    """

    identity: str
    model: str
    client: str  # Outlook, EAS, REST
    access: str  # Allowed, Blocked, Quarantined

    @classmethod
    def of(cls, row: Row) -> Self:
        """The device in *row*. Raises: Unreadable."""
        return cls(
            rows.text(row, "Identity"),
            rows.text(row, "DeviceModel"),
            rows.text(row, "ClientType"),
            rows.text(row, "DeviceAccessState"),
        )
