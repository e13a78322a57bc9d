"""The properties of a group with an address. Source: Get-DistributionGroup, Get-Recipient."""

from collections.abc import Mapping

from local.tenant.exchange.kept import Kept, shown
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
_RESTRICTION = "Open|Closed|ApprovalRequired"
# What Set-DistributionGroup takes, and keeps without another effect.
GROUP_SETTINGS: Mapping[str, Kept] = {
    "HiddenFromAddressListsEnabled": Kept("bool", default=False),
    "RequireSenderAuthenticationEnabled": Kept("bool", default=True),
    "ModerationEnabled": Kept("bool", default=False),
    "ReportToManagerEnabled": Kept("bool", default=False),
    "ReportToOriginatorEnabled": Kept("bool", default=True),
    "SendOofMessageToOriginatorEnabled": Kept("bool", default=False),
    "MemberJoinRestriction": Kept(_RESTRICTION, "Closed"),
    "MemberDepartRestriction": Kept(_RESTRICTION, "Open"),
    "GrantSendOnBehalfTo": Kept("many", []),
    "ModeratedBy": Kept("many", []),
    "AcceptMessagesOnlyFromSendersOrMembers": Kept("many", []),
    "RejectMessagesFromSendersOrMembers": Kept("many", []),
    "MailTip": Kept("text", None),
    **{f"CustomAttribute{number}": Kept("text", "") for number in range(1, 16)},
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
        "ExchangeObjectId": Guid(group_guid(group)),
        "ExternalDirectoryObjectId": group.id,
        "DistinguishedName": distinguished_name(tenant, group.alias),
        "RecipientType": details if group.in_exchange else "MailUniversalDistributionGroup",
        "RecipientTypeDetails": details,
        "GroupType": "Universal, SecurityEnabled"
        if group.kind is GroupKind.MAIL_SECURITY
        else "Universal",
        "OrganizationId": organization_id(tenant.domain),
        "ExchangeVersion": VERSION,
        "ManagedBy": managers(tenant, group),
        "IsDirSynced": group.synced,
        **{name: shown(known, group.settings, name) for name, known in GROUP_SETTINGS.items()},
        "IsValid": True,
        "ObjectState": "Unchanged",
    }


def managers(tenant: Tenant, group: Group) -> list[str]:
    """Who manages *group*: its owners, or without any the administrators."""
    return [tenant.people.who(one).alias for one in group.owners] or ["Organization Management"]


def unified_row(tenant: Tenant, group: Group) -> Row:
    """*group*, a Microsoft 365 group, as Get-UnifiedGroup shows it."""
    return group_row(tenant, group) | {
        "RecipientType": "MailUniversalDistributionGroup",
        "AccessType": "Private",
        "GroupMemberCount": len(group.members()),
        "GroupExternalMemberCount": 0,
        "AutoSubscribeNewMembers": False,
        "AllowAddGuests": True,
        "SharePointSiteUrl": None,
        "InboxUrl": f"https://outlook.office365.com/owa/{group.mail}/",
        "ResourceProvisioningOptions": ["Team"],
        "ExpirationTime": None,
        "WelcomeMessageEnabled": True,
    }
