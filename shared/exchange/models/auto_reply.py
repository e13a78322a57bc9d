"""The automatic reply of a mailbox."""

from dataclasses import dataclass
from typing import Self

from shared.exchange import rows
from shared.web.request import Row


@dataclass(frozen=True, slots=True)
class AutoReplyConfiguration:
    """
    An automatic reply: whether it is sent, what it says, and who outside gets it.

    Source: Get-MailboxAutoReplyConfiguration.
    """

    state: str
    internal: str
    external: str
    audience: str

    @classmethod
    def of(cls, row: Row) -> Self:
        """The automatic reply in *row*. Raises: Unreadable."""
        return cls(
            rows.text(row, "AutoReplyState"),
            rows.text(row, "InternalMessage"),
            rows.text(row, "ExternalMessage"),
            rows.text(row, "ExternalAudience"),
        )
