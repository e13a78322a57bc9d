"""Get-Mailbox."""

from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import Names, Output, cmdlet
from local.tenant.exchange.opath import matcher
from local.tenant.exchange.properties.mailbox import MAILBOX
from local.tenant.exchange.properties.source import Source, row_of
from local.tenant.exchange.recipients import find_mailbox
from local.tenant.exchange.values import Row
from local.tenant.tenant import Tenant


@cmdlet(
    "Get-Mailbox",
    "Identity text",
    "Filter text",
    "RecipientTypeDetails UserMailbox|SharedMailbox|RoomMailbox|EquipmentMailbox*",
    "ResultSize count",
    "Archive bool",
    "SoftDeletedMailbox bool",
    "InactiveMailboxOnly bool",
)
def get_mailbox(tenant: Tenant, given: Bound) -> Output:
    """One mailbox, or all that fit."""
    if identity := given.text("Identity"):
        person, mailbox = find_mailbox(tenant, identity)
        if given.flag("SoftDeletedMailbox") or given.flag("InactiveMailboxOnly"):
            return Output(())
        return Output([row_of(MAILBOX, Source(tenant, person, mailbox), None)])
    deleted = given.flag("SoftDeletedMailbox") or given.flag("InactiveMailboxOnly")
    kinds = given.several("RecipientTypeDetails")
    fits = matcher(given.text("Filter") or "", MAILBOX)

    def row(index: int, names: Names) -> Row | None:
        person = tenant.people.read(index)
        mailbox = person.mailbox
        if mailbox is None or (person.account.deleted is not None) != deleted:
            return None
        if (kinds and mailbox.kind not in kinds) or (given.flag("Archive") and not mailbox.archive):
            return None
        source = Source(tenant, person, mailbox)
        return row_of(MAILBOX, source, names) if fits(source) else None

    return Output(tenant.people.mailboxes, row)
