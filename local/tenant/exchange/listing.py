"""Listings over all mailboxes of a tenant, a row made only when its page is asked for."""

from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import Names, Output
from local.tenant.exchange.opath import matcher
from local.tenant.exchange.properties.source import Properties, Source, row_of
from local.tenant.exchange.recipients import find_mailbox
from local.tenant.exchange.values import Row
from local.tenant.tenant import Tenant


def mailboxes(tenant: Tenant, given: Bound, properties: Properties) -> Output:
    """The mailbox that `Identity` names, or all that fit `Filter`, with *properties*."""
    if identity := given.text("Identity"):
        person, mailbox = find_mailbox(tenant, identity)
        return Output([row_of(properties, Source(tenant, person, mailbox), None)])
    fits = matcher(given.text("Filter") or "", properties)

    def row(index: int, names: Names) -> Row | None:
        person = tenant.people.read(index)
        if person.mailbox is None or person.account.deleted is not None:
            return None
        source = Source(tenant, person, person.mailbox)
        return row_of(properties, source, names) if fits(source) else None

    return Output(range(tenant.people.layout.mailboxes), row)
