"""Get- and Set-MailboxAutoReplyConfiguration."""

from datetime import timedelta

from local.tenant.exchange import refusals
from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import NOTHING, Output, cmdlet
from local.tenant.exchange.recipients import change_mailbox, find_mailbox
from local.tenant.exchange.values import Row
from local.tenant.tenant import Tenant


@cmdlet(
    "Get-MailboxAutoReplyConfiguration",
    "Identity! text",
    "ResultSize count",
    "UseCustomRouting bool",
)
def get_auto_reply(tenant: Tenant, given: Bound) -> Output:
    """The automatic reply as it stands."""
    person, mailbox = find_mailbox(tenant, given.required("Identity"))
    reply, now = mailbox.auto_reply, tenant.clock.now().replace(minute=0, second=0, microsecond=0)
    row: Row = {
        "Identity": person.who.alias,
        "MailboxOwnerId": person.who.alias,
        "AutoReplyState": reply.state,
        "ExternalAudience": reply.audience,
        "InternalMessage": reply.internal,
        "ExternalMessage": reply.external,
        "StartTime": reply.start or now,
        "EndTime": reply.end or now + timedelta(days=1),
        "CreateOOFEvent": False,
        "DeclineAllEventsForScheduledOOF": False,
        "DeclineEventsForScheduledOOF": False,
        "AutoDeclineFutureRequestsWhenOOF": False,
        "OOFEventSubject": "",
        "DeclineMeetingMessage": "",
        "IsValid": True,
        "ObjectState": "Unchanged",
    }
    return Output([row])


@cmdlet(
    "Set-MailboxAutoReplyConfiguration",
    "Identity! text",
    "AutoReplyState Disabled|Enabled|Scheduled",
    "ExternalAudience None|Known|All",
    "InternalMessage text",
    "ExternalMessage text",
    "StartTime time",
    "EndTime time",
)
def set_auto_reply(tenant: Tenant, given: Bound) -> Output:
    """What is given is set."""
    start, end = given.time("StartTime"), given.time("EndTime")
    if start and end and end <= start:
        raise refusals.recipient_task("The end time must be after the start time.")
    _, mailbox = change_mailbox(tenant, given.required("Identity"))
    reply = mailbox.auto_reply
    reply.state = given.text("AutoReplyState") or reply.state
    reply.audience = given.text("ExternalAudience") or reply.audience
    if given.has("InternalMessage"):
        reply.internal = given.text("InternalMessage") or ""
    if given.has("ExternalMessage"):
        reply.external = given.text("ExternalMessage") or ""
    reply.start, reply.end = start or reply.start, end or reply.end
    return NOTHING
