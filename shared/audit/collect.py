"""
Everything the controls ask for is read once; what cannot be read is kept as an error.

A permanent error takes the place of its rows. A passing one leaves here as it came, so that the
whole run is repeated: a snapshot is of one time.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from shared.audit import mailboxes
from shared.audit.lookups import LOOKS, Dns
from shared.audit.model import Read
from shared.audit.recipients import ASKED_AS
from shared.audit.rowfile import RowFile
from shared.audit.snapshot import Failed, Filed, Held, Outcome
from shared.exchange.client import Exchange
from shared.web.errors import NotFound, Permanent
from shared.web.request import Row

_DOMAINS = "Get-AcceptedDomain"
_RECIPIENTS = "Get-Recipient"
_RECIPIENTS_AT_MOST = 1000


@dataclass(slots=True)
class Collector:
    """Reads one tenant into *folder*; `data` grows read by read."""

    exchange: Exchange
    dns: Dns
    folder: Path
    data: dict[str, Outcome] = field(default_factory=dict)

    async def collect(self, reads: Iterable[Read]) -> dict[str, Outcome]:
        """
        All of *reads*, each once.

        Raises:
            Transient: The service failed for a passing reason; nothing was judged.

        """
        for read in sorted(reads, key=_order):
            try:
                self.data[read.key] = await self._read(read)
            except Permanent as error:
                self.data[read.key] = Failed(type(error).__name__, str(error))
        return self.data

    async def _read(self, read: Read) -> Outcome:
        if read.key in LOOKS:
            return await self._look_up(read.key)
        if read.key == _RECIPIENTS:
            return await self._forwarded_to()
        if read.fields:
            return await self._listing(read)
        return Held(tuple(await self.exchange.invoke(read.key)))

    async def _listing(self, read: Read) -> Filed:
        pages = (
            self.exchange.mailboxes(*sorted(read.property_sets))
            if read.key == mailboxes.KEY
            else self.exchange.pages(read.key, ResultSize="Unlimited")
        )
        with RowFile(self.folder / f"{read.key}.jsonl", read.fields) as rows:
            async for page in pages:
                rows.add(page)
            return rows.done()

    async def _look_up(self, key: str) -> Outcome:
        accepted = self.data.get(_DOMAINS)
        if not isinstance(accepted, Held):
            return Failed("NotAsked", f"the domains to ask about are unknown without {_DOMAINS}")
        names = tuple(str(row["DomainName"]).casefold() for row in accepted if "DomainName" in row)
        return Held(tuple(await LOOKS[key](self.dns, names)))

    async def _forwarded_to(self) -> Outcome:
        """The recipients that mailboxes name as target; one that is gone has no row."""
        listing = self.data.get(mailboxes.KEY)
        if not isinstance(listing, Filed):
            return Failed("NotAsked", f"whom to look up is unknown without {mailboxes.KEY}")
        found: list[Row] = []
        for target in _targets(listing):
            try:
                rows = await self.exchange.invoke(_RECIPIENTS, Identity=target)
            except NotFound:
                continue
            found += [{**row, ASKED_AS: target} for row in rows]
        return Held(tuple(found))


def unread(reads: Iterable[Read], error: Permanent) -> dict[str, Outcome]:
    """What a snapshot has when the sign-in itself is refused: the reason, for every read."""
    return {read.key: Failed(type(error).__name__, str(error)) for read in reads}


def _targets(listing: Filed) -> list[str]:
    targets: dict[str, None] = {}
    for row in listing:
        target = row.get("ForwardingAddress")
        if isinstance(target, str) and target and len(targets) < _RECIPIENTS_AT_MOST:
            targets[target] = None
    return list(targets)


def _order(read: Read) -> tuple[bool, str]:
    """What other reads need comes first."""
    return (read.key in LOOKS or read.key == _RECIPIENTS, read.key)
