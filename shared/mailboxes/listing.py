"""Mailboxes by type and filter, a page at a time; never more than a page is held."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shared.exchange.client import Exchange
from shared.web.request import Json, Row

_PROPERTY_SETS = ("Minimum",)
COLUMNS: Mapping[str, str] = {
    "name": "DisplayName",
    "address": "PrimarySmtpAddress",
    "upn": "UserPrincipalName",
    "type": "RecipientTypeDetails",
    "alias": "Alias",
    "id": "ExternalDirectoryObjectId",
}


class Kind(StrEnum):
    """The types of mailboxes that are asked for, by short names."""

    USER = "user"
    SHARED = "shared"
    ROOM = "room"
    EQUIPMENT = "equipment"

    @property
    def details(self) -> str:
        """Source: RecipientTypeDetails of Get-EXOMailbox."""
        return f"{self.title()}Mailbox"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which mailboxes: of *kinds*, or of any; those of the OData filter *where*; so many."""

    kinds: Sequence[Kind] = ()
    where: str | None = None
    most: int | None = None


async def listing(exchange: Exchange, wanted: Wanted) -> AsyncIterator[list[Row]]:
    """
    The mailboxes that are *wanted*, by page; never more than `most` in all.

    Source: Get-EXOMailbox.

    Raises:
        BadCall: The service does not take the filter.

    """
    options = {"RecipientTypeDetails": ",".join(kind.details for kind in wanted.kinds)}
    pages = exchange.mailboxes(
        *_PROPERTY_SETS,
        where=wanted.where,
        top=wanted.most,
        options=options if wanted.kinds else {},
    )
    left = wanted.most
    async for rows in pages:
        yield rows if left is None else rows[:left]
        left = None if left is None else left - len(rows)
        if left is not None and left <= 0:
            return


def entry(row: Row) -> dict[str, Json]:
    """What a list shows of the mailbox in *row*; what it does not say is null."""
    return {name: row.get(field) for name, field in COLUMNS.items()}
