"""The mailbox listing as controls ask for it."""

from shared.audit.model import Read
from shared.audit.records import Record

KEY = "Get-EXOMailbox"
# What names a mailbox; all of it is in the property set Minimum.
_IDENTITY = frozenset(
    {
        "ExternalDirectoryObjectId",
        "Guid",
        "Name",
        "PrimarySmtpAddress",
        "RecipientTypeDetails",
        "UserPrincipalName",
    }
)
_PEOPLE = frozenset({"UserMailbox", "SharedMailbox"})


def mailboxes(*fields: str, within: str | None = None) -> Read:
    """Every mailbox with *fields*, which the property set *within* has."""
    sets = {"Minimum"} | ({within} if within else set())
    return Read(KEY, fields=_IDENTITY | set(fields), property_sets=frozenset(sets))


def address(mailbox: Record) -> str:
    """The mailbox's name as a resource: its primary address in lower case."""
    return mailbox.first_text("PrimarySmtpAddress", "UserPrincipalName", "Name", "Guid").casefold()


def of_people(mailbox: Record) -> bool:
    """Whether it is a user's or a shared mailbox, the kinds that default auditing covers."""
    return mailbox.text("RecipientTypeDetails") in _PEOPLE
