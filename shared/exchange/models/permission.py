"""Who may open a mailbox, and who may send in its name."""

from dataclasses import dataclass
from typing import Self

from shared.exchange import rows
from shared.web.request import Row


@dataclass(frozen=True, slots=True)
class MailboxPermission:
    """
    An entry of the list that says who may open a mailbox; `rights` in lower case.

    Source: Get-MailboxPermission.
    """

    user: str
    rights: frozenset[str]
    deny: bool
    inherited: bool

    @property
    def gives_full_access(self) -> bool:
        """Whether it gives full access by itself: no denial, and not inherited."""
        return "fullaccess" in self.rights and not self.deny and not self.inherited

    @classmethod
    def of(cls, row: Row) -> Self:
        """The entry in *row*. Raises: Unreadable."""
        return cls(
            rows.text(row, "User"),
            _rights(row),
            rows.flag(row, "Deny"),
            rows.flag(row, "IsInherited"),
        )


@dataclass(frozen=True, slots=True)
class RecipientPermission:
    """
    An entry of the list that says who may send as a recipient; `rights` in lower case.

    Source: Get-RecipientPermission.
    """

    trustee: str
    rights: frozenset[str]
    allowed: bool
    inherited: bool

    @property
    def lets_send_as(self) -> bool:
        """Whether it lets its trustee send as the recipient by itself."""
        return "sendas" in self.rights and self.allowed and not self.inherited

    @classmethod
    def of(cls, row: Row) -> Self:
        """The entry in *row*. Raises: Unreadable."""
        return cls(
            rows.text(row, "Trustee"),
            _rights(row),
            rows.text(row, "AccessControlType").casefold() == "allow",
            rows.flag(row, "IsInherited"),
        )


def full_access_holders(entries: list[Row]) -> tuple[str, ...]:
    """The users with full access, in lower case, by *entries* of a mailbox. Raises: Unreadable."""
    found = [MailboxPermission.of(row) for row in entries]
    return tuple(one.user.casefold() for one in found if one.gives_full_access)


def _rights(row: Row) -> frozenset[str]:
    """The rights, which come as a list of one text with commas."""
    named = ",".join(rows.texts(row, "AccessRights")).split(",")
    return frozenset(one.strip().casefold() for one in named if one.strip())
