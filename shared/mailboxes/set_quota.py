"""Quotas of one mailbox set by hand: all three together, never below what is in it."""

from collections.abc import Callable

from shared.exchange import quotas, rows
from shared.exchange.client import Exchange
from shared.exchange.models.mailbox import MailboxQuotas
from shared.exchange.models.statistics import mailbox_size
from shared.exchange.quotas import Wanted, falling, same
from shared.exchange.rows import Unreadable
from shared.exchange.sizes import Size
from shared.mailboxes import picture
from shared.mailboxes.done import Done, Outcome
from shared.mailboxes.lookup import find_mailbox
from shared.mailboxes.quota_wish import Wish, bound_of, objection, whole
from shared.mailboxes.writing import Writer
from shared.web.errors import BadCall, Call, Permanent
from shared.web.request import Json, Row

_SETS, _MORE = ("Minimum", "Quota"), ("MailboxPlan",)
_WHAT = "quotas"
_DEFAULTS = (
    "UseDatabaseQuotaDefaults was on, so the mailbox's own quotas did nothing; it is turned off"
)


async def set_quota(
    writer: Writer, identity: str, wish: Wish, tell: Callable[[str], None] = lambda _: None
) -> Done:
    """
    The mailbox called *identity* has the quotas of *wish*; *tell* hears all three beforehand.

    Raises:
        BadCall: They must not be set; the sentence says why, and nothing was sent.
        Unreadable: Its quotas cannot be read, so nobody can tell.

    """
    row = await find_mailbox(writer.exchange, identity, *_SETS, select=_MORE)
    name = rows.text(row, "PrimarySmtpAddress")
    call = Call("Set-Mailbox", name)
    held = MailboxQuotas.of(row)
    bound = bound_of(rows.text(row, "RecipientTypeDetails"), str(row.get("MailboxPlan") or ""))
    try:
        wanted = whole(wish, bound)
    except ValueError as error:
        raise BadCall(call, f"nothing was sent: {error}") from error
    before, after = picture.quotas(held), _written(wanted)
    if same(held, wanted):
        return Done(name, _WHAT, Outcome.ALREADY_SO, before, after)
    used = await _use(writer.exchange, row) if falling(held, wanted) else None
    if why := objection(held, wanted, used=used, bound=bound):
        raise BadCall(call, f"nothing was sent: {why}")
    tell(f"Setting {name}: {_sentence(wanted)}")
    outcome = await _write(writer, call, row, held, wanted)
    return Done(name, _WHAT, outcome, before, after, (_DEFAULTS,) if held.database_defaults else ())


async def _write(
    writer: Writer, call: Call, row: Row, held: MailboxQuotas, wanted: Wanted
) -> Outcome:
    guid = rows.text(row, "Guid")

    async def write() -> None:
        await writer.exchange.invoke(
            "Set-Mailbox", Identity=guid, **quotas.parameters(held, wanted)
        )

    async def shows() -> bool:
        seen = await writer.exchange.mailbox(guid, *_SETS)
        return same(MailboxQuotas.of(seen), wanted)

    return await writer.settle(call, write, shows)


async def _use(exchange: Exchange, row: Row) -> Size | None:
    """How much is in the mailbox; None when the service does not say."""
    try:
        statistics = await exchange.mailbox_statistics(rows.text(row, "Guid"))
        return mailbox_size(statistics) if statistics is not None else None
    except (Permanent, Unreadable):
        return None  # not readable is not known; a quota that would fall is refused


def _written(wanted: Wanted) -> dict[str, Json]:
    names = ("warning", "send", "sendReceive")
    written: dict[str, Json] = {
        name: str(size) for name, size in zip(names, wanted.sizes, strict=True)
    }
    return {**written, "databaseDefaults": False}


def _sentence(wanted: Wanted) -> str:
    return (
        f"warning at {wanted.warning}, no sending from {wanted.send}, "
        f"no receiving from {wanted.send_receive}"
    )
