"""Mailboxes that are made: of a person, who gets a first password, or shared by many."""

from dataclasses import dataclass

from shared.exchange import rows
from shared.exchange.client import Exchange
from shared.exchange.filters import odata_equal
from shared.exchange.sealing import seal
from shared.exchange.values import Value
from shared.mailboxes.done import Done, Outcome
from shared.mailboxes.first_password import Keeping, first_password
from shared.mailboxes.writing import Writer
from shared.web.errors import (
    AlreadySo,
    BadCall,
    Call,
    Malformed,
    NotFound,
    Permanent,
    ServiceError,
)
from shared.web.request import Json, Row

_CMDLET = "New-Mailbox"
# What the service says of an address that it keeps for a deleted account, and what that means.
_RESERVED = "ExternalDirectoryObjectId was not returned"
_DELETED = (
    "the address is kept for an account that was deleted in the last 30 days; restore that one in "
    "Entra ID, or delete it there for good first"
)
LICENCE = (
    "without a licence that includes Exchange Online the mailbox is deleted after 30 days; assign "
    "one in Entra ID"
)
SHARED = (
    "up to 50 GB, without an archive or a hold, it needs no licence; its account stays blocked, "
    "people open it by `nightshift mailbox grant`"
)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who, or what, the mailbox is for; `name` is what people read."""

    address: str
    name: str
    alias: str
    first_name: str | None = None
    last_name: str | None = None

    @property
    def call(self) -> Call:
        return Call(_CMDLET, self.address)


async def new_user(writer: Writer, newcomer: Newcomer, keeping: Keeping) -> Done:
    """
    There is a person's mailbox, and *keeping* has the first password of its account.

    One that is there already keeps its password. Source: New-Mailbox, parameter
    MicrosoftOnlineServicesID.

    Raises:
        BadCall: The address or the alias is another's; nothing was sent.
        ServiceError: It could not be made, or nobody knows whether it was.

    """
    if found := await _there(writer.exchange, newcomer, "UserMailbox"):
        note = "it was there already; its password is as it was"
        return Done(newcomer.address, "mailbox", Outcome.ALREADY_SO, {}, found, (note,))
    password = first_password()
    wanted: dict[str, Value] = {
        **_named(newcomer),
        "MicrosoftOnlineServicesID": newcomer.address,
        "Password": seal(password),
        "ResetPasswordOnNextLogon": True,
    }
    if writer.what_if:
        outcome = await _make(writer, newcomer, "UserMailbox", wanted)
        return Done(newcomer.address, "mailbox", outcome, {}, _shown(newcomer, "UserMailbox"))
    await keeping.before(newcomer.address, password)
    try:
        outcome = await _make(writer, newcomer, "UserMailbox", wanted)
    except Permanent as error:
        await _not_made(keeping, newcomer, password, error)
        raise
    except BaseException:
        await keeping.unsure(newcomer.address, password)
        raise
    where = await keeping.made(newcomer.address, password)
    shown = _shown(newcomer, "UserMailbox")
    return Done(newcomer.address, "mailbox", outcome, {}, shown, (where, LICENCE))


async def _not_made(keeping: Keeping, newcomer: Newcomer, password: str, error: Permanent) -> None:
    """
    The password of an account that was refused is good for nothing.

    Raises: BadCall, where it could not be made void; both reasons are told.
    """
    if isinstance(error, Malformed) or error.call.name != _CMDLET:
        # What the service made of it cannot be read, or could not be looked for.
        await keeping.unsure(newcomer.address, password)
        return
    try:
        await keeping.not_made(newcomer.address, password)
    except ServiceError as still:
        told = f"{error.detail}; its first password, now good for nothing, stays kept: {still}"
        raise BadCall(newcomer.call, told) from error


async def new_shared(writer: Writer, newcomer: Newcomer) -> Done:
    """
    There is a shared mailbox. Source: New-Mailbox, parameter Shared.

    Raises:
        BadCall: The address or the alias is another's; nothing was sent.

    """
    kind = "SharedMailbox"
    if found := await _there(writer.exchange, newcomer, kind):
        return Done(newcomer.address, "shared mailbox", Outcome.ALREADY_SO, {}, found)
    wanted = {**_named(newcomer), "Shared": True, "PrimarySmtpAddress": newcomer.address}
    outcome = await _make(writer, newcomer, kind, wanted)
    shown = _shown(newcomer, kind)
    return Done(newcomer.address, "shared mailbox", outcome, {}, shown, (SHARED,))


async def _make(writer: Writer, newcomer: Newcomer, kind: str, wanted: dict[str, Value]) -> Outcome:
    async def shows() -> bool:
        row = await _mailbox(writer.exchange, newcomer.address)
        return row is not None and _is(row, newcomer, kind)

    try:
        return await writer.settle(
            newcomer.call, lambda: writer.exchange.invoke(_CMDLET, **wanted), shows
        )
    except AlreadySo as error:
        # The name is another's: it was looked for, and this mailbox is not there.
        taken = f"the name {newcomer.alias} is taken; give another by --alias"
        raise BadCall(newcomer.call, taken, status=error.status) from error
    except BadCall as error:
        if _RESERVED not in error.detail:
            raise
        raise BadCall(newcomer.call, _DELETED, status=error.status) from error


async def _there(exchange: Exchange, newcomer: Newcomer, kind: str) -> dict[str, Json] | None:
    """
    The mailbox as it is; None where nothing is in the way of making it.

    Raises:
        BadCall: Something else has the address, or the alias.

    """
    row = await _mailbox(exchange, newcomer.address)
    if row is not None and _is(row, newcomer, kind):
        return {"type": kind, "address": row.get("PrimarySmtpAddress"), "name": row["DisplayName"]}
    holder = row or await _recipient(exchange, newcomer.address)
    if holder is not None:
        raise BadCall(newcomer.call, f"nothing was sent: {_taken('address', holder)}")
    where = odata_equal("Alias", newcomer.alias)
    async for page in exchange.recipients("Minimum", where=where):
        if page:
            taken = _taken(f"alias {newcomer.alias}", page[0])
            raise BadCall(newcomer.call, f"nothing was sent: {taken}; give another by --alias")
    return None


def _is(row: Row, newcomer: Newcomer, kind: str) -> bool:
    field = "UserPrincipalName" if kind == "UserMailbox" else "PrimarySmtpAddress"
    same = rows.text(row, field).casefold() == newcomer.address.casefold()
    return same and row.get("RecipientTypeDetails") == kind


async def _mailbox(exchange: Exchange, address: str) -> Row | None:
    try:
        return await exchange.mailbox(address, "Minimum")
    except NotFound:
        return None


async def _recipient(exchange: Exchange, address: str) -> Row | None:
    try:
        return await exchange.recipient(address, "Minimum")
    except NotFound:
        return None


def _taken(what: str, holder: Row) -> str:
    name = holder.get("PrimarySmtpAddress") or holder.get("Name")
    return f"the {what} is taken by {name} ({holder.get('RecipientTypeDetails')})"


def _named(newcomer: Newcomer) -> dict[str, Value]:
    # Name is unique in the tenant, and people's names are not: the alias stands in.
    named: dict[str, Value] = {
        "Name": newcomer.alias,
        "Alias": newcomer.alias,
        "DisplayName": newcomer.name,
    }
    more = {"FirstName": newcomer.first_name, "LastName": newcomer.last_name}
    return named | {key: value for key, value in more.items() if value}


def _shown(newcomer: Newcomer, kind: str) -> dict[str, Json]:
    return {"type": kind, "address": newcomer.address, "name": newcomer.name}
