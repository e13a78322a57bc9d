"""
The mailbox usage report: who uses how much, one to three days ago. Pure but for what it iterates.

Facts that surprised us:
- It has no object id; the UPN is the key. Where the tenant conceals names, the UPN is a hash that
  belongs to nobody, and so says `concealed`.
- Columns come and go (Has Archive, Recipient Type, Report Period), so they are found by name.
- A mailbox may lack sizes: it is new, or was not looked at. Missing is unknown, never empty.

Source: Graph: GET /reports/getMailboxUsageDetail(period='D7').
"""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Literal

from shared.graph.csv_records import Records
from shared.graph.failures import failure
from shared.graph.protocol import succeeded
from shared.web.errors import Call, Malformed
from shared.web.request import Answer, Outcome

type Period = Literal["D7", "D30", "D90", "D180"]

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_KEY = "user principal name"
_DAY = "report refresh date"
_DIGITS = 19  # of the largest number that 64 bits hold


@dataclass(frozen=True, slots=True)
class MailboxUsage:
    """One mailbox in the report; None is what the report does not say."""

    upn: str
    display_name: str | None
    refreshed: date | None
    deleted: bool | None
    created: date | None
    last_activity: date | None
    items: int | None
    used_bytes: int | None
    warning_bytes: int | None
    send_bytes: int | None
    send_receive_bytes: int | None
    deleted_items: int | None
    deleted_bytes: int | None
    deleted_quota_bytes: int | None
    has_archive: bool | None
    recipient_type: str | None

    @property
    def concealed(self) -> bool:
        """Whether the name is a hash, because the tenant conceals names: it joins to nobody."""
        return "@" not in self.upn


@dataclass(frozen=True, slots=True)
class _Columns:
    places: dict[str, int]

    def row(self, record: Sequence[str]) -> MailboxUsage:
        """The mailbox that *record* describes. Raises: ValueError."""
        if len(record) < len(self.places):
            raise ValueError("a record is cut short")
        text, number = partial(self._text, record), partial(self._number, record)
        return MailboxUsage(
            upn=record[self.places[_KEY]].strip(),
            display_name=text("display name"),
            refreshed=_day(text(_DAY)),
            deleted=_truth(text("is deleted")),
            created=_day(text("created date")),
            last_activity=_day(text("last activity date")),
            items=number("item count"),
            used_bytes=number("storage used (byte)"),
            warning_bytes=number("issue warning quota (byte)"),
            send_bytes=number("prohibit send quota (byte)"),
            send_receive_bytes=number("prohibit send/receive quota (byte)"),
            deleted_items=number("deleted item count"),
            deleted_bytes=number("deleted item size (byte)"),
            deleted_quota_bytes=number("deleted item quota (byte)"),
            has_archive=_truth(text("has archive")),
            recipient_type=text("recipient type"),
        )

    def _text(self, record: Sequence[str], name: str) -> str | None:
        place = self.places.get(name)
        return None if place is None else record[place].strip() or None

    def _number(self, record: Sequence[str], name: str) -> int | None:
        text = self._text(record, name) or ""
        known = text.isascii() and text.isdecimal() and len(text) <= _DIGITS
        return int(text) if known else None


def report_path(period: Period) -> str:
    """The path of the report on the last days that *period* names."""
    return f"/reports/getMailboxUsageDetail(period='{period}')"


def read_address(call: Call) -> Callable[[Answer], Outcome[str]]:
    """
    How to read where the file of the report lies: an address that is itself the key to it.

    The reader raises any `ServiceError`.
    """

    def read(answer: Answer) -> Outcome[str]:
        address = answer.headers.get("location")
        if answer.status in _REDIRECTS and address:
            return Outcome(address, None)
        if not succeeded(answer) and answer.status not in _REDIRECTS:
            raise failure(call, answer)
        raise Malformed(call, "the answer does not say where the report is", status=answer.status)

    return read


async def usage_rows(call: Call, pieces: AsyncGenerator[bytes]) -> AsyncGenerator[MailboxUsage]:
    """
    The mailboxes in the file that *pieces* make up, in its order; a piece at a time is held.

    Raises:
        ServiceError: The file ends early, or is none; what was given so far is not all.

    """
    records, columns = Records(), None
    async with aclosing(pieces):
        async for found in _whole(call, records, pieces):
            for record in found:
                if columns is None:
                    columns = _columns(call, record)
                    continue
                try:
                    yield columns.row(record)
                except ValueError as error:
                    raise Malformed(call, f"the report cannot be read: {error}") from error
    if columns is None:
        raise Malformed(call, "the report is empty, without even its columns")


async def _whole(
    call: Call, records: Records, pieces: AsyncGenerator[bytes]
) -> AsyncGenerator[list[list[str]]]:
    try:
        async for piece in pieces:
            yield records.feed(piece)
        yield records.close()
    except ValueError as error:
        raise Malformed(call, f"the report cannot be read: {error}") from error


def _columns(call: Call, record: Sequence[str]) -> _Columns:
    places = {name.strip().casefold(): place for place, name in enumerate(record)}
    if missing := {_KEY, _DAY} - places.keys():
        raise Malformed(call, f"the report has no column {' and no '.join(sorted(missing))}")
    return _Columns(places)


def _truth(text: str | None) -> bool | None:
    return {"true": True, "false": False}.get((text or "").casefold())


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
