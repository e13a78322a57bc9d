"""Enable- and Disable-Mailbox, of which only the archive is left in Exchange Online."""

from local.tenant.exchange import refusals
from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import NOTHING, Output, cmdlet
from local.tenant.exchange.properties.mailbox import MAILBOX
from local.tenant.exchange.properties.source import Source, row_of
from local.tenant.exchange.recipients import change_mailbox, find_mailbox
from local.tenant.state.person import Mailbox, Person
from local.tenant.tenant import Tenant

_WITHOUT_ARCHIVE = {None, "ExchangeOnlineDeskless"}


@cmdlet(
    "Enable-Mailbox",
    "Identity! text",
    "Archive bool",
    "AutoExpandingArchive bool",
    "Force bool",
)
def enable_mailbox(tenant: Tenant, given: Bound) -> Output:
    """There is an archive, or the one there is grows without limit, which has no way back."""
    identity = given.required("Identity")
    person, mailbox = find_mailbox(tenant, identity)
    if given.flag("AutoExpandingArchive"):
        _permit_growth(person, mailbox)
    elif given.flag("Archive"):
        _permit_archive(person, mailbox)
    else:
        raise refusals.missing_parameter("Enable-Mailbox", ["Archive"])
    person, mailbox = change_mailbox(tenant, identity)
    mailbox.archive = True
    mailbox.archive_grows = mailbox.archive_grows or given.flag("AutoExpandingArchive")
    return Output([row_of(MAILBOX, Source(tenant, person, mailbox), None)])


@cmdlet("Disable-Mailbox", "Identity! text", "Archive bool", "PermanentlyDisable bool")
def disable_mailbox(tenant: Tenant, given: Bound) -> Output:
    """There is no archive; for 30 days enabling one gives the same one back."""
    identity = given.required("Identity")
    person, mailbox = find_mailbox(tenant, identity)
    if not given.flag("Archive"):
        raise refusals.not_simulated("cmdlet Disable-Mailbox without Archive")
    if not mailbox.archive:
        raise refusals.recipient_task(
            f'The mailbox "{person.who.alias}" doesn\'t have an archive enabled.'
        )
    _, mailbox = change_mailbox(tenant, identity)
    mailbox.archive, mailbox.archive_before = False, True
    return NOTHING


def _permit_archive(person: Person, mailbox: Mailbox) -> None:
    if mailbox.archive:
        raise refusals.recipient_task(f'The user "{person.who.alias}" already has an archive.')
    if mailbox.plan in _WITHOUT_ARCHIVE:
        raise refusals.recipient_task(
            f'The license of "{person.who.alias}" doesn\'t include an archive.'
        )


def _permit_growth(person: Person, mailbox: Mailbox) -> None:
    if not mailbox.archive:
        raise refusals.recipient_task(
            f'The archive of "{person.who.alias}" must be enabled before it can expand by itself.'
        )
