"""Recipients without a mailbox and without fixed members: guests, contacts, dynamic groups."""

from local.tenant.exchange.policies import named_policy, policy_row
from local.tenant.exchange.properties.mailbox import VERSION, organization_id
from local.tenant.exchange.values import Guid, Row
from local.tenant.state.person import Person
from local.tenant.tenant import Tenant

KINDS = ("GuestMailUser", "MailContact", "DynamicDistributionGroup")
_CONTACT, _DYNAMIC = "MailContact", "DynamicDistributionGroup"


def other_rows(tenant: Tenant) -> list[Row]:
    """All of them, as recipients."""
    guests = [tenant.people.read(index) for index in tenant.people.layout.guests]
    settings = tenant.settings
    return [
        *(guest_row(tenant, one) for one in guests if one.account.deleted is None),
        *(contact_row(tenant, row) for row in settings.rows(_CONTACT)),
        *(policy_row(tenant, _DYNAMIC, row) for row in settings.rows(_DYNAMIC)),
    ]


def find_other(tenant: Tenant, identity: str) -> Row | None:
    """The one that *identity* means; None when there is none."""
    for person in tenant.people.find(identity):
        if person.who.index in tenant.people.layout.guests:
            return guest_row(tenant, person)
    if contact := named_policy(tenant, _CONTACT, identity):
        return contact_row(tenant, contact)
    group = named_policy(tenant, _DYNAMIC, identity)
    return policy_row(tenant, _DYNAMIC, group) if group else None


def contact_row(tenant: Tenant, row: Row) -> Row:
    """A contact: an address elsewhere that is in the address lists here."""
    name = str(row["Name"])
    address = str(row["ExternalEmailAddress"])
    plain = address[5:] if address.casefold().startswith("smtp:") else address
    return policy_row(tenant, _CONTACT, row) | {
        "DisplayName": row["DisplayName"] or name,
        "Alias": row["Alias"] or name.replace(" ", ""),
        "ExternalEmailAddress": f"SMTP:{plain}",
        "PrimarySmtpAddress": plain,
        "EmailAddresses": [f"SMTP:{plain}"],
        "RecipientType": _CONTACT,
        "RecipientTypeDetails": _CONTACT,
        "HiddenFromAddressListsEnabled": False,
    }


def guest_row(tenant: Tenant, person: Person) -> Row:
    """A guest: an account here, a mailbox elsewhere."""
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
