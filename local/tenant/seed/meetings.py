"""The meetings people called, seen from the day the tenant was made."""

from datetime import datetime, timedelta
from hashlib import blake2b

from local.tenant.state.calendar import Meeting
from local.tenant.state.kinds import Kind
from local.tenant.state.person import Person

_SERIES_OF = 3  # of so many people, who calls a series without end


def meetings(person: Person, opened: datetime) -> list[Meeting]:
    """What stands in the calendar of *person*, by *opened*, the day the tenant was made."""
    if person.mailbox is None or person.mailbox.kind is not Kind.USER:
        return []
    chance = blake2b(person.who.exchange_guid.encode(), digest_size=8, person=b"calendar").digest()
    morning = opened.replace(hour=8, minute=0, second=0, microsecond=0)
    found = [
        Meeting("Dentist", morning + timedelta(days=9 + chance[0] % 5), 0),
        Meeting("Review", morning + timedelta(days=2 + chance[1] % 20, hours=2), 1 + chance[2] % 6),
        Meeting("Workshop", morning - timedelta(days=1 + chance[3] % 20), 4),
    ]
    if person.who.index % _SERIES_OF == 0:
        start = morning - timedelta(days=70 + chance[4] % 7)
        found.append(Meeting("Weekly", start, 3 + chance[5] % 5, every_days=7))
    return found
