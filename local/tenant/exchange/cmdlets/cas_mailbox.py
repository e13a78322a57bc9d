"""Get- and Set-CASMailbox: the protocols by which a mailbox is reached."""

from local.tenant.exchange import listing
from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import NOTHING, Output, cmdlet
from local.tenant.exchange.properties.cas import CAS, PROTOCOLS
from local.tenant.exchange.recipients import change_mailbox
from local.tenant.tenant import Tenant

# ECPEnabled can be read and is no parameter.
_SETTABLE = tuple(
    name
    for name in (*PROTOCOLS, "EwsEnabled", "SmtpClientAuthenticationDisabled")
    if name != "ECPEnabled"
)


@cmdlet("Get-CASMailbox", "Identity text", "Filter text", "ResultSize count")
def get_cas_mailbox(tenant: Tenant, given: Bound) -> Output:
    """One mailbox, or all that fit."""
    return listing.mailboxes(tenant, given, CAS)


@cmdlet("Set-CASMailbox", "Identity! text", *(f"{name} bool" for name in _SETTABLE))
def set_cas_mailbox(tenant: Tenant, given: Bound) -> Output:
    """What is given is set."""
    _, mailbox = change_mailbox(tenant, given.required("Identity"))
    for name in _SETTABLE:
        if given.has(name):
            mailbox.access[name] = given.flag(name)
    return NOTHING
