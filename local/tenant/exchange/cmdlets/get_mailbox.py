"""Get-Mailbox."""

from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import Names, Output, cmdlet
from local.tenant.exchange.name_search import called, in_order, sought
from local.tenant.exchange.opath import matcher
from local.tenant.exchange.properties.mailbox import MAILBOX
from local.tenant.exchange.properties.source import Source, row_of
from local.tenant.exchange.recipients import any_mailbox, find_mailbox
from local.tenant.exchange.refusals import not_found
from local.tenant.exchange.values import Row
from local.tenant.mailbox_life import Life, life
from local.tenant.tenant import Tenant

_SORTABLE = ("Name", "DisplayName", "Alias", "Office")
_KINDS = "UserMailbox|SharedMailbox|RoomMailbox|EquipmentMailbox|DiscoveryMailbox*"


@cmdlet(
    "Get-Mailbox",
    "Identity text",
    "Anr text",
    "Filter text",
    "SortBy text",
    f"RecipientTypeDetails {_KINDS}",
    "MailboxPlan text",
    "ResultSize count",
    "Archive bool",
    "SoftDeletedMailbox bool",
    "InactiveMailboxOnly bool",
    "IncludeInactiveMailbox bool",
    "IncludeForwardingAddressWithDisplayNames bool",
    "IncludeGrantSendOnBehalfToWithDisplayNames bool",
)
def get_mailbox(tenant: Tenant, given: Bound) -> Output:
    """One mailbox, or all that fit; what was deleted only with the switch for it."""
    lives, now = _lives(given), tenant.clock.now()
    if identity := given.text("Identity"):
        find = find_mailbox if lives == {Life.ACTIVE} else any_mailbox
        person, mailbox = find(tenant, identity)
        if life(person, now) not in lives or (given.flag("Archive") and not mailbox.archive):
            raise not_found(identity)
        return Output([row_of(MAILBOX, Source(tenant, person, mailbox), None)])
    kinds, plan = given.several("RecipientTypeDetails"), given.text("MailboxPlan")
    fits, anr = matcher(given.text("Filter") or "", MAILBOX), sought(given)

    def row(index: int, names: Names) -> Row | None:
        person = tenant.people.read(index)
        mailbox = person.mailbox
        if mailbox is None or life(person, now) not in lives or not called(person, anr):
            return None
        if (kinds and mailbox.kind not in kinds) or (given.flag("Archive") and not mailbox.archive):
            return None
        if plan and (mailbox.plan or "").casefold() != plan.casefold():
            return None
        source = Source(tenant, person, mailbox)
        return row_of(MAILBOX, source, names) if fits(source) else None

    return Output(in_order(tenant, given, MAILBOX, _SORTABLE), row)


def _lives(given: Bound) -> set[Life]:
    """Which mailboxes a call means: an inactive one was deleted, too, and is both."""
    if given.flag("InactiveMailboxOnly"):
        return {Life.INACTIVE}
    if given.flag("SoftDeletedMailbox"):
        return {Life.SOFT_DELETED, Life.INACTIVE}
    if given.flag("IncludeInactiveMailbox"):
        return {Life.ACTIVE, Life.INACTIVE}
    return {Life.ACTIVE}
