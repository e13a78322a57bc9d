"""Get-MailUser: people who have an address here and their mailbox elsewhere, such as guests."""

from local.tenant.exchange import refusals
from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import Output, cmdlet
from local.tenant.exchange.properties.mailbox import VERSION, organization_id
from local.tenant.exchange.values import Guid, Row
from local.tenant.state.person import Person
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
        return Output([_row(tenant, found[0])])
    people = map(tenant.people.read, guests)
    return Output([_row(tenant, one) for one in people if one.account.deleted is None])


def _row(tenant: Tenant, person: Person) -> Row:
    who = person.who
    return {
        "Name": who.alias,
        "Identity": who.alias,
        "Id": who.alias,
        "DisplayName": who.display_name,
        "Alias": who.alias,
        "UserPrincipalName": who.upn,
        "MicrosoftOnlineServicesID": who.upn,
        "PrimarySmtpAddress": who.address,
        "ExternalEmailAddress": f"SMTP:{who.address}",
        "EmailAddresses": [f"SMTP:{who.address}"],
        "ExternalDirectoryObjectId": who.object_id,
        "Guid": Guid(who.mailbox_guid),
        "RecipientType": "MailUser",
        "RecipientTypeDetails": "GuestMailUser",
        "HiddenFromAddressListsEnabled": True,
        "AccountDisabled": not person.account.enabled,
        "IsDirSynced": False,
        "OrganizationId": organization_id(tenant.domain),
        "ExchangeVersion": VERSION,
        "IsValid": True,
        "ObjectState": "Unchanged",
    }
