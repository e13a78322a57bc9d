"""Get-MailboxStatistics."""

from local.tenant.exchange import refusals
from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import Output, cmdlet
from local.tenant.exchange.properties.mailbox import MAILBOX
from local.tenant.exchange.properties.source import Source, row_of
from local.tenant.exchange.properties.statistics import STATISTICS
from local.tenant.exchange.recipients import any_mailbox, find_mailbox
from local.tenant.exchange.values import Bytes, Row
from local.tenant.tenant import Tenant

_IN_ARCHIVE = 4  # an archive holds so many times what the mailbox does


@cmdlet(
    "Get-MailboxStatistics",
    "Identity! text",
    "Archive bool",
    "IncludeSoftDeletedRecipients bool",
    "UseCustomRouting bool",
)
def get_mailbox_statistics(tenant: Tenant, given: Bound) -> Output:
    """Size and counts; a warning and no row when nobody ever signed in."""
    identity = given.required("Identity")
    find = any_mailbox if given.flag("IncludeSoftDeletedRecipients") else find_mailbox
    person, mailbox = find(tenant, identity)
    source = Source(tenant, person, mailbox)
    if given.flag("Archive"):
        return Output([_archive(source)])
    if mailbox.used_bytes is None:
        text = f"The user hasn't logged on to mailbox '{identity}', so there is no data to return."
        return Output((), warnings=(text,))
    return Output([row_of(STATISTICS, source, None)])


def _archive(source: Source) -> Row:
    mailbox = source.mailbox
    if not mailbox.archive:
        raise refusals.recipient_task(
            f'The mailbox "{source.person.who.alias}" doesn\'t have an archive enabled.'
        )
    return row_of(STATISTICS, source, None) | {
        "MailboxGuid": MAILBOX["ArchiveGuid"](source),
        "ItemCount": mailbox.items * _IN_ARCHIVE,
        "TotalItemSize": Bytes((mailbox.used_bytes or 0) * _IN_ARCHIVE),
        "IsArchiveMailbox": True,
    }
