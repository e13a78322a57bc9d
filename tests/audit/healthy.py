"""A tenant in order, as rows; tests change one thing in it."""

from copy import deepcopy
from typing import Any

from shared.audit.catalogue import catalogue
from shared.audit.judge import Report, judge
from shared.audit.model import Control, Finding
from shared.audit.settings import Policy
from shared.audit.snapshot import Failed, Filed, Held, Snapshot

HOME = "contoso.onmicrosoft.com"
_DOMAINS = (HOME, "contoso.com")
_DMARC = "v=DMARC1; p=reject"
_SPF = "v=spf1 include:spf.protection.outlook.com -all"

type Data = dict[str, list[dict[str, Any]]]


def mailbox(address: str, kind: str = "UserMailbox", **changes: Any) -> dict[str, Any]:
    return {
        "PrimarySmtpAddress": address,
        "Name": address.partition("@")[0],
        "RecipientTypeDetails": kind,
        "AuditEnabled": True,
        "DefaultAuditSet": ["Admin", "Delegate", "Owner"],
        "ForwardingSmtpAddress": None,
        "ForwardingAddress": None,
        "DeliverToMailboxAndForward": False,
        **changes,
    }


_HEALTHY: Data = {
    "Get-AdminAuditLogConfig": [{"UnifiedAuditLogIngestionEnabled": True}],
    "Get-OrganizationConfig": [{"AuditDisabled": False, "OAuth2ClientProfileEnabled": True}],
    "Get-TransportConfig": [{"SmtpClientAuthenticationDisabled": True}],
    "Get-AcceptedDomain": [
        {"DomainName": name, "InitialDomain": name == HOME, "SendingFromDomainDisabled": False}
        for name in _DOMAINS
    ],
    "Get-RemoteDomain": [{"Name": "Default", "DomainName": "*", "AutoForwardEnabled": False}],
    "Get-HostedOutboundSpamFilterPolicy": [
        {"Name": "Default", "IsDefault": True, "AutoForwardingMode": "Off"},
        {"Name": "Senders", "IsDefault": False, "AutoForwardingMode": "Off"},
    ],
    "Get-HostedOutboundSpamFilterRule": [
        {"Name": "r", "State": "Enabled", "HostedOutboundSpamFilterPolicy": "Senders"}
    ],
    "Get-HostedConnectionFilterPolicy": [{"Name": "Default", "IPAllowList": []}],
    "Get-EOPProtectionPolicyRule": [{"Name": "Strict Preset Security Policy", "State": "Enabled"}],
    "Get-ATPProtectionPolicyRule": [{"Name": "Strict Preset Security Policy", "State": "Enabled"}],
    "Get-DkimSigningConfig": [
        {"Domain": name, "Enabled": True, "Status": "Valid"} for name in _DOMAINS
    ],
    "Get-MailboxAuditBypassAssociation": [
        {"Name": "ada", "Identity": "ada", "AuditBypassEnabled": False}
    ],
    "Get-EXOMailbox": [
        mailbox("Ada@contoso.com", ForwardingAddress="Grace"),
        mailbox("grace@contoso.com", "SharedMailbox"),
    ],
    "Get-Recipient": [
        {
            "Name": "Grace",
            "PrimarySmtpAddress": "grace@contoso.com",
            "ExternalEmailAddress": None,
        }
    ],
    "dns:spf": [{"domain": name, "rdata": [_SPF]} for name in _DOMAINS],
    "dns:dmarc": [{"domain": name, "rdata": [_DMARC]} for name in _DOMAINS],
    "dns:dkim": [{"domain": name, "rdata": ["v=DKIM1; p=AAAA"]} for name in _DOMAINS],
}


def healthy() -> Data:
    return deepcopy(_HEALTHY)


def snapshot(data: Any, **context: Any) -> Snapshot:
    outcomes = {
        key: rows if isinstance(rows, Failed | Filed | Held) else Held(tuple(rows))
        for key, rows in data.items()
    }
    return Snapshot(
        "11111111-2222-3333-4444-555555555555", HOME, "2026-11-24T06:00:00Z", outcomes, context
    )


def report(data: Any, policy: Policy | None = None, **context: Any) -> Report:
    return judge(snapshot(data, **context), catalogue(), policy or Policy())


def findings(control: str, data: Any, **context: Any) -> list[Finding]:
    """What *control* alone says of *data*."""
    [chosen] = [one for one in catalogue() if one.id == control]
    return list(judge(snapshot(data, **context), [chosen], Policy()).findings)


def by_id(control: str) -> Control:
    return next(one for one in catalogue() if one.id == control)
