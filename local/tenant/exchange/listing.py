"""Listings over a whole tenant, a row made only when its page is asked for."""

from collections.abc import Collection

from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import Names, Output
from local.tenant.exchange.opath import Dialect, matcher
from local.tenant.exchange.other_recipients import other_rows
from local.tenant.exchange.properties.group import TYPES, group_row
from local.tenant.exchange.properties.recipient import OF_GROUP, RECIPIENT
from local.tenant.exchange.properties.source import Properties, Source, row_of
from local.tenant.exchange.recipients import any_mailbox, find_mailbox, find_recipient, groups
from local.tenant.exchange.values import Row
from local.tenant.exchange.wire import selected
from local.tenant.mailbox_life import EVERY_LIFE, Life, life
from local.tenant.state.group import Group
from local.tenant.tenant import Tenant


def mailboxes(tenant: Tenant, given: Bound, properties: Properties) -> Output:
    """The mailbox that `Identity` names, or all that fit `Filter`, with *properties*."""
    if identity := given.text("Identity"):
        person, mailbox = find_mailbox(tenant, identity)
        return Output([row_of(properties, Source(tenant, person, mailbox), None)])
    fits = matcher(given.text("Filter") or "", properties)
    now = tenant.clock.now()

    def row(index: int, names: Names) -> Row | None:
        person = tenant.people.read(index)
        if person.mailbox is None or life(person, now) is not Life.ACTIVE:
            return None
        source = Source(tenant, person, person.mailbox)
        return row_of(properties, source, names) if fits(source) else None

    return Output(tenant.people.mailboxes, row)


def recipients(
    tenant: Tenant,
    text: str,
    kinds: Collection[str],
    dialect: Dialect = Dialect.OPATH,
    *,
    deleted: bool = False,
) -> Output:
    """
    Every recipient that fits the filter *text* and is of one of *kinds*, or of any without them.

    Mailboxes come first, then the groups with an address, then all others. *kinds* are in lower
    case. What was *deleted* and can be had back is among them when asked for.
    """
    lives = EVERY_LIFE if deleted else {Life.ACTIVE}
    fits, group_fits = matcher(text, RECIPIENT, dialect), matcher(text, OF_GROUP, dialect)
    mailboxes, now = tenant.people.mailboxes, tenant.clock.now()
    count = len(mailboxes)
    mailed = [one for one in tenant.groups if one.kind in TYPES]
    others = other_rows(tenant)

    def row(place: int, names: Names) -> Row | None:
        if place >= count:
            after = place - count
            found = (
                group_row(tenant, mailed[after])
                if after < len(mailed)
                else others[after - len(mailed)]
            )
            wanted = not kinds or str(found["RecipientTypeDetails"]).casefold() in kinds
            return selected(found, names) if wanted and group_fits(found) else None
        person = tenant.people.read(mailboxes[place])
        if person.mailbox is None or life(person, now) not in lives:
            return None
        if kinds and person.mailbox.kind.casefold() not in kinds:
            return None
        source = Source(tenant, person, person.mailbox)
        return row_of(RECIPIENT, source, names) if fits(source) else None

    return Output(range(count + len(mailed) + len(others)), row)


def recipient_row(
    tenant: Tenant, identity: str, names: Names = None, *, deleted: bool = False
) -> Row:
    """
    The mailbox or group that *identity* means; a *deleted* mailbox, too, when asked for.

    Raises:
        ExchangeRefusal: None, or more than one.

    """
    if deleted and not groups(tenant, identity):
        person, mailbox = any_mailbox(tenant, identity)
        return row_of(RECIPIENT, Source(tenant, person, mailbox), names)
    found = find_recipient(tenant, identity)
    if isinstance(found, Group):
        return selected(group_row(tenant, found), names)
    person, mailbox = find_mailbox(tenant, found.who.object_id)
    return row_of(RECIPIENT, Source(tenant, person, mailbox), names)
