"""How much is in a mailbox."""

from shared.exchange import rows
from shared.exchange.sizes import Size
from shared.web.request import Row


def mailbox_size(row: Row) -> Size:
    """
    What the mailbox of the statistics in *row* holds, as its quotas measure it.

    Sizes are numbers in native reads and texts from cmdlets.

    Raises: Unreadable.
    Source: Get-EXOMailboxStatistics and Get-MailboxStatistics, TotalItemSize.
    """
    return rows.size(row, "TotalItemSize")
