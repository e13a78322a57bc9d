"""One mailbox by whatever a person calls it; what else it could have meant, when it is not one."""

from collections.abc import Sequence

from shared.exchange.filters import odata_any, odata_equal
from shared.exchange.reads import NativeReads
from shared.web.errors import Ambiguous, BadCall, Call, NotFound, Permanent
from shared.web.request import Row

_CMDLET = "Get-EXOMailbox"
_NAMES = ("DisplayName", "Name", "Alias")
_SHOWN = 10
_LEAST_ANR = 3  # letters that ambiguous name resolution wants


async def find_mailbox(
    exchange: NativeReads, identity: str, *property_sets: str, select: Sequence[str] = ()
) -> Row:
    """
    The one mailbox called *identity*, with the properties of *property_sets*.

    Source: Get-EXOMailbox.

    Raises:
        BadCall: The name has a wildcard in it; nothing was sent.
        Ambiguous: Several fit; the sentence names them.
        NotFound: None fits; the sentence says what is called almost so.

    """
    call = Call(_CMDLET, identity)
    if "*" in identity:
        raise BadCall(call, "nothing was sent: a wildcard names no single mailbox")
    try:
        return await exchange.mailbox(identity, *property_sets, select=select)
    except Ambiguous as error:
        same = await _listed(exchange, where=_called(identity))
        told = f"several mailboxes fit; give the address of one: {same}"
        raise Ambiguous(call, told if same else error.detail) from error
    except NotFound as error:
        raise NotFound(call, await _instead(exchange, identity)) from error


def _called(identity: str) -> str:
    return odata_any(*(odata_equal(name, identity) for name in _NAMES))


async def _instead(exchange: NativeReads, identity: str) -> str:
    """What to say of a name that no mailbox has."""
    try:
        row = await exchange.recipient(identity, "Minimum")
        return f"it is no mailbox but a {row.get('RecipientTypeDetails')}"
    except Permanent:
        near = await _near(exchange, identity)
    hint = f"; called almost so: {near}" if near else "; look it up with `nightshift mailbox list`"
    return f"there is no such mailbox{hint}"


async def _near(exchange: NativeReads, identity: str) -> str:
    """Those whose name begins as *identity* does, shortened once; empty when there are none."""
    stem = identity.partition("@")[0].split(".")[0].strip()
    for tried in (stem, stem[:-2]):
        if len(tried) >= _LEAST_ANR and (found := await _listed(exchange, anr=tried)):
            return found
    return ""


async def _listed(exchange: NativeReads, *, where: str | None = None, anr: str = "") -> str:
    """The addresses of a few mailboxes, as a sentence has them."""
    options = {"Anr": anr} if anr else {}
    try:
        pages = exchange.mailboxes(where=where, top=_SHOWN, options=options)
        rows = [row async for page in pages for row in page]
    except Permanent:
        return ""  # a hint that cannot be had; what went wrong is told all the same
    return ", ".join(_one(row) for row in rows)


def _one(row: Row) -> str:
    kind = f", {row['RecipientTypeDetails']}" if row.get("RecipientTypeDetails") else ""
    return f"{row.get('PrimarySmtpAddress')} ({row.get('DisplayName')}{kind})"
