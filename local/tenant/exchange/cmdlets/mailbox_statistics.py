"""Get-MailboxStatistics."""

from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import Output, cmdlet
from local.tenant.exchange.properties.source import Source, row_of
from local.tenant.exchange.properties.statistics import STATISTICS
from local.tenant.exchange.recipients import find_mailbox
from local.tenant.tenant import Tenant


@cmdlet(
    "Get-MailboxStatistics",
    "Identity! text",
    "UseCustomRouting bool",
)
def get_mailbox_statistics(tenant: Tenant, given: Bound) -> Output:
    """Size and counts; a warning and no row when nobody ever signed in."""
    identity = given.required("Identity")
    person, mailbox = find_mailbox(tenant, identity)
    if mailbox.used_bytes is None:
        text = f"The user hasn't logged on to mailbox '{identity}', so there is no data to return."
        return Output((), warnings=(text,))
    return Output([row_of(STATISTICS, Source(tenant, person, mailbox), None)])
