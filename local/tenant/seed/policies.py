"""Policies and mail flow as a tenant has them before anybody changed them."""

from datetime import timedelta

from local.tenant.exchange.values import Bytes, Row
from local.tenant.state.kinds import GB

_MB = 1 << 20
# Families that a new tenant has none of.
EMPTY = (
    "AuthenticationPolicy",
    "TransportRule",
    "InboundConnector",
    "OutboundConnector",
    "JournalRule",
    "AddressBookPolicy",
    "MailContact",
    "DynamicDistributionGroup",
)


def policies(initial: str) -> dict[str, list[Row]]:
    """The rows by family, in the tenant whose initial domain is *initial*."""
    return {
        **{family: [] for family in EMPTY},
        "MailboxPlan": _mailbox_plans(),
        "RetentionPolicy": [_retention_policy()],
        "RoleAssignmentPolicy": [_role_assignment_policy()],
        "SharingPolicy": [_sharing_policy()],
        "OwaMailboxPolicy": [_owa_policy()],
        "MobileDeviceMailboxPolicy": [{"Name": "Default", "IsDefault": True, **_MOBILE}],
        "MalwareFilterPolicy": [{"Name": "Default", "IsDefault": True, **_MALWARE}],
        "AntiPhishPolicy": [{"Name": "Office365 AntiPhish Default", "IsDefault": True, **_PHISH}],
        "SafeLinksPolicy": [{"Name": "Built-In Protection Policy", **_SAFE_LINKS}],
        "SafeAttachmentPolicy": [{"Name": "Built-In Protection Policy", **_SAFE_ATTACHMENTS}],
        "AtpPolicyForO365": [{"Name": "Default", "EnableATPForSPOTeamsODB": True,
                              "EnableSafeDocs": True, "AllowSafeDocsOpen": False}],
        "QuarantinePolicy": [
            {"Name": name, "ESNEnabled": False, "EndUserQuarantinePermissionsValue": rights}
            for name, rights in (("AdminOnlyAccessPolicy", 0), ("DefaultFullAccessPolicy", 23))
        ],
        "ExternalInOutlook": [{"Name": initial, "Enabled": True, "AllowList": []}],
    }  # fmt: skip


def _mailbox_plans() -> list[Row]:
    sizes = (
        ("ExchangeOnline", 49, 49.5, 50),
        ("ExchangeOnlineEnterprise", 98, 99, 100),
        ("ExchangeOnlineDeskless", 1.96, 1.98, 2),
    )
    return [
        {
            "Name": name,
            "DisplayName": name,
            "IsDefault": name == "ExchangeOnlineEnterprise",
            "IssueWarningQuota": Bytes(int(warning * GB)),
            "ProhibitSendQuota": Bytes(int(send * GB)),
            "ProhibitSendReceiveQuota": Bytes(int(most * GB)),
            "MaxSendSize": Bytes(35 * _MB),
            "MaxReceiveSize": Bytes(36 * _MB),
            "RetainDeletedItemsFor": timedelta(days=14),
            "RetentionPolicy": "Default MRM Policy",
            "RoleAssignmentPolicy": "Default Role Assignment Policy",
            "RecipientLimits": "500",
        }
        for name, warning, send, most in sizes
    ]


def _retention_policy() -> Row:
    tags = ["Default 2 year move to archive", "Deleted Items", "Junk Email", "1 Month Delete"]
    return {"Name": "Default MRM Policy", "IsDefault": True, "RetentionPolicyTagLinks": tags}


def _role_assignment_policy() -> Row:
    roles = ["MyBaseOptions", "MyContactInformation", "MyDistributionGroups", "My Custom Apps"]
    return {"Name": "Default Role Assignment Policy", "IsDefault": True, "AssignedRoles": roles}


def _sharing_policy() -> Row:
    shared = ["Anonymous:CalendarSharingFreeBusyReviewer", "*:CalendarSharingFreeBusySimple"]
    return {"Name": "Default Sharing Policy", "Default": True, "Enabled": True, "Domains": shared}


def _owa_policy() -> Row:
    return {
        "Name": "OwaMailboxPolicy-Default",
        "IsDefault": True,
        "AdditionalStorageProvidersAvailable": False,
        "PersonalAccountsEnabled": False,
        "PersonalAccountCalendarsEnabled": False,
        "ConditionalAccessPolicy": "Off",
        "InstantMessagingEnabled": True,
        "GroupCreationEnabled": True,
        "LinkedInEnabled": False,
        "OneWinNativeOutlookEnabled": True,
    }


_MOBILE: Row = {
    "PasswordEnabled": False,
    "AllowNonProvisionableDevices": True,
    "DeviceEncryptionEnabled": False,
    "MaxPasswordFailedAttempts": "Unlimited",
    "MinPasswordLength": None,
}
_MALWARE: Row = {
    "EnableFileFilter": True,
    "FileTypeAction": "Reject",
    "ZapEnabled": True,
    "QuarantineTag": "AdminOnlyAccessPolicy",
    "FileTypes": ["ace", "apk", "app", "exe", "jar", "vbs"],
    "EnableInternalSenderAdminNotifications": False,
}
_PHISH: Row = {
    "Enabled": True,
    "PhishThresholdLevel": 1,
    "EnableSpoofIntelligence": True,
    "EnableFirstContactSafetyTips": False,
    "EnableMailboxIntelligence": True,
    "EnableTargetedUserProtection": False,
    "HonorDmarcPolicy": True,
    "AuthenticationFailAction": "MoveToJmf",
}
_SAFE_LINKS: Row = {
    "IsBuiltInProtection": True,
    "EnableSafeLinksForEmail": True,
    "EnableSafeLinksForTeams": True,
    "EnableSafeLinksForOffice": True,
    "ScanUrls": True,
    "EnableForInternalSenders": False,
    "AllowClickThrough": True,
}
_SAFE_ATTACHMENTS: Row = {
    "IsBuiltInProtection": True,
    "Enable": True,
    "Action": "Block",
    "Redirect": False,
    "QuarantineTag": "AdminOnlyAccessPolicy",
}
