"""
Everything an admin wants to know of one mailbox.

Each part is read by itself: what could not be read is unknown, with the reason, and takes nothing
else with it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from shared.exchange.client import Exchange
from shared.exchange.rows import Unreadable
from shared.graph.client import Graph
from shared.graph.query import segment
from shared.mailboxes import rights
from shared.mailboxes.lookup import find_mailbox
from shared.web.errors import ServiceError
from shared.web.request import Row

LICENCES = "LicenseAssignment.Read.All"  # the delegated permission of Graph that reads them
_SETS = ("Minimum", "Quota", "Archive", "Hold", "Delivery", "Policy", "AddressList")
_MORE = ("MailboxPlan", "IsDirSynced", "WhenMailboxCreated", "AuditEnabled")


@dataclass(frozen=True, slots=True)
class Unknown:
    """What could not be read, and why."""

    why: str


@dataclass(frozen=True, slots=True)
class Portrait:
    """What was read; `statistics` is None where nobody ever signed in to the mailbox."""

    mailbox: Row
    statistics: Row | Unknown | None
    archive: Row | Unknown | None
    full_access: tuple[str, ...] | Unknown
    send_as: tuple[str, ...] | Unknown
    protocols: Row | Unknown
    licences: tuple[str, ...] | Unknown


async def portrait(exchange: Exchange, graph: Graph | None, identity: str) -> Portrait:
    """
    The mailbox called *identity*; without *graph* its licences are not asked for.

    Raises:
        NotFound: There is none; `Ambiguous`: there are several.

    """
    mailbox = await find_mailbox(exchange, identity, *_SETS, select=_MORE)
    key = str(mailbox.get("Guid") or identity)
    return Portrait(
        mailbox,
        *await asyncio.gather(
            _known(lambda: exchange.mailbox_statistics(key)),
            _known(lambda: _archive(exchange, mailbox, key)),
            _known(lambda: _holders(rights.full_access, exchange.mailbox_permissions(key))),
            _known(lambda: _holders(rights.send_as, exchange.recipient_permissions(key))),
            _known(lambda: exchange.cas_mailbox(key, "Minimum", "ProtocolSettings")),
            _known(lambda: _licences(graph, mailbox)),
        ),
    )


async def _known[T](read: Callable[[], Awaitable[T]]) -> T | Unknown:
    try:
        return await read()
    except (ServiceError, Unreadable) as error:
        return Unknown(str(error))


async def _archive(exchange: Exchange, mailbox: Row, key: str) -> Row | None:
    if mailbox.get("ArchiveStatus") in {"None", None, ""}:
        return None
    return await exchange.mailbox_statistics(key, archive=True)


async def _holders(
    read: Callable[[Sequence[Row]], tuple[str, ...]], entries: Awaitable[list[Row]]
) -> tuple[str, ...]:
    return read(await entries)


async def _licences(graph: Graph | None, mailbox: Row) -> tuple[str, ...]:
    """Source: Graph, List licenseDetails of a user."""
    if graph is None:
        raise Unreadable("they were not asked for")
    who = mailbox.get("ExternalDirectoryObjectId")
    if not isinstance(who, str) or not who:
        raise Unreadable("ExternalDirectoryObjectId is missing")
    found = await graph.all(f"/users/{segment(who)}/licenseDetails")
    return tuple(str(one.get("skuPartNumber")) for one in found)
