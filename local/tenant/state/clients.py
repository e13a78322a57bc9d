"""Applications and managed identities that may sign in to a tenant, and what they were granted."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from cryptography.x509 import Certificate

EXCHANGE = "https://outlook.office365.com"
COMPLIANCE = "https://ps.compliance.protection.outlook.com"  # what Exchange grants holds there
GRAPH = "https://graph.microsoft.com"
STORAGE = "https://storage.azure.com"
VAULT = "https://vault.azure.net"

# Template ids of directory roles, the same in every tenant. Source: Entra built-in roles.
GLOBAL_ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10"
EXCHANGE_ADMINISTRATOR = "29232cdf-9323-42fd-ade2-1d097af3e4de"
USER_ADMINISTRATOR = "fe930be7-5e62-47db-91af-98c3a49a38b1"
HELPDESK_ADMINISTRATOR = "729827e3-9c14-49f7-bb1b-9608f156bbb8"
SECURITY_READER = "5d6b6bb7-de71-4623-b4af-96380a352509"
APPLICATION_ADMINISTRATOR = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"
CLOUD_APPLICATION_ADMINISTRATOR = "158c047a-c907-4556-b7ef-446551a6b5f7"
PRIVILEGED_ROLE_ADMINISTRATOR = "e8611ab8-c189-46e8-94e1-60213ab1f814"
GLOBAL_READER = "f2ef992c-3afb-46b9-b7cf-a126ee74c451"
PRIVILEGED_AUTHENTICATION_ADMINISTRATOR = "7be44c8a-adaf-4e2a-84d6-ab2649e08a13"
ROLE_NAMES = {
    GLOBAL_ADMINISTRATOR: "Global Administrator",
    EXCHANGE_ADMINISTRATOR: "Exchange Administrator",
    USER_ADMINISTRATOR: "User Administrator",
    HELPDESK_ADMINISTRATOR: "Helpdesk Administrator",
    SECURITY_READER: "Security Reader",
    GLOBAL_READER: "Global Reader",
    APPLICATION_ADMINISTRATOR: "Application Administrator",
    CLOUD_APPLICATION_ADMINISTRATOR: "Cloud Application Administrator",
    PRIVILEGED_ROLE_ADMINISTRATOR: "Privileged Role Administrator",
    PRIVILEGED_AUTHENTICATION_ADMINISTRATOR: "Privileged Authentication Administrator",
}

READS = (
    "Application.Read.All",
    "AuditLog.Read.All",
    "Device.Read.All",
    "DeviceManagementManagedDevices.Read.All",
    "Directory.Read.All",
    "Domain.Read.All",
    "Group.Read.All",
    "GroupMember.Read.All",
    "LicenseAssignment.Read.All",
    "MailboxSettings.Read",
    "Organization.Read.All",
    "ReportSettings.Read.All",
    "Reports.Read.All",
    "RoleManagement.Read.Directory",
    "User.Read.All",
    "User-LifeCycleInfo.Read.All",
    "UserAuthenticationMethod.Read.All",
)
WRITES = (
    "AppRoleAssignment.ReadWrite.All",
    "DelegatedPermissionGrant.ReadWrite.All",
    "Device.ReadWrite.All",
    "DeviceManagementManagedDevices.PrivilegedOperations.All",
    "Group.ReadWrite.All",
    "GroupMember.ReadWrite.All",
    "LicenseAssignment.ReadWrite.All",
    "MailboxSettings.ReadWrite",
    "ReportSettings.ReadWrite.All",
    "User.DeleteRestore.All",
    "User.EnableDisableAccount.All",
    "User.ReadWrite.All",
    "User.RevokeSessions.All",
    "User-LifeCycleInfo.ReadWrite.All",
    "User-PasswordProfile.ReadWrite.All",
    "UserAuthenticationMethod.ReadWrite.All",
)
# What setting up applications and their roles takes beside these.
SETS_UP = (
    "Application.ReadWrite.All",
    "Directory.ReadWrite.All",
    "RoleManagement.ReadWrite.Directory",
)


class ClientKind(StrEnum):
    """How a client proves who it is."""

    MANAGED_IDENTITY = "managed-identity"
    APPLICATION = "application"


@dataclass(slots=True)
class Client:
    """A service principal; `grants` are application permissions by audience."""

    name: str
    client_id: str
    object_id: str
    kind: ClientKind
    grants: dict[str, tuple[str, ...]]
    directory_roles: tuple[str, ...]
    secret: str | None = None
    certificates: list[Certificate] = field(default_factory=list)
    vault_roles: tuple[str, ...] = ()  # in the key vault
    secret_expires: datetime | None = None
    disabled: bool = False
    registered_here: bool = True  # else another tenant's application, consented to


def default_clients(ids: dict[str, str], secrets: dict[str, str]) -> list[Client]:
    """
    Who may sign in unless a test says otherwise.

    *ids* gives each a client and object id, *secrets* a secret to those who have one.
    """
    both_surfaces = ("Exchange.ManageAsApp", "Exchange.ManageAsAppV2")
    exchange: dict[str, tuple[str, ...]] = {EXCHANGE: both_surfaces}
    everything = exchange | {GRAPH: READS + WRITES}
    # Changing a role holder's account takes a directory role beside the permission.
    admin = (EXCHANGE_ADMINISTRATOR, PRIVILEGED_AUTHENTICATION_ADMINISTRATOR)
    managed, application = ClientKind.MANAGED_IDENTITY, ClientKind.APPLICATION
    looks, keeps = ("Key Vault Secrets User",), ("Key Vault Administrator",)
    return [
        Client("operator", *_ids(ids, "operator"), managed, everything, admin, vault_roles=looks),
        Client(
            "reader",
            *_ids(ids, "reader"),
            managed,
            exchange | {GRAPH: READS},
            (GLOBAL_READER,),
            vault_roles=looks,
        ),
        Client(
            "app",
            *_ids(ids, "app"),
            application,
            everything,
            admin,
            secrets["app"],
            vault_roles=keeps,
        ),
        Client(
            "administrator",
            *_ids(ids, "administrator"),
            application,
            exchange | {GRAPH: READS + WRITES + SETS_UP},
            (GLOBAL_ADMINISTRATOR,),
            secrets["administrator"],
            vault_roles=keeps,
        ),
    ]


def partner_client(client_id: str, object_id: str, *, home: bool) -> Client:
    """The application of a service provider: one in all tenants, without a secret of its own."""
    grants = {EXCHANGE: ("Exchange.ManageAsApp",), GRAPH: READS + WRITES}
    roles = (EXCHANGE_ADMINISTRATOR, PRIVILEGED_AUTHENTICATION_ADMINISTRATOR)
    kind = ClientKind.APPLICATION
    return Client(
        "partner",
        client_id,
        object_id,
        kind,
        grants,
        roles,
        registered_here=home,
    )


def _ids(ids: dict[str, str], name: str) -> tuple[str, str]:
    return ids[name], ids[f"{name}/object"]
