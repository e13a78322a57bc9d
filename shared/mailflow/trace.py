"""
Where messages went: the trace of Exchange Online, newest first, each row once.

Facts that surprised us:
- A question may span ten days, and nothing older than ninety is kept.
- There are no pages: one goes on at the time and the recipient of the last row, which comes again.
- Some rows come twice anyway; a message and a recipient make a row.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from shared.exchange import rows
from shared.exchange.answers import Reply
from shared.exchange.client import Exchange
from shared.exchange.values import Value
from shared.web.errors import Call, Malformed
from shared.web.request import Json, Row

KEPT, WIDEST = timedelta(days=90), timedelta(days=10)
_CMDLET = "Get-MessageTraceV2"
_LEAST, _MOST = 1000, 5000  # rows of one answer; fewer could all be the one that comes again
_GO_ON = "Get-MessageTraceV2"  # what the warning about more rows tells to run
COLUMNS = {
    "received": "Received",
    "sender": "SenderAddress",
    "recipient": "RecipientAddress",
    "subject": "Subject",
    "status": "Status",
    "size": "Size",
    "messageTraceId": "MessageTraceId",
}


@dataclass(frozen=True, slots=True)
class Question:
    """Which messages: from `since` to `until`, of and to whom, with what in the subject."""

    since: datetime
    until: datetime
    sender: str | None = None
    recipient: str | None = None
    subject: str | None = None

    @property
    def filters(self) -> dict[str, Value]:
        asked: dict[str, Value] = {}
        if self.sender:
            asked["SenderAddress"] = self.sender
        if self.recipient:
            asked["RecipientAddress"] = self.recipient
        if self.subject:
            asked |= {"Subject": self.subject, "SubjectFilterType": "Contains"}
        return asked


def checked(question: Question, now: datetime) -> Question:
    """
    *question* as the service takes it: its end is not to come.

    Raises:
        ValueError: It begins after its end, or before what is kept.

    """
    until = min(question.until, now)
    if question.since >= until:
        raise ValueError("the trace would begin after its end")
    if question.since < now - KEPT:
        raise ValueError(
            f"Exchange Online keeps {KEPT.days} days of traces; the earliest now is "
            f"{now - KEPT:%Y-%m-%dT%H:%M}"
        )
    return Question(question.since, until, question.sender, question.recipient, question.subject)


def windows(since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    """From *since* to *until* in parts that the service takes, the newest first."""
    end = until
    while end > since:
        start = max(since, end - WIDEST)
        yield start, end
        end = start


async def traced(exchange: Exchange, question: Question, most: int) -> AsyncIterator[list[Row]]:
    """
    The rows for *question*, which is `checked`, newest first, by answer; somewhat more than *most*.

    Source: Get-MessageTraceV2.

    Raises:
        Malformed: The service goes round in a circle; what came is not all there is.

    """
    seen: set[tuple[str, str]] = set()
    size = min(_MOST, max(_LEAST, most + 1))
    for start, end in windows(question.since, question.until):
        place: dict[str, Value] = {"EndDate": end}
        while True:
            reply = await exchange.reply(
                _CMDLET, StartDate=start, ResultSize=size, **place, **question.filters
            )
            fresh = _fresh(reply.rows, seen)
            yield fresh
            if len(seen) > most or not _goes_on(reply, size):
                break
            if not fresh:
                raise Malformed(Call(_CMDLET), "the trace leads in a circle; it is not whole")
            place = _after(reply.rows[-1])
        if len(seen) > most:
            return


def entry(row: Row) -> dict[str, Json]:
    """What a trace shows of a row, times to the second; what it does not say is null."""
    shown = {name: row.get(field) for name, field in COLUMNS.items()}
    received = rows.moment(row, "Received")
    if received is not None:
        shown["received"] = f"{received.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return shown


def _fresh(found: list[Row], seen: set[tuple[str, str]]) -> list[Row]:
    fresh = []
    for row in found:
        key = (rows.text(row, "MessageTraceId"), rows.text(row, "RecipientAddress").casefold())
        if key not in seen:
            seen.add(key)
            fresh.append(row)
    return fresh


def _goes_on(reply: Reply, size: int) -> bool:
    told = any(_GO_ON in warning for warning in reply.warnings)
    return bool(reply.rows) and (told or len(reply.rows) >= size)


def _after(row: Row) -> dict[str, Value]:
    """Where to go on behind *row*: at its own time, of which we can send six digits of seven."""
    received = rows.moment(row, "Received")
    digits = rows.text(row, "Received").partition(".")[2]
    if received is not None and digits[6:7].isdecimal() and digits[6] != "0":
        received += timedelta(microseconds=1)  # no row of that moment is cut off
    return {
        "EndDate": received,
        "StartingRecipientAddress": rows.text(row, "RecipientAddress"),
    }
