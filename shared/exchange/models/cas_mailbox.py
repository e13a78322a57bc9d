"""The protocols that a mailbox may use."""

from dataclasses import dataclass
from typing import Self

from shared.exchange import rows
from shared.web.request import Row

_PROTOCOLS = {
    "activesync": "ActiveSyncEnabled",
    "imap": "ImapEnabled",
    "mapi": "MAPIEnabled",
    "owa": "OWAEnabled",
    "pop": "PopEnabled",
}


@dataclass(frozen=True, slots=True)
class CasMailbox:
    """
    Which protocols are on; `ews` is None where the organisation's setting counts.

    Source: Get-CASMailbox; Get-EXOCasMailbox.
    """

    on: frozenset[str]
    ews: bool | None

    @classmethod
    def of(cls, row: Row) -> Self:
        """The protocols in *row*. Raises: Unreadable."""
        on = [name for name, field in _PROTOCOLS.items() if rows.flag(row, field)]
        return cls(frozenset(on), rows.maybe_flag(row, "EwsEnabled"))
