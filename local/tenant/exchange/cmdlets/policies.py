"""
Families of objects that are made, changed and removed: connectors, sharing, sign-in policies.

What they say is kept and read back; mail does not flow through here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from local.tenant.exchange import refusals
from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import NOTHING, Output, Run, cmdlet
from local.tenant.exchange.kept import Kept, changes
from local.tenant.exchange.policies import find_policy, policy_row
from local.tenant.exchange.values import Row
from local.tenant.tenant import Tenant

_YES, _NO = Kept("bool", default=True), Kept("bool", default=False)
_NONE, _TEXT = Kept("many", []), Kept("text", "")
_CONNECTOR: Mapping[str, Kept] = {
    "Enabled": _YES,
    "ConnectorType": Kept("OnPremises|Partner", "Partner"),
    "ConnectorSource": Kept("AdminUI|Default|HybridWizard|Migrated", "Default"),
    "CloudServicesMailEnabled": _NO,
    "Comment": Kept("text", None),
}
_PROTOCOLS = (
    "ActiveSync", "Autodiscover", "Imap", "Mapi", "OfflineAddressBook", "OutlookService", "Pop",
    "Powershell", "ReportingWebServices", "Rpc", "Smtp", "WebServices",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Family:
    """One family: its settings, which of them a new one needs, and what can be done to it."""

    settings: Mapping[str, Kept]
    needed: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ("New", "Set", "Remove")
    counted: bool = False


_FAMILIES: Mapping[str, Family] = {
    "InboundConnector": Family(
        {
            **_CONNECTOR,
            "SenderDomains": _NONE,
            "SenderIPAddresses": _NONE,
            "RequireTls": _NO,
            "RestrictDomainsToCertificate": _NO,
            "RestrictDomainsToIPAddresses": _NO,
            "TlsSenderCertificateName": Kept("text", None),
            "TreatMessagesAsInternal": _NO,
            "EFSkipLastIP": _NO,
            "EFSkipIPs": _NONE,
        },
        needed=("SenderDomains",),
        counted=True,
    ),
    "OutboundConnector": Family(
        {
            **_CONNECTOR,
            "RecipientDomains": _NONE,
            "SmartHosts": _NONE,
            "UseMXRecord": _YES,
            "TlsDomain": Kept("text", None),
            "TlsSettings": Kept("CertificateValidation|DomainValidation|EncryptionOnly", None),
            "IsTransportRuleScoped": _NO,
            "RouteAllMessagesViaOnPremises": _NO,
            "AllAcceptedDomains": _NO,
            "TestMode": _NO,
        },
        counted=True,
    ),
    "AuthenticationPolicy": Family({f"AllowBasicAuth{name}": _NO for name in _PROTOCOLS}),
    "SharingPolicy": Family({"Domains": _NONE, "Enabled": _YES}, verbs=("Set",)),
    "OwaMailboxPolicy": Family(
        {
            "AdditionalStorageProvidersAvailable": _NO,
            "PersonalAccountsEnabled": _NO,
            "PersonalAccountCalendarsEnabled": _NO,
            "ConditionalAccessPolicy": Kept("Off|ReadOnly|ReadOnlyPlusAttachmentsBlocked", "Off"),
            "InstantMessagingEnabled": _YES,
            "GroupCreationEnabled": _YES,
            "LinkedInEnabled": _NO,
            "OneWinNativeOutlookEnabled": _YES,
        },
        verbs=("Set",),
    ),
    "MailContact": Family(
        {
            "ExternalEmailAddress": _TEXT,
            "Alias": _TEXT,
            "DisplayName": _TEXT,
            "FirstName": _TEXT,
            "LastName": _TEXT,
        },
        needed=("ExternalEmailAddress",),
        verbs=("New", "Remove"),
        counted=True,
    ),
}


def _reader(family: str) -> Run:
    def read(tenant: Tenant, given: Bound) -> Output:
        identity = given.text("Identity")
        rows = [find_policy(tenant, family, identity)] if identity else tenant.settings.rows(family)
        return Output([policy_row(tenant, family, row) for row in rows])

    return read


def _maker(family: str, settings: Mapping[str, Kept]) -> Run:
    def make(tenant: Tenant, given: Bound) -> Output:
        name = given.text("Name") or family
        rows = tenant.settings.rows(family)
        if any(str(row["Name"]).casefold() == name.casefold() for row in rows):
            raise refusals.name_exists(name)
        row: Row = {"Name": name, **{key: known.default for key, known in settings.items()}}
        row |= changes(settings, row, given)
        rows.append(row)
        return Output([policy_row(tenant, family, row)])

    return make


def _writer(family: str, settings: Mapping[str, Kept]) -> Run:
    def write(tenant: Tenant, given: Bound) -> Output:
        row = find_policy(tenant, family, given.required("Identity"))
        row |= changes(settings, row, given)
        return NOTHING

    return write


def _remover(family: str) -> Run:
    def remove(tenant: Tenant, given: Bound) -> Output:
        row = find_policy(tenant, family, given.required("Identity"))
        tenant.settings.rows(family).remove(row)
        return NOTHING

    return remove


def _register(family: str, known: Family) -> None:
    typed = {
        name: f"{name}{'!' if name in known.needed else ''} {one.type}"
        for name, one in known.settings.items()
    }
    optional = [text.replace("! ", " ") for text in typed.values()]
    sized = ("ResultSize count",) if known.counted else ()
    cmdlet(f"Get-{family}", "Identity text", *sized)(_reader(family))
    if "New" in known.verbs:
        named = "Name text" if family == "AuthenticationPolicy" else "Name! text"
        cmdlet(f"New-{family}", named, *typed.values())(_maker(family, known.settings))
    if "Set" in known.verbs:
        cmdlet(f"Set-{family}", "Identity! text", *optional)(_writer(family, known.settings))
    if "Remove" in known.verbs:
        cmdlet(f"Remove-{family}", "Identity! text")(_remover(family))


for _family, _known in _FAMILIES.items():
    _register(_family, _known)
