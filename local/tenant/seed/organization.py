"""A healthy organisation: every setting as the audit wants it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from local.tenant.exchange.values import Bytes, Row, Small
from local.tenant.seed.policies import policies

DKIM_KEY = "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A"
_KEYS_MADE = datetime(2025, 2, 3, 8, 15, 30, tzinfo=UTC)


@dataclass(slots=True)
class Domain:
    """A domain of the tenant with what DNS says of it; an absent record is an empty list."""

    name: str
    initial: bool = False
    default: bool = False
    coexistence: bool = False
    federated: bool = False  # people of it sign in somewhere else
    spf: tuple[str, ...] = ("v=spf1 include:spf.protection.outlook.com -all",)
    dmarc: tuple[str, ...] = ()
    selectors: tuple[str, str] = ("", "")
    failing: bool = False  # the name server answers SERVFAIL for it
    gone: bool = False  # and NXDOMAIN


def domains(short: str, initial: str, custom: str) -> list[Domain]:
    """The domains: initial, coexistence, the default one, one more, and one for events."""
    stem, _, suffix = custom.partition(".")
    found = [
        Domain(initial, initial=True),
        Domain(f"{short}.mail.onmicrosoft.com", coexistence=True),
        Domain(custom, default=True),
        Domain(f"{stem}-labs.{suffix}", federated=True),
        Domain(f"{stem}-events.{suffix}"),
    ]
    for domain in found:
        dashed = domain.name.replace(".", "-")
        domain.dmarc = (f"v=DMARC1; p=reject; rua=mailto:dmarc@{domain.name}",)
        domain.selectors = (
            f"selector1-{dashed}._domainkey.{initial}",
            f"selector2-{dashed}._domainkey.{initial}",
        )
    return found


def settings(initial: str, found: list[Domain]) -> dict[str, list[Row]]:
    """The rows by family."""
    return {
        "OrganizationConfig": [_organization(initial)],
        "AdminAuditLogConfig": [_audit_log()],
        "TransportConfig": [_transport()],
        "AcceptedDomain": [_accepted(domain) for domain in found],
        "RemoteDomain": [remote_domain("Default", "*")],
        "DkimSigningConfig": [_dkim(one) for one in found if not one.coexistence],
        **policies(initial),
        **_filters(),
        **_presets(),
    }


def _organization(initial: str) -> Row:
    return {
        "Name": initial,
        "DisplayName": initial.partition(".")[0].title(),
        "AuditDisabled": False,
        "OAuth2ClientProfileEnabled": True,
        "CustomerLockboxEnabled": False,
        "IsDehydrated": False,
        "EwsEnabled": False,
        "EwsAllowOutlook": None,
        "EwsApplicationAccessPolicy": None,
        "DefaultAuthenticationPolicy": None,
        "SendFromAliasEnabled": False,
        "AutoExpandingArchiveEnabled": False,
        "MailTipsAllTipsEnabled": True,
        "MailTipsExternalRecipientsTipsEnabled": True,
        "MailTipsGroupMetricsEnabled": True,
        "MailTipsLargeAudienceThreshold": 25,
        "RejectDirectSend": True,
        "DelayedDelicensingEnabled": False,
        "PublicFoldersEnabled": "Local",
        "ActivityBasedAuthenticationTimeoutEnabled": True,
        "ActivityBasedAuthenticationTimeoutInterval": timedelta(hours=6),
        "FocusedInboxOn": None,
        "MessageRecallEnabled": None,
        "IPListBlocked": [],
        "ConnectorsEnabled": True,
        "ConnectorsEnabledForOutlook": True,
        "ConnectorsEnabledForTeams": True,
        "ConnectorsEnabledForYammer": True,
        "BookingsEnabled": True,
        "LinkPreviewEnabled": True,
        "IsMixedMode": False,
        "HierarchicalAddressBookRoot": None,
    }


def _audit_log() -> Row:
    return {
        "Name": "Admin Audit Log Settings",
        "AdminAuditLogEnabled": True,
        "LogLevel": "None",
        "TestCmdletLoggingEnabled": False,
        "AdminAuditLogCmdlets": ["*"],
        "AdminAuditLogParameters": ["*"],
        "AdminAuditLogExcludedCmdlets": [],
        "AdminAuditLogAgeLimit": timedelta(days=90),
        "UnifiedAuditLogIngestionEnabled": True,
        "UnifiedAuditLogFirstOptInDate": None,
        "AdminAuditLogMailbox": "",
        "LoadBalancerCount": 3,
        "RefreshInterval": 10,
        "ExchangeVersion": "0.10 (14.0.100.0)",
    }


def _transport() -> Row:
    return {
        "Name": "Transport Settings",
        "SmtpClientAuthenticationDisabled": True,
        "AllowLegacyTLSClients": False,
        "MaxSendSize": "Unlimited",
        "MaxReceiveSize": "Unlimited",
        "MaxDumpsterSizePerDatabase": Bytes(18 << 20),
        "MessageExpiration": timedelta(days=1),
        "TransportRuleLimit": 300,
        "ReplyAllStormProtectionEnabled": True,
        "JournalingReportNdrTo": "<>",
        "SupervisionTags": ["Reject", "Allow"],
        "ExternalDsnMaxMessageAttachSize": Bytes(10 << 20),
        "SafetyNetHoldTime": timedelta(days=7),
        "TransportRuleConfig": [
            "TransportRuleMinProductVersion:14.0.0.0",
            "TransportRuleRegexValidationTimeout:00:00:00.3000000",
        ],
        "TransportRuleRegexValidationTimeout": timedelta(milliseconds=300),
        "HygieneSuite": "Standard",
    }


def _accepted(domain: Domain) -> Row:
    return {
        "Name": domain.name,
        "DomainName": domain.name,
        "DomainType": "Authoritative",
        "Default": domain.default,
        "InitialDomain": domain.initial,
        "IsCoexistenceDomain": domain.coexistence,
        "AuthenticationType": "Federated" if domain.federated else "Managed",
        "MatchSubDomains": False,
        "AddressBookEnabled": True,
        "EmailOnly": False,
        "OutboundOnly": False,
        "PendingRemoval": False,
        "SendingFromDomainDisabled": False,
        "CatchAllRecipientID": None,
        "FederatedOrganizationLink": "Federation",
        "LiveIdInstanceType": "Business",
        "MailFlowRegion": "",
        "SmtpDaneStatus": "Disabled",
    }


def remote_domain(name: str, domain: str) -> Row:
    """A remote domain to which nothing is forwarded by itself."""
    return {
        "Name": name,
        "DomainName": domain,
        "AllowedOOFType": "External",
        "AutoReplyEnabled": True,
        "AutoForwardEnabled": False,
        "DeliveryReportEnabled": False,
        "NDREnabled": True,
        "MeetingForwardNotificationEnabled": False,
        "ContentType": "MimeHtmlText",
        "DisplaySenderName": True,
        "CharacterSet": "iso-8859-1",
        "LineWrapSize": "Unlimited",
        "TNEFEnabled": None,
        "RequiredCharsetCoverage": None,
        "MessageCountThreshold": 2147483647,
        "TrustedMailInboundEnabled": False,
        "TrustedMailOutboundEnabled": False,
        "ExchangeVersion": "0.1 (8.0.535.0)",
    }


def _dkim(domain: Domain) -> Row:
    return {
        "Name": domain.name,
        "Domain": domain.name,
        "Enabled": True,
        "Status": "Valid",
        "Selector1KeySize": Small(2048),
        "Selector1CNAME": domain.selectors[0],
        "Selector1PublicKey": DKIM_KEY,
        "Selector2KeySize": Small(2048),
        "Selector2CNAME": domain.selectors[1],
        "Selector2PublicKey": DKIM_KEY,
        "SelectorBeforeRotateOnDate": "selector1",
        "SelectorAfterRotateOnDate": "selector2",
        "KeyCreationTime": _KEYS_MADE,
        "LastChecked": _KEYS_MADE,
        "RotateOnDate": _KEYS_MADE,
        "Algorithm": "RsaSHA256",
        "HeaderCanonicalization": "Relaxed",
        "BodyCanonicalization": "Relaxed",
        "NumberOfBytesToSign": "All",
        "IncludeSignatureCreationTime": True,
        "IncludeKeyExpiration": False,
        "IsDefault": domain.default,
    }


def _filters() -> dict[str, list[Row]]:
    outbound: Row = {
        "Enabled": True,
        "ConfigurationType": "",
        "RecipientLimitExternalPerHour": 500,
        "RecipientLimitInternalPerHour": 1000,
        "RecipientLimitPerDay": 1000,
        "ActionWhenThresholdReached": "BlockUser",
        "AutoForwardingMode": "Off",
        "NotifyOutboundSpam": False,
        "NotifyOutboundSpamRecipients": [],
        "BccSuspiciousOutboundMail": False,
        "BccSuspiciousOutboundAdditionalRecipients": [],
        "RecommendedPolicyType": "Custom",
    }
    custom = "Bulk Senders"
    rule: Row = {"Name": custom, "Priority": 0, "State": "Enabled"}
    return {
        "HostedOutboundSpamFilterPolicy": [
            {"Name": "Default", "IsDefault": True, **outbound},
            {"Name": custom, "IsDefault": False, **outbound},
        ],
        "HostedOutboundSpamFilterRule": [
            {**rule, "HostedOutboundSpamFilterPolicy": custom, "FromMemberOf": []}
        ],
        "HostedConnectionFilterPolicy": [
            {
                "Name": "Default",
                "IsDefault": True,
                "IPAllowList": [],
                "IPBlockList": [],
                "EnableSafeList": False,
            }
        ],
        "HostedContentFilterPolicy": [
            {
                "Name": "Default",
                "IsDefault": True,
                "SpamAction": "MoveToJmf",
                "HighConfidenceSpamAction": "Quarantine",
                "PhishSpamAction": "Quarantine",
                "HighConfidencePhishAction": "Quarantine",
                "BulkSpamAction": "MoveToJmf",
                "BulkThreshold": 6,
                "ZapEnabled": True,
                "SpamZapEnabled": True,
                "PhishZapEnabled": True,
                "InlineSafetyTipsEnabled": True,
                "AllowedSenders": [],
                "AllowedSenderDomains": [],
                "QuarantineRetentionPeriod": 30,
                "RecommendedPolicyType": "Custom",
            }
        ],
    }


def _presets() -> dict[str, list[Row]]:
    def rules(priority: int) -> list[Row]:
        names = ("Strict Preset Security Policy", "Standard Preset Security Policy")
        return [
            {"Name": name, "State": "Enabled", "Priority": priority + place, "SentToMemberOf": []}
            for place, name in enumerate(names)
        ]

    return {"EOPProtectionPolicyRule": rules(0), "ATPProtectionPolicyRule": rules(0)}
