"""Set-Mailbox: what it changes is decided in `changes`, one file a concern."""

from local.tenant.exchange.bound import Bound
from local.tenant.exchange.changes import (
    auditing,
    delegates,
    forwarding,
    holds,
    kind,
    naming,
    plain,
    premises,
    thresholds,
)
from local.tenant.exchange.changes.change import Case
from local.tenant.exchange.cmdlet import NOTHING, Output, cmdlet
from local.tenant.exchange.recipients import any_mailbox, change_any_mailbox, find_mailbox
from local.tenant.tenant import Tenant

# The type comes last: what the licences mean for it depends on all before.
_CONCERNS = (
    premises, thresholds, forwarding, delegates, holds, auditing, naming, plain, kind,
)  # fmt: skip


@cmdlet(
    "Set-Mailbox",
    "Identity! text",
    *(parameter for concern in _CONCERNS for parameter in concern.PARAMETERS),
)
def set_mailbox(tenant: Tenant, given: Bound) -> Output:
    """Change what is given, all of it or nothing; an inactive mailbox only when told so."""
    find = any_mailbox if given.flag("InactiveMailbox") else find_mailbox
    person, mailbox = find(tenant, given.required("Identity"))
    case = Case(tenant, person, mailbox, given)
    applies = [concern.decide(case) for concern in _CONCERNS]
    person, mailbox = change_any_mailbox(tenant, person)
    for apply in applies:
        apply(person, mailbox)
    return NOTHING
