"""The settings and policies of the organisation: one Get- for each family, some Set-."""

from local.tenant.exchange.bound import Bound, Change
from local.tenant.exchange.cmdlet import NOTHING, Output, Run, cmdlet
from local.tenant.exchange.policies import find_policy, policy_row
from local.tenant.exchange.values import Row
from local.tenant.tenant import Tenant

# Families with exactly one row, read without parameters.
_SINGLE = ("OrganizationConfig", "TransportConfig")
_SEVERAL = (
    "AcceptedDomain",
    "RemoteDomain",
    "HostedOutboundSpamFilterPolicy",
    "HostedOutboundSpamFilterRule",
    "HostedContentFilterPolicy",
    "HostedConnectionFilterPolicy",
    "EOPProtectionPolicyRule",
    "ATPProtectionPolicyRule",
    "DkimSigningConfig",
    "RetentionPolicy",
    "RoleAssignmentPolicy",
    "MobileDeviceMailboxPolicy",
    "MalwareFilterPolicy",
    "AntiPhishPolicy",
    "SafeLinksPolicy",
    "SafeAttachmentPolicy",
    "AtpPolicyForO365",
    "QuarantinePolicy",
    "ExternalInOutlook",
    "JournalRule",
    "AddressBookPolicy",
    "MailboxPlan",
)
_COUNTED = {"AcceptedDomain", "RemoteDomain", "MailboxPlan"}  # those that take a ResultSize
_SETTABLE = {
    "OrganizationConfig": (
        "AuditDisabled bool",
        "OAuth2ClientProfileEnabled bool",
        "EwsEnabled bool?",
        "RejectDirectSend bool",
        "DelayedDelicensingEnabled bool",
        "MailTipsAllTipsEnabled bool",
        "MailTipsExternalRecipientsTipsEnabled bool",
        "MailTipsGroupMetricsEnabled bool",
        "MailTipsLargeAudienceThreshold count",
        "DefaultAuthenticationPolicy text",
        "SendFromAliasEnabled bool",
        "CustomerLockboxEnabled bool",
        "FocusedInboxOn bool",
        "MessageRecallEnabled bool",
        "ActivityBasedAuthenticationTimeoutEnabled bool",
    ),
    "TransportConfig": ("SmtpClientAuthenticationDisabled bool", "AllowLegacyTLSClients bool?"),
    "RemoteDomain": (
        "Identity! text",
        "AutoForwardEnabled bool",
        "AutoReplyEnabled bool",
        "AllowedOOFType External|ExternalLegacy|InternalLegacy|None",
        "DeliveryReportEnabled bool",
        "NDREnabled bool",
    ),
    "HostedOutboundSpamFilterPolicy": (
        "Identity! text",
        "AutoForwardingMode Automatic|Off|On",
    ),
    "HostedConnectionFilterPolicy": ("Identity! text", "IPAllowList many", "IPBlockList many"),
    "DkimSigningConfig": ("Identity! text", "Enabled bool"),
    "ExternalInOutlook": ("Identity text", "Enabled bool", "AllowList many"),
}


def _reader(family: str) -> Run:
    def read(tenant: Tenant, given: Bound) -> Output:
        identity = given.text("Identity")
        rows = tenant.settings.rows(family)
        if identity:
            rows = [find_policy(tenant, family, identity)]
        return Output([policy_row(tenant, family, row) for row in rows])

    return read


def _writer(family: str, parameters: tuple[str, ...]) -> Run:
    names = [text.split()[0] for text in parameters]

    def write(tenant: Tenant, given: Bound) -> Output:
        single = family in _SINGLE or not given.has("Identity")
        row = (
            tenant.settings.only(family)
            if single
            else find_policy(tenant, family, given.required("Identity"))
        )
        for name in names:
            if name in row and given.has(name):
                row[name] = _value(row, name, given)
        return NOTHING

    return write


def _value(row: Row, name: str, given: Bound) -> bool | int | str | list[str] | None:
    value = given.arguments[name]
    if isinstance(value, Change):
        before = row[name]
        return value.applied(before if isinstance(before, list) else [])
    return value if isinstance(value, bool | int | str) else None


@cmdlet("Enable-OrganizationCustomization")
def enable_customization(tenant: Tenant, _: Bound) -> Output:
    """The tenant has settings of its own; before, it shares Microsoft's and takes no new object."""
    tenant.settings.only("OrganizationConfig")["IsDehydrated"] = False
    return NOTHING


for _family in _SINGLE:
    cmdlet(f"Get-{_family}")(_reader(_family))
for _family in _SEVERAL:
    _sized = ("ResultSize count",) if _family in _COUNTED else ()
    cmdlet(f"Get-{_family}", "Identity text", *_sized)(_reader(_family))
for _family, _parameters in _SETTABLE.items():
    cmdlet(f"Set-{_family}", *_parameters)(_writer(_family, _parameters))
