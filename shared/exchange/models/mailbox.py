"""A mailbox: who it belongs to, where its mail goes, what holds it, how large it may grow."""

from dataclasses import dataclass
from typing import Self

from shared.exchange import rows
from shared.exchange.rows import Limit
from shared.web.request import Row


@dataclass(frozen=True, slots=True)
class Mailbox:
    """
    A mailbox in Exchange Online.

    Source: Get-Mailbox.
    """

    guid: str
    address: str
    distinguished_name: str
    type: str  # RecipientTypeDetails
    hidden: bool
    forwarding_address: str | None
    forwarding_smtp: str | None
    deliver_and_forward: bool
    has_archive: bool
    on_hold: bool

    @property
    def shared(self) -> bool:
        return self.type == "SharedMailbox"

    @classmethod
    def of(cls, row: Row) -> Self:
        """The mailbox in *row*. Raises: Unreadable."""
        return cls(
            rows.text(row, "ExchangeGuid"),
            rows.text(row, "PrimarySmtpAddress"),
            rows.text(row, "DistinguishedName"),
            rows.text(row, "RecipientTypeDetails"),
            rows.flag(row, "HiddenFromAddressListsEnabled"),
            rows.text(row, "ForwardingAddress") or None,
            rows.text(row, "ForwardingSmtpAddress") or None,
            rows.flag(row, "DeliverToMailboxAndForward"),
            rows.text(row, "ArchiveStatus") not in {"", "None"},
            # Both are read: a mailbox of which one is unknown is not known to be free of holds.
            any((rows.flag(row, "LitigationHoldEnabled"), *rows.texts(row, "InPlaceHolds"))),
        )


@dataclass(frozen=True, slots=True)
class MailboxQuotas:
    """
    The quotas of a mailbox.

    `database_defaults` says that the service ignores the three and uses its database's own.
    Source: Get-EXOMailbox, property set Quota; Get-Mailbox.
    """

    warning: Limit
    send: Limit
    send_receive: Limit
    database_defaults: bool = False

    @property
    def limits(self) -> tuple[Limit, Limit, Limit]:
        return self.warning, self.send, self.send_receive

    @classmethod
    def of(cls, row: Row) -> Self:
        """The quotas in *row*. Raises: Unreadable."""
        return cls(
            rows.limit(row, "IssueWarningQuota"),
            rows.limit(row, "ProhibitSendQuota"),
            rows.limit(row, "ProhibitSendReceiveQuota"),
            rows.flag(row, "UseDatabaseQuotaDefaults"),
        )


def name_of(row: Row) -> str:
    """What a person calls the mailbox, as far as the row tells."""
    for field in ("UserPrincipalName", "PrimarySmtpAddress", "Guid", "Name"):
        value = row.get(field)
        if isinstance(value, str) and value:
            return value
    return "(a mailbox without a name)"
