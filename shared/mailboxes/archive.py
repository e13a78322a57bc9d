"""The archive of a mailbox, and its growing by itself; the latter has no way back."""

from shared.exchange import rows
from shared.mailboxes.done import Done, Outcome
from shared.mailboxes.lookup import find_mailbox
from shared.mailboxes.writing import Writer
from shared.web.errors import Call
from shared.web.request import Json, Row

_SETS = ("Minimum", "Archive")
ONE_WAY = "an archive that grows by itself cannot be made to stop"


async def enable_archive(writer: Writer, identity: str, *, auto_expanding: bool) -> Done:
    """
    The mailbox called *identity* has an archive; it grows by itself if that was wanted.

    Source: Enable-Mailbox, parameters Archive and AutoExpandingArchive.

    Raises:
        BadCall: The licence includes no archive.

    """
    row = await find_mailbox(writer.exchange, identity, *_SETS)
    name, before = rows.text(row, "PrimarySmtpAddress"), _state(row)
    wanted = {"archive": True, "autoExpanding": auto_expanding or before["autoExpanding"]}
    if before == wanted:
        return Done(name, "archive", Outcome.ALREADY_SO, before, before)
    outcome = Outcome.ALREADY_SO
    if not before["archive"]:
        outcome = await _turn_on(writer, row, "Archive", "archive")
    notes: tuple[str, ...] = ()
    if auto_expanding and not before["autoExpanding"]:
        outcome = await _turn_on(writer, row, "AutoExpandingArchive", "autoExpanding")
        notes = (ONE_WAY,)
    return Done(name, "archive", outcome, before, wanted, notes)


async def _turn_on(writer: Writer, row: Row, parameter: str, shown: str) -> Outcome:
    guid = rows.text(row, "Guid")

    async def write() -> None:
        await writer.exchange.invoke("Enable-Mailbox", Identity=guid, **{parameter: True})

    async def shows() -> bool:
        return _state(await writer.exchange.mailbox(guid, *_SETS))[shown] is True

    call = Call("Enable-Mailbox", rows.text(row, "PrimarySmtpAddress"))
    return await writer.settle(call, write, shows)


def _state(row: Row) -> dict[str, Json]:
    """Raises: Unreadable."""
    return {
        "archive": rows.text(row, "ArchiveStatus") not in {"", "None"},
        "autoExpanding": rows.flag(row, "AutoExpandingArchiveEnabled"),
    }
