"""Get-MailUser: people who have an address here and their mailbox elsewhere, such as guests."""

from local.tenant.exchange import refusals
from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import Output, cmdlet
from local.tenant.exchange.other_recipients import guest_row
from local.tenant.tenant import Tenant


@cmdlet("Get-MailUser", "Identity text", "ResultSize count")
def get_mail_user(tenant: Tenant, given: Bound) -> Output:
    """One guest, or all of them."""
    guests = tenant.people.layout.guests
    if identity := given.text("Identity"):
        found = [one for one in tenant.people.find(identity) if one.who.index in guests]
        if not found:
            raise refusals.not_found(identity)
        if len(found) > 1:
            raise refusals.ambiguous(identity)
        return Output([guest_row(tenant, found[0])])
    people = map(tenant.people.read, guests)
    return Output([guest_row(tenant, one) for one in people if one.account.deleted is None])
