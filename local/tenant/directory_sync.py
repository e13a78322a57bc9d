"""
A run of the directory synchronisation: what is mastered on premises is as it is there again.

The type of a mailbox is the trap in it: Exchange Online lets it be changed, and the next run that
brings another type from on premises turns the mailbox back.
"""

from local.tenant.licensing import settle
from local.tenant.state.person import Person
from local.tenant.tenant import Tenant


def synchronise(tenant: Tenant) -> list[Person]:
    """Whose mailbox was turned back into what it is on premises."""
    turned = [
        tenant.people.write(person.who.index)
        for person in list(tenant.people.changed())
        if _differs(tenant, person)
    ]
    for person in turned:
        if person.mailbox is not None:
            person.mailbox.kind = tenant.people.layout.kind(person.who.index)
            person.mailbox.resource = None
            settle(tenant, person)
    return turned


def _differs(tenant: Tenant, person: Person) -> bool:
    mailbox = person.mailbox
    if not person.account.synced or mailbox is None or mailbox.cloud_managed:
        return False
    return mailbox.kind is not tenant.people.layout.kind(person.who.index)
