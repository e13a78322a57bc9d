"""Words of fixed meaning."""

from enum import StrEnum


class Kind(StrEnum):
    """RecipientTypeDetails of a mailbox."""

    USER = "UserMailbox"
    SHARED = "SharedMailbox"
    ROOM = "RoomMailbox"
    EQUIPMENT = "EquipmentMailbox"


# Set-Mailbox's parameter Type, to what the mailbox is afterwards.
TYPES = {
    "Regular": Kind.USER,
    "Shared": Kind.SHARED,
    "Room": Kind.ROOM,
    "Equipment": Kind.EQUIPMENT,
    "Workspace": Kind.ROOM,
    "Desk": Kind.ROOM,
}

GB = 1 << 30
