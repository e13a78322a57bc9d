"""The properties of a group with an address. Source: Get-DistributionGroup, Get-Recipient."""

from local.tenant.exchange.properties.mailbox import VERSION, organization_id
from local.tenant.exchange.recipients import distinguished_name, group_guid
from local.tenant.exchange.values import Guid, Row
from local.tenant.state.group import Group, GroupKind
from local.tenant.tenant import Tenant

TYPES = {
    GroupKind.DISTRIBUTION: "MailUniversalDistributionGroup",
    GroupKind.MAIL_SECURITY: "MailUniversalSecurityGroup",
    GroupKind.MICROSOFT_365: "GroupMailbox",
}


def group_row(tenant: Tenant, group: Group) -> Row:
    """*group* as Exchange shows it."""
    details = TYPES[group.kind]
    return {
        "Name": group.alias,
        "Identity": group.alias,
        "Id": group.alias,
        "DisplayName": group.name,
        "Alias": group.alias,
        "PrimarySmtpAddress": group.mail,
        "EmailAddresses": [f"SMTP:{group.mail}"],
        "Guid": Guid(group_guid(group)),
        "ExternalDirectoryObjectId": group.id,
        "DistinguishedName": distinguished_name(tenant, group.alias),
        "RecipientType": details if group.in_exchange else "MailUniversalDistributionGroup",
        "RecipientTypeDetails": details,
        "GroupType": "Universal, SecurityEnabled"
        if group.kind is GroupKind.MAIL_SECURITY
        else "Universal",
        "OrganizationId": organization_id(tenant.domain),
        "ExchangeVersion": VERSION,
        "ManagedBy": ["Organization Management"],
        "IsDirSynced": group.synced,
        "HiddenFromAddressListsEnabled": False,
        "MemberJoinRestriction": "Closed",
        "MemberDepartRestriction": "Closed",
        "IsValid": True,
        "ObjectState": "Unchanged",
    }
