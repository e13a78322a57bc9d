"""
The mail of a tenant, computed: message *k* comes in at its own moment, for as long as time runs.

Nothing is stored, so the same trace can be read twice, and tomorrow's mail is there tomorrow.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import blake2b

from local.tenant.seed.layout import Layout

_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_EACH_A_DAY, _MOST_A_DAY = 4, 5000
_DAY_S = 86400
# A trace id ends in the number of its message, turned over as the ids of people are.
_NODES = 1 << 48
_FACTOR = 0x5DEECE66D1B5
_BACK = pow(_FACTOR, -1, _NODES)
_SUBJECTS = (
    "Quarterly figures", "Lunch on Thursday", "Offer 4711", "Minutes of the meeting",
    "Your parcel is on its way", "Invitation: review", "Invoice", "Newsletter", "Re: Contract",
    "Zertifikat läuft ab",
)  # fmt: skip
_OUTSIDE = ("sales@partner.example", "news@shop.example", "info@fabrikam.example")


@dataclass(frozen=True, slots=True)
class Message:
    """
    One message; senders and recipients are indexes of people, or addresses outside.

    `twice` marks one whose rows a trace repeats.
    """

    number: int
    trace_id: str
    received: datetime
    sender: int | str
    recipients: tuple[int | str, ...]
    subject: str
    status: str
    size: int
    from_ip: str
    twice: bool


@dataclass(frozen=True)
class Mail:
    """All mail of the tenant with *layout*; *key* makes it another's."""

    layout: Layout
    key: bytes

    @cached_property
    def _interval_s(self) -> float:
        return _DAY_S / min(self.layout.mailboxes * _EACH_A_DAY, _MOST_A_DAY)

    def numbers(self, start: datetime, end: datetime) -> range:
        """The numbers of the messages that may lie between *start* and *end*, oldest first."""
        first = int((start - _EPOCH).total_seconds() // self._interval_s)
        last = int((end - _EPOCH).total_seconds() // self._interval_s)
        return range(max(first, 0), last + 1)

    def message(self, number: int) -> Message:
        """The message with *number*."""
        chance = blake2b(number.to_bytes(8), key=self.key, digest_size=32, person=b"mail").digest()
        late_s = int((self._interval_s - 1) * chance[0] / 256)
        received = _EPOCH + timedelta(seconds=int(number * self._interval_s) + late_s)
        sender, recipients = self._parties(chance)
        return Message(
            number,
            _trace_id(chance, number),
            received,
            sender,
            recipients,
            _SUBJECTS[chance[1] % len(_SUBJECTS)],
            _status(chance, outside=isinstance(sender, str)),
            4096 + int.from_bytes(chance[2:4]) * 16,
            f"192.0.2.{chance[4]}" if chance[4] % 4 else f"2001:db8::{chance[4]:x}",
            twice=chance[5] % 16 == 0,
        )

    def by_trace_id(self, trace_id: str) -> Message | None:
        """The message whose trace id is *trace_id*; None when there is none."""
        try:
            node = int(trace_id[-12:], 16)
        except ValueError:
            return None
        try:
            found = self.message(node * _BACK % _NODES)
        except OverflowError:  # a message after the end of time
            return None
        return found if found.trace_id == trace_id.casefold() else None

    def _parties(self, chance: bytes) -> tuple[int | str, tuple[int | str, ...]]:
        people = self.layout.mailboxes
        one, two, three = (int.from_bytes(chance[at : at + 4]) % people for at in (6, 10, 14))
        outside = _OUTSIDE[chance[18] % len(_OUTSIDE)]
        match chance[19] % 8:
            case 0 | 1:
                return outside, (one,)
            case 2:
                return outside, tuple(dict.fromkeys((one, two)))
            case 3 | 4:
                return one, (outside,)
            case 5:
                return one, (*dict.fromkeys((two, three)), outside)
            case _:
                return one, tuple(dict.fromkeys((two, three)))


def _status(chance: bytes, *, outside: bool) -> str:
    match chance[20] % 64:
        case 0:
            return "Failed"
        case 1:
            return "Quarantined" if outside else "Delivered"
        case 2 | 3:
            return "FilteredAsSpam" if outside else "Delivered"
        case 4:
            return "Resolved"
        case _:
            return "Delivered"


def _trace_id(chance: bytes, number: int) -> str:
    text = chance[21:31].hex()
    node = number * _FACTOR % _NODES
    return f"{text[:8]}-{text[8:12]}-4{text[12:15]}-8{text[15:18]}-{node:012x}"
