"""
Who holds rights on a mailbox, as the native reads and the mailbox itself tell. Pure.

A right that is denied or inherited, and the owner's own, is none that somebody was granted.
"""

from collections.abc import Iterable
from enum import StrEnum

from shared.exchange import rows
from shared.exchange.models.permission import RecipientPermission
from shared.exchange.rows import Unreadable
from shared.web.request import Row

_SELF = "NT AUTHORITY\\SELF"


class Right(StrEnum):
    """What can be granted on a mailbox."""

    FULL_ACCESS = "full-access"
    SEND_AS = "send-as"
    SEND_ON_BEHALF = "send-on-behalf"


def full_access(entries: Iterable[Row]) -> tuple[str, ...]:
    """
    Who has full access by *entries* of Get-EXOMailboxPermission.

    Raises: Unreadable.
    """
    return tuple(
        rows.text(entry, "User")
        for entry in entries
        if not rows.flag(entry, "IsOwner") and any(map(_gives_all, _permissions(entry)))
    )


def send_as(entries: Iterable[Row]) -> tuple[str, ...]:
    """
    Who may send as the mailbox by *entries* of Get-EXORecipientPermission.

    Raises: Unreadable.
    """
    found = map(RecipientPermission.of, entries)
    return tuple(one.trustee for one in found if one.lets_send_as and one.trustee != _SELF)


def send_on_behalf(mailbox: Row) -> tuple[str, ...]:
    """
    Who may send on behalf of *mailbox*, read with property set Delivery.

    Raises: Unreadable.
    """
    return rows.maybe_texts(mailbox, "GrantSendOnBehalfTo")


def _permissions(entry: Row) -> list[Row]:
    found = entry.get("PermissionList")
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Unreadable("PermissionList is no list of permissions")
    return [one for one in found if isinstance(one, dict)]


def _gives_all(permission: Row) -> bool:
    named = {one.casefold() for one in rows.texts(permission, "AccessRights")}
    plain = not rows.flag(permission, "Deny") and not rows.flag(permission, "IsInherited")
    return plain and "fullaccess" in named
