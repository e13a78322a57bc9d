"""
What licences do to a mailbox, and what must never be done without one.

An unlicensed user mailbox is deleted after 30 days; a shared one needs a licence only above
50 GB, with an archive, or on hold.
"""

from collections import Counter
from typing import TYPE_CHECKING

from local.tenant.seed.quotas import largest
from local.tenant.state.group import Group
from local.tenant.state.kinds import Kind
from local.tenant.state.licenses import PRODUCTS, UNLICENSED_BYTES, Assignment
from local.tenant.state.person import Mailbox, Person, Quotas

if TYPE_CHECKING:
    from local.tenant.tenant import Tenant

USER_UNLICENSED = "user-mailbox-without-license"
SHARED_UNLICENSED = "shared-mailbox-needs-license"
_SPARE = 50  # licences bought beyond those in use at first


def largest_mailbox(person: Person, mailbox: Mailbox) -> int:
    """How many bytes the licences of *person* allow."""
    return largest(mailbox.kind, [one.sku_id for one in person.account.licenses])


def settle(tenant: "Tenant", person: Person) -> None:
    """
    The mailbox follows the licences and the type as they are now.

    The deletion clock of an unlicensed user mailbox starts, and stops once it is shared or
    licensed again; what must never happen is noted when it begins.
    """
    mailbox = person.mailbox
    if mailbox is None:
        return
    carrying = [one for one in person.account.licenses if one.has_exchange]
    if carrying:
        mailbox.plan = PRODUCTS[carrying[0].sku_id].mailbox_plan
        mailbox.deletion_clock = None
        return
    lost = mailbox.plan is not None
    mailbox.plan = None
    if lost:
        _shrink(mailbox.quotas)
    if mailbox.kind is Kind.USER:
        if mailbox.deletion_clock is None:
            mailbox.deletion_clock = tenant.clock.now()
            tenant.violated(person, USER_UNLICENSED)
        return
    mailbox.deletion_clock = None
    if lost and mailbox.kind is Kind.SHARED and needs_license(mailbox):
        tenant.violated(person, SHARED_UNLICENSED)


def _shrink(quotas: Quotas) -> None:
    """Without a licence no threshold lies above what an unlicensed mailbox may hold."""
    quotas.warning = min(quotas.warning, UNLICENSED_BYTES)
    quotas.send = min(quotas.send, UNLICENSED_BYTES)
    quotas.send_receive = min(quotas.send_receive, UNLICENSED_BYTES)


def needs_license(mailbox: Mailbox) -> bool:
    """Whether *mailbox* would need a licence even as a shared one."""
    too_large = (mailbox.used_bytes or 0) > UNLICENSED_BYTES
    return too_large or mailbox.archive or mailbox.hold_since is not None


def used(tenant: "Tenant") -> Counter[str]:
    """How many people hold each product."""
    people = tenant.people
    found = Counter(people.births.license_counts)
    for person in people.changed():
        index = person.who.index
        if index < people.layout.mailboxes:
            found.subtract({one.sku_id for one in people.births.licenses(index)})
        if person.account.deleted is None:
            found.update({one.sku_id for one in person.account.licenses})
    return found


def bought(tenant: "Tenant", sku_id: str) -> int:
    """How many licences of a product the tenant has."""
    spare = tenant.people.births.license_counts[sku_id] + _SPARE
    return tenant.directory.bought.get(sku_id, spare)


def is_free(tenant: "Tenant", person: Person, sku_id: str) -> bool:
    """Whether *person* can have the product: there is a licence left, or they hold one already."""
    held = any(one.sku_id == sku_id for one in person.account.licenses)
    return held or used(tenant)[sku_id] < bought(tenant, sku_id)


def joined(tenant: "Tenant", group: Group, person: Person) -> None:
    """*person*, a member of *group* now, has the licences it gives, as far as there are any."""
    if not group.sku_ids:
        return
    person = tenant.people.write(person.who.index)
    for sku_id in group.sku_ids:
        there = is_free(tenant, person, sku_id)
        account = person.account
        (account.licenses if there else account.unfulfilled).append(Assignment(sku_id, group.id))
    settle(tenant, person)


def left(tenant: "Tenant", group: Group, person: Person) -> None:
    """*person*, no member of *group* any more, has no licence through it."""
    if not group.sku_ids:
        return
    account = tenant.people.write(person.who.index).account
    account.licenses = [one for one in account.licenses if one.group_id != group.id]
    account.unfulfilled = [one for one in account.unfulfilled if one.group_id != group.id]
    settle(tenant, tenant.people.write(person.who.index))


def reprocess(tenant: "Tenant", person: Person) -> None:
    """What *person* did not get for want of licences, they have now if there are any."""
    waiting, person.account.unfulfilled = person.account.unfulfilled, []
    for one in waiting:
        there = is_free(tenant, person, one.sku_id)
        account = person.account
        (account.licenses if there else account.unfulfilled).append(one)
    settle(tenant, person)
