"""
What licences do to a mailbox, and what must never be done without one.

An unlicensed user mailbox is deleted after 30 days; a shared one needs a licence only above
50 GB, with an archive, or on hold.
"""

from local.tenant.seed.quotas import largest
from local.tenant.state.kinds import Kind
from local.tenant.state.licenses import PRODUCTS, UNLICENSED_BYTES
from local.tenant.state.person import Mailbox, Person, Quotas
from local.tenant.tenant import Tenant

USER_UNLICENSED = "user-mailbox-without-license"
SHARED_UNLICENSED = "shared-mailbox-needs-license"


def largest_mailbox(person: Person, mailbox: Mailbox) -> int:
    """How many bytes the licences of *person* allow."""
    return largest(mailbox.kind, [one.sku_id for one in person.account.licenses])


def settle(tenant: Tenant, person: Person) -> None:
    """
    The mailbox follows the licences and the type as they are now.

    The deletion clock of an unlicensed user mailbox starts, and stops once it is shared or
    licensed again; what must never happen is noted when it begins.
    """
    mailbox = person.mailbox
    if mailbox is None:
        return
    licenses = person.account.licenses
    if licenses:
        mailbox.plan = PRODUCTS[licenses[0].sku_id].mailbox_plan
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
