"""Get- and Set-MailboxAuditBypassAssociation."""

from uuid import NAMESPACE_DNS, uuid5

from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import NOTHING, Names, Output, cmdlet
from local.tenant.exchange.properties.mailbox import MAILBOX
from local.tenant.exchange.properties.source import Properties, Source, row_of
from local.tenant.exchange.recipients import change_mailbox, find_mailbox
from local.tenant.exchange.values import Guid, Row
from local.tenant.mailbox_life import Life, life
from local.tenant.tenant import Tenant

_CLASSES = ["top", "person", "organizationalPerson", "user"]
_KEPT = ("Name", "Identity", "Id", "OrganizationId", "ObjectClass", "WhenChangedUTC", "IsValid")
_BYPASS: Properties = {
    "ObjectId": lambda s: s.person.who.alias,
    "AuditBypassEnabled": lambda s: s.mailbox.audit_bypass,
    **{name: MAILBOX[name] for name in (*_KEPT, "ExchangeObjectId", "ObjectState")},
}
# System mailboxes are in the answer as well, and nobody's to judge.
_SYSTEM = ("DiscoverySearchMailbox{D919BA05-46A6-415f-80AD-7E09334BB852}",)


@cmdlet("Get-MailboxAuditBypassAssociation", "Identity text", "ResultSize count")
def get_bypass(tenant: Tenant, given: Bound) -> Output:
    """One account, or all with the system's own."""
    if identity := given.text("Identity"):
        person, mailbox = find_mailbox(tenant, identity)
        return Output([row_of(_BYPASS, Source(tenant, person, mailbox), None)])
    mailboxes, now = tenant.people.mailboxes, tenant.clock.now()
    count = len(mailboxes)

    def row(place: int, names: Names) -> Row | None:
        if place >= count:
            return _system(tenant, _SYSTEM[place - count])
        person = tenant.people.read(mailboxes[place])
        if person.mailbox is None or life(person, now) is not Life.ACTIVE:
            return None
        return row_of(_BYPASS, Source(tenant, person, person.mailbox), names)

    return Output(range(count + len(_SYSTEM)), row)


@cmdlet("Set-MailboxAuditBypassAssociation", "Identity! text", "AuditBypassEnabled! bool")
def set_bypass(tenant: Tenant, given: Bound) -> Output:
    """The flag is set."""
    _, mailbox = change_mailbox(tenant, given.required("Identity"))
    mailbox.audit_bypass = given.flag("AuditBypassEnabled")
    return NOTHING


def _system(tenant: Tenant, name: str) -> Row:
    return {
        "ObjectId": name,
        "AuditBypassEnabled": False,
        "Name": name,
        "Identity": name,
        "Id": name,
        "ObjectClass": _CLASSES,
        "ExchangeObjectId": Guid(str(uuid5(NAMESPACE_DNS, f"{tenant.tenant_id}/{name}"))),
        "IsValid": True,
        "ObjectState": "Unchanged",
    }
