"""Running one call: its rows go to a sheet, page by page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from shared.exchange.client import Exchange
from shared.exchange.command import Command
from shared.exchange.protocol import PAGE_SIZE
from shared.exchange.values import Value
from shared.exo.native import NativeRead
from shared.exo.plan import Asked, sized
from shared.exo.sheets import Sheet
from shared.web.request import Row

_CUT = "There are more results available"


@dataclass(frozen=True, slots=True)
class Ended:
    """How many rows came, of which properties, what was said beside them; are there `more`."""

    rows: int
    warnings: tuple[str, ...] = ()
    more: bool = False
    properties: tuple[str, ...] = ()


@dataclass(slots=True)
class _Tally:
    """What has come so far."""

    sheet: Sheet
    told: Callable[[int], None]
    count: int = 0
    properties: dict[str, None] = field(default_factory=dict)

    def add(self, rows: Sequence[Row]) -> None:
        self.sheet.add(rows)
        self.count += len(rows)
        for row in rows:
            self.properties |= dict.fromkeys(row)
        self.told(self.count)


async def run(
    exchange: Exchange,
    wanted: Asked,
    sheet: Sheet,
    *,
    everything: bool,
    told: Callable[[int], None],
) -> Ended:
    """
    The rows of *wanted* are in *sheet*; a page of them, or *everything*.

    *told* hears after each page how many there are. Raises: ServiceError.
    """
    tally, warnings = _Tally(sheet, told), tuple[str, ...]()
    if isinstance(wanted, NativeRead):
        more = await _read(exchange, wanted, tally, everything=everything)
    else:
        more, warnings = await _run(exchange, sized(wanted, everything=everything), tally)
    return Ended(tally.count, warnings, more, tuple(tally.properties))


async def _run(
    exchange: Exchange, wanted: Command[Value], tally: _Tally
) -> tuple[bool, tuple[str, ...]]:
    warnings: dict[str, None] = {}
    async for page in exchange.run(wanted):
        tally.add(page.rows)
        warnings |= dict.fromkeys(page.warnings)
    kept = tuple(one for one in warnings if not one.startswith(_CUT))
    return len(kept) < len(warnings), kept


async def _read(exchange: Exchange, wanted: NativeRead, tally: _Tally, *, everything: bool) -> bool:
    one_page = not everything and wanted.query.top is None and not wanted.unlimited
    async for page in exchange.entities(wanted.cmdlet, wanted.steps, wanted.query):
        tally.add(wanted.rows(page))
        if one_page and len(page) >= PAGE_SIZE:
            return True
    return False
