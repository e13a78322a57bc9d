"""Get- and Set-CASMailbox: the protocols by which a mailbox is reached."""

from local.tenant.exchange import listing
from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import NOTHING, Output, cmdlet
from local.tenant.exchange.properties.cas import CAS, LISTS, SWITCHES, TEXTS
from local.tenant.exchange.recipients import change_mailbox
from local.tenant.tenant import Tenant

_MIME = (
    "TextOnly|HtmlOnly|HtmlAndTextAlternative|TextEnrichedOnly|TextEnrichedAndTextAlternative|"
    "BestBodyFormat|Tnef"
)
_CHOICES = {
    "EwsApplicationAccessPolicy": "EnforceAllowList|EnforceBlockList",
    "ImapMessagesRetrievalMimeFormat": _MIME,
    "PopMessagesRetrievalMimeFormat": _MIME,
}
# ECPEnabled can be read and is no parameter.
_SETTABLE = tuple(name for name in SWITCHES if name != "ECPEnabled")


@cmdlet(
    "Get-CASMailbox",
    "Identity text",
    "Filter text",
    "ResultSize count",
    "ProtocolSettings bool",
    "IgnoreDefaultScope bool",
    "RecalculateHasActiveSyncDevicePartnership bool",
    "ReadIsOptimizedForAccessibility bool",
)
def get_cas_mailbox(tenant: Tenant, given: Bound) -> Output:
    """One mailbox, or all that fit."""
    return listing.mailboxes(tenant, given, CAS)


@cmdlet(
    "Set-CASMailbox",
    "Identity! text",
    *(f"{name} {'bool?' if SWITCHES[name] is None else 'bool'}" for name in _SETTABLE),
    *(f"{name} many" for name in LISTS),
    *(f"{name} {_CHOICES.get(name, 'text')}" for name in TEXTS),
)
def set_cas_mailbox(tenant: Tenant, given: Bound) -> Output:
    """What is given is set; null makes a setting of three states unset again."""
    _, mailbox = change_mailbox(tenant, given.required("Identity"))
    for name in _SETTABLE:
        if given.has(name):
            unset = given.arguments[name] is None and SWITCHES[name] is None
            mailbox.access[name] = None if unset else given.flag(name)
    for name in TEXTS:
        if given.has(name):
            mailbox.access_texts[name] = given.text(name)
    for name in LISTS:
        if given.has(name):
            before = mailbox.access_lists.get(name, [])
            mailbox.access_lists[name] = given.change(name).applied(before)
    return NOTHING
