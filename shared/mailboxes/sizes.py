"""How full mailboxes are: of one, or the largest of all."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from heapq import heappush, heappushpop
from itertools import batched

from shared.exchange import rows
from shared.exchange.answers import Reply
from shared.exchange.client import Exchange
from shared.exchange.models.mailbox import MailboxQuotas, name_of
from shared.exchange.models.statistics import mailbox_size
from shared.exchange.rows import Unreadable
from shared.mailboxes import picture
from shared.mailboxes.lookup import find_mailbox
from shared.web.errors import Refused, ServiceError, Transient
from shared.web.request import Json, Row

_SETS = ("Minimum", "Quota")
_AT_ONCE = 100  # mailboxes whose figures are held together
_TOLD = 20  # unknown ones that are named
_UNUSED = "nobody has signed in to it yet, so the service has no figures"


@dataclass(frozen=True, slots=True)
class Unread:
    """A mailbox whose size is unknown, and why."""

    mailbox: str
    why: str


@dataclass(frozen=True, slots=True)
class Largest:
    """The largest mailboxes, largest first; `unknown` counts those that may be larger still."""

    mailboxes: int
    entries: tuple[dict[str, Json], ...]
    unknown: int
    unread: tuple[Unread, ...]

    @property
    def json(self) -> dict[str, Json]:
        """As the command line prints it."""
        return {
            "mailboxes": self.mailboxes,
            "largest": list(self.entries),
            "unknown": self.unknown,
            "unread": [{"mailbox": one.mailbox, "why": one.why} for one in self.unread],
        }


async def one(exchange: Exchange, identity: str) -> dict[str, Json]:
    """
    How full the mailbox called *identity* is; what the service does not say is unknown.

    Source: Get-EXOMailboxStatistics.
    """
    row = await find_mailbox(exchange, identity, *_SETS)
    statistics = await exchange.mailbox_statistics(rows.text(row, "Guid"))
    return {
        "address": row.get("PrimarySmtpAddress"),
        "type": row.get("RecipientTypeDetails"),
        "quotas": picture.known(lambda: picture.quotas(MailboxQuotas.of(row))),
        "use": picture.use(statistics, row),
        "lastSignIn": None if statistics is None else statistics.get("LastLogonTime"),
    }


async def largest(exchange: Exchange, most: int, progress: Callable[[int], None]) -> Largest:
    """
    The *most* largest mailboxes of the tenant; *progress* hears how many were looked at.

    No more than a page of mailboxes and *most* entries are held. Source: Get-MailboxStatistics.

    Raises:
        ServiceError: The listing, or the figures of any, cannot be read for now or at all.

    """
    heap: list[tuple[int, int, dict[str, Json]]] = []
    count, unknown = 0, 0
    unread: list[Unread] = []
    async for row, found in _figures(exchange):
        count += 1
        if isinstance(found, str):
            unknown += 1
            if len(unread) < _TOLD:
                unread.append(Unread(name_of(row), found))
        else:
            push = heappush if len(heap) < most else heappushpop
            push(heap, (_bytes(found), -count, found))
        if count % _AT_ONCE == 0:
            progress(count)
    entries = [entry for *_, entry in sorted(heap, reverse=True)]
    return Largest(count, tuple(entries), unknown, tuple(unread))


async def _figures(exchange: Exchange) -> AsyncIterator[tuple[Row, dict[str, Json] | str]]:
    """Each mailbox with its figures, or why there are none."""
    async for page in exchange.mailboxes(*_SETS):
        for part in batched(page, _AT_ONCE, strict=False):
            for row, reply in zip(part, await _replies(exchange, part), strict=True):
                yield row, _entry(row, reply)


async def _replies(exchange: Exchange, part: Sequence[Row]) -> list[Reply | ServiceError]:
    commands = [
        exchange.command("Get-MailboxStatistics", Identity=rows.text(row, "Guid")) for row in part
    ]
    replies = await exchange.batch(commands)
    for reply in replies:
        # A role that is missing, or a service that is away, is so for all of them.
        if isinstance(reply, Refused | Transient):
            raise reply
    return replies


def _entry(row: Row, reply: Reply | ServiceError) -> dict[str, Json] | str:
    if isinstance(reply, ServiceError):
        return str(reply)
    if not reply.rows:
        return _UNUSED
    try:
        used = mailbox_size(reply.rows[0])
    except Unreadable as why:
        return str(why)
    return {
        "address": row.get("PrimarySmtpAddress"),
        "type": row.get("RecipientTypeDetails"),
        "size": str(used),
        "bytes": used.bytes,
        "items": reply.rows[0].get("ItemCount"),
        "percentOfQuota": picture.known(lambda: picture.percent(used, MailboxQuotas.of(row))),
    }


def _bytes(entry: dict[str, Json]) -> int:
    size = entry["bytes"]
    return size if isinstance(size, int) else 0
