"""How much a mailbox holds, and each of its folders; sizes are whole bytes here."""

from local.tenant.exchange.native.route import Read, native
from local.tenant.exchange.refusals import bad_request
from local.tenant.exchange.values import Row
from local.tenant.exchange.wire import plain, selected
from local.tenant.messages import Answer, Json

_MINIMUM = frozenset(
    {
        "deleteditemcount",
        "displayname",
        "itemcount",
        "mailboxguid",
        "totaldeleteditemsize",
        "totalitemsize",
    }
)
_SETS = {"minimum": _MINIMUM, "all": None, "": None}


@native("Mailbox(key)/Exchange.GetMailboxStatistics", "Get-MailboxStatistics")
def mailbox_statistics(read: Read) -> Answer:
    """The statistics of a mailbox; 204 when nobody ever signed in to it."""
    return _statistics(read, read.key())


@native("Mailbox/Exchange.GetMailboxStatisticsV2", "Get-MailboxStatistics")
def mailbox_statistics_by_guid(read: Read) -> Answer:
    """The statistics of the mailbox whose ExchangeGuid is given; the database's is not needed."""
    guid = read.argument("mailboxGuid")
    if guid is None or read.argument("databaseGuid") is None:
        raise bad_request("mailboxGuid and databaseGuid are needed.")
    return _statistics(read, guid)


@native(
    "Mailbox(key)/MailboxFolder/Exchange.GetMailboxFolderStatistics",
    "Get-MailboxFolderStatistics",
    "$top",
)
def folder_statistics(read: Read) -> Answer:
    """What each folder of the scope holds."""
    asked: dict[str, Json] = {"Identity": read.key()}
    if scope := read.argument("folderscope"):
        asked["FolderScope"] = scope
    if read.query.flag("Archive"):
        asked["Archive"] = True
    rows = read.rows("Get-MailboxFolderStatistics", **asked)
    return read.entities(
        "Collection(Exchange.MailboxFolderStatistics)",
        (plain(row, whole_bytes=True) for row in rows),
    )


def _statistics(read: Read, identity: str) -> Answer:
    asked: dict[str, Json] = {"Identity": identity}
    if read.query.flag("Archive"):
        asked["Archive"] = True
    rows = read.rows("Get-MailboxStatistics", **asked)
    if not rows:
        return Answer(204)
    content = plain(selected(rows[0], _names(read, rows[0])), whole_bytes=True)
    return read.entity("Exchange.MailboxStatistics", content)


def _names(read: Read, row: Row) -> frozenset[str] | None:
    chosen, wanted = read.query.chosen, read.query.text("PropertySet").casefold()
    if wanted not in _SETS:
        raise bad_request(f"There is no property set {wanted}.")
    names = _SETS[wanted]
    if names is None:
        return chosen if not wanted else frozenset(name.casefold() for name in row)
    return names | (chosen or frozenset())
