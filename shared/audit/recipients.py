"""Whom a mailbox forwards to when it names an object instead of an address."""

from functools import cached_property

from shared.audit.facts import Facts
from shared.audit.records import Absent, Record

ASKED_AS = "askedAs"  # our own field in a row of Get-Recipient: the identity we asked for
_NAMES = (
    ASKED_AS,
    "Identity",
    "Name",
    "DistinguishedName",
    "Guid",
    "ExternalDirectoryObjectId",
    "Alias",
    "PrimarySmtpAddress",
)


def domain_of(address: str) -> str:
    """The domain of *address*, in lower case."""
    return address.rpartition("@")[2].casefold()


class Recipients:
    """The recipients that mailboxes forward to; they are looked into at the first question."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    def address(self, name: str) -> str:
        """
        Where mail to the recipient *name* ends: a contact's outside address, or its own.

        Raises:
            Absent: The recipient was not read.

        """
        recipient = self._by_name.get(name.casefold())
        if recipient is None:
            raise Absent(f"the recipient {name!r} that it forwards to was not found")
        outside = "ExternalEmailAddress" in recipient and recipient.text_or_none(
            "ExternalEmailAddress"
        )
        return (outside or recipient.text("PrimarySmtpAddress")).casefold().removeprefix("smtp:")

    @cached_property
    def _by_name(self) -> dict[str, Record]:
        return {
            value.casefold(): row
            for row in self._facts.rows("Get-Recipient")
            for name in _NAMES
            if name in row and isinstance(value := row.value(name), str) and value
        }
