"""Remove-Mailbox and Undo-SoftDeletedMailbox."""

from local.tenant.exchange import refusals
from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import NOTHING, Output, cmdlet
from local.tenant.exchange.properties.mailbox import MAILBOX
from local.tenant.exchange.properties.source import Source, row_of
from local.tenant.exchange.recipients import any_mailbox, change_any_mailbox, find_mailbox
from local.tenant.licensing import settle
from local.tenant.mailbox_life import Life, held, life
from local.tenant.tenant import Tenant


@cmdlet("Remove-Mailbox", "Identity! text", "PermanentlyDelete bool", "Force bool")
def remove_mailbox(tenant: Tenant, given: Bound) -> Output:
    """
    Account and mailbox are deleted, and can be had back for 30 days.

    With `PermanentlyDelete` the mailbox is gone at once, one that was deleted before as well. On a
    hold it becomes inactive instead, whatever was asked for.
    """
    identity, now = given.required("Identity"), tenant.clock.now()
    purge = given.flag("PermanentlyDelete")
    person, mailbox = (any_mailbox if purge else find_mailbox)(tenant, identity)
    if person.account.synced and not mailbox.cloud_managed:
        raise refusals.mastered_elsewhere(person.who.alias, "Remove-Mailbox", "Identity")
    person, mailbox = change_any_mailbox(tenant, person)
    if person.account.deleted is None:
        person.account.deleted = now.replace(microsecond=0)
        tenant.deleted[person.who.object_id] = person.who.index
    if purge and not held(mailbox, now):
        person.mailbox = None
    return NOTHING


@cmdlet(
    "Undo-SoftDeletedMailbox",
    "SoftDeletedObject! text",
    "WindowsLiveID text",
    "Password text",
    "Name text",
    "DisplayName text",
)
def undo_soft_deleted_mailbox(tenant: Tenant, given: Bound) -> Output:
    """The mailbox and its account are back."""
    identity = given.required("SoftDeletedObject")
    person, _ = any_mailbox(tenant, identity)
    if life(person, tenant.clock.now()) is Life.ACTIVE:
        raise refusals.not_found(identity)
    person, mailbox = change_any_mailbox(tenant, person)
    person.account.deleted = None
    mailbox.deletion_clock = None
    mailbox.name = given.text("Name") or mailbox.name
    tenant.deleted.pop(person.who.object_id, None)
    settle(tenant, person)
    return Output([row_of(MAILBOX, Source(tenant, person, mailbox), None)])
