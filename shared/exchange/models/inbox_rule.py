"""A rule that a mailbox applies to what comes in."""

from dataclasses import dataclass
from typing import Self

from shared.exchange import rows
from shared.web.request import Row

_FORWARDING = ("ForwardTo", "ForwardAsAttachmentTo", "RedirectTo")


@dataclass(frozen=True, slots=True)
class InboxRule:
    """
    An inbox rule; `identity` names it to a cmdlet, `number` may be larger than 2^63.

    Source: Get-InboxRule.
    """

    identity: str
    number: int
    name: str
    enabled: bool
    forwards_to: tuple[str, ...]

    @classmethod
    def of(cls, row: Row) -> Self:
        """The rule in *row*. Raises: Unreadable."""
        return cls(
            rows.text(row, "Identity"),
            rows.whole(row, "RuleIdentity"),
            rows.text(row, "Name"),
            rows.flag(row, "Enabled"),
            tuple(one for field in _FORWARDING for one in rows.maybe_texts(row, field)),
        )
