"""The settings and policies of the organisation: one Get- for each family, some Set-."""

from uuid import NAMESPACE_DNS, uuid5

from local.tenant.exchange import refusals
from local.tenant.exchange.bound import Bound, Change
from local.tenant.exchange.cmdlet import NOTHING, Output, Run, cmdlet
from local.tenant.exchange.values import Guid, Row
from local.tenant.tenant import Tenant

# Families with exactly one row, read without parameters.
_SINGLE = ("OrganizationConfig", "AdminAuditLogConfig", "TransportConfig")
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
    "AuthenticationPolicy",
)
_COUNTED = {"AcceptedDomain", "RemoteDomain"}  # the only ones that take a ResultSize
_SETTABLE = {
    "OrganizationConfig": (
        "AuditDisabled bool",
        "OAuth2ClientProfileEnabled bool",
        "EwsEnabled bool",
        "RejectDirectSend bool",
        "DelayedDelicensingEnabled bool",
        "MailTipsAllTipsEnabled bool",
        "MailTipsExternalRecipientsTipsEnabled bool",
        "MailTipsGroupMetricsEnabled bool",
    ),
    "AdminAuditLogConfig": ("UnifiedAuditLogIngestionEnabled bool", "Force bool"),
    "TransportConfig": ("SmtpClientAuthenticationDisabled bool", "AllowLegacyTLSClients bool"),
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
}


def _reader(family: str) -> Run:
    def read(tenant: Tenant, given: Bound) -> Output:
        identity = given.text("Identity")
        rows = tenant.settings.rows(family)
        if identity:
            rows = [_named(tenant, family, identity)]
        return Output([_trailed(tenant, family, row) for row in rows])

    return read


def _writer(family: str, parameters: tuple[str, ...]) -> Run:
    names = [text.split()[0] for text in parameters]

    def write(tenant: Tenant, given: Bound) -> Output:
        single = family in _SINGLE
        row = (
            tenant.settings.only(family)
            if single
            else _named(tenant, family, given.required("Identity"))
        )
        for name in names:
            if name in row and given.has(name):
                row[name] = _value(row, name, given)
        return NOTHING

    return write


def _value(row: Row, name: str, given: Bound) -> bool | str | list[str] | None:
    value = given.arguments[name]
    if isinstance(value, Change):
        before = row[name]
        return value.applied(before if isinstance(before, list) else [])
    return value if isinstance(value, bool | str) else None


def _named(tenant: Tenant, family: str, identity: str) -> Row:
    wanted = identity.casefold()
    for row in tenant.settings.rows(family):
        names = {str(row[key]).casefold() for key in ("Name", "Domain", "DomainName") if key in row}
        if wanted in names or wanted == _guid(tenant, family, row):
            return row
    raise refusals.not_found(identity)


def _trailed(tenant: Tenant, family: str, row: Row) -> Row:
    """*row* with what every object of the directory carries."""
    name = str(row["Name"])
    guid = Guid(_guid(tenant, family, row))
    return {
        **row,
        "Identity": name,
        "Id": name,
        "Guid": guid,
        "ExchangeObjectId": guid,
        "OrganizationId": f"{tenant.domain}/Configuration",
        "IsValid": True,
        "ObjectState": "Unchanged",
    }


def _guid(tenant: Tenant, family: str, row: Row) -> str:
    return str(uuid5(NAMESPACE_DNS, f"{tenant.tenant_id}/{family}/{row['Name']}"))


for _family in _SINGLE:
    cmdlet(f"Get-{_family}")(_reader(_family))
for _family in _SEVERAL:
    _sized = ("ResultSize count",) if _family in _COUNTED else ()
    cmdlet(f"Get-{_family}", "Identity text", *_sized)(_reader(_family))
for _family, _parameters in _SETTABLE.items():
    cmdlet(f"Set-{_family}", *_parameters)(_writer(_family, _parameters))
