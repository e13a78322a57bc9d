"""Rights on a mailbox granted: to open it, to send as it, to send on its behalf."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial

from shared.exchange import rows
from shared.exchange.client import Exchange
from shared.exchange.values import Edit
from shared.mailboxes import rights
from shared.mailboxes.done import Done, Outcome
from shared.mailboxes.lookup import find_mailbox
from shared.mailboxes.rights import Right
from shared.mailboxes.writing import Writer
from shared.web.errors import Call, NotFound
from shared.web.request import Row

_CMDLETS = {
    Right.FULL_ACCESS: "Add-MailboxPermission",
    Right.SEND_AS: "Add-RecipientPermission",
    Right.SEND_ON_BEHALF: "Set-Mailbox",
}
# What a list of rights may call who holds one; display names are not theirs alone.
_NAMES = (
    "UserPrincipalName", "PrimarySmtpAddress", "WindowsLiveID", "Name", "Alias",
    "DistinguishedName", "ExternalDirectoryObjectId", "Guid",
)  # fmt: skip
_UNSEEN = (
    "whether the mailbox opens in their Outlook by itself cannot be read; to change that, take "
    "the right away and grant it again"
)


@dataclass(frozen=True, slots=True)
class _Holder:
    """Somebody: how a cmdlet finds them, and all that they may be called."""

    key: str
    shown: str
    names: frozenset[str]

    def among(self, holders: tuple[str, ...]) -> bool:
        # A holder may be written as a path in the directory that ends in the name.
        return any(
            {one.casefold(), one.casefold().rpartition("/")[2]} & self.names for one in holders
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """
    Who is called *to* is to hold *right*.

    With `auto_map` a mailbox that they may open appears in their Outlook by itself.
    """

    right: Right
    to: str
    auto_map: bool = True


async def grant(
    writer: Writer,
    identity: str,
    wanted: Wanted,
    protected: frozenset[str] = frozenset(),
    tell: Callable[[str], None] = lambda _: None,
) -> Done:
    """
    The right that is *wanted* is held on the mailbox called *identity*.

    *tell* is warned beforehand of whom *protected* names, in lower case.

    Raises:
        NotFound: There is no such mailbox, or nobody called *to*.

    """
    exchange, right = writer.exchange, wanted.right
    row = await find_mailbox(exchange, identity, "Minimum", "Delivery")
    who, owner = await _trustee(exchange, wanted.to), _named(row)
    name, guid = rows.text(row, "PrimarySmtpAddress"), rows.text(row, "Guid")
    before = await _READS[right](exchange, guid)
    done = partial(Done, name, f"{right} for {who.shown}")
    if who.among(before):
        told = right is Right.FULL_ACCESS and not wanted.auto_map
        notes = (_UNSEEN,) if told else ()
        return done(Outcome.ALREADY_SO, {right: [*before]}, {right: [*before]}, notes)
    warnings = tuple(_warning(one) for one in (owner, who) if one.names & protected)
    for warning in warnings:
        tell(warning)

    async def shows() -> bool:
        return who.among(await _READS[right](exchange, guid))

    write = partial(_write, exchange, guid, who.key, wanted)
    outcome = await writer.settle(Call(_CMDLETS[right], name), write, shows)
    return done(outcome, {right: [*before]}, {right: [*before, who.shown]}, warnings)


def _warning(who: _Holder) -> str:
    return (
        f"{who.shown} is an emergency account of offboarding.yaml: rights on it, or in its hands, "
        "outlive every other measure"
    )


async def _write(exchange: Exchange, guid: str, who: str, wanted: Wanted) -> None:
    cmdlet = _CMDLETS[wanted.right]
    match wanted.right:
        case Right.FULL_ACCESS:
            mapped = wanted.auto_map
            await exchange.invoke(
                cmdlet, Identity=guid, User=who, AccessRights=["FullAccess"], AutoMapping=mapped
            )
        case Right.SEND_AS:
            await exchange.invoke(cmdlet, Identity=guid, Trustee=who, AccessRights=["SendAs"])
        case Right.SEND_ON_BEHALF:
            await exchange.invoke(cmdlet, Identity=guid, GrantSendOnBehalfTo=Edit(add=[who]))


async def _trustee(exchange: Exchange, to: str) -> _Holder:
    """Who is called *to*: a mailbox, or else any recipient, such as a group."""
    try:
        return _named(await find_mailbox(exchange, to, "Minimum"))
    except NotFound as error:
        try:
            [row] = await exchange.invoke("Get-Recipient", Identity=to)
        except (NotFound, ValueError):
            raise error from None  # it says what is called almost so
    return _named(row)


def _named(row: Row) -> _Holder:
    names = [str(row[name]) for name in _NAMES if isinstance(row.get(name), str) and row[name]]
    shown = names[0] if names else rows.text(row, "Guid")
    return _Holder(str(row.get("Guid") or shown), shown, frozenset(map(str.casefold, names)))


async def _full_access(exchange: Exchange, guid: str) -> tuple[str, ...]:
    return rights.full_access(await exchange.mailbox_permissions(guid))


async def _send_as(exchange: Exchange, guid: str) -> tuple[str, ...]:
    return rights.send_as(await exchange.recipient_permissions(guid))


async def _send_on_behalf(exchange: Exchange, guid: str) -> tuple[str, ...]:
    return rights.send_on_behalf(await exchange.mailbox(guid, "Minimum", "Delivery"))


_READS: Mapping[Right, Callable[[Exchange, str], Awaitable[tuple[str, ...]]]] = {
    Right.FULL_ACCESS: _full_access,
    Right.SEND_AS: _send_as,
    Right.SEND_ON_BEHALF: _send_on_behalf,
}
