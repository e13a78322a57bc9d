"""
What a person may do through a program: what it was consented to, as far as their roles go.

Anybody may read the directory, as members may by default; reading logs and writing takes a role.
Source: "Delegated access" in the permissions overview of Microsoft Graph, Entra built-in roles,
and "Grant tenant-wide admin consent": who may consent to what.
"""

from local.tenant.state.clients import (
    APPLICATION_ADMINISTRATOR,
    CLOUD_APPLICATION_ADMINISTRATOR,
    EXCHANGE_ADMINISTRATOR,
    GLOBAL_ADMINISTRATOR,
    GLOBAL_READER,
    PRIVILEGED_AUTHENTICATION_ADMINISTRATOR,
    PRIVILEGED_ROLE_ADMINISTRATOR,
    SECURITY_READER,
    USER_ADMINISTRATOR,
)

type Texts = frozenset[str]

_APPS = frozenset({APPLICATION_ADMINISTRATOR, CLOUD_APPLICATION_ADMINISTRATOR})
_ROLES = frozenset({PRIVILEGED_ROLE_ADMINISTRATOR})
_PEOPLE = frozenset({USER_ADMINISTRATOR})
_LOGS = frozenset({GLOBAL_READER, SECURITY_READER})
# The roles that bring what a permission names; a Global Administrator has all of them.
_BROUGHT_BY: dict[str, Texts] = {
    "AppRoleAssignment.ReadWrite.All": _APPS | _ROLES,
    "Application.ReadWrite.All": _APPS,
    "Application.ReadWrite.OwnedBy": _APPS,
    "AuditLog.Read.All": _LOGS,
    "DelegatedPermissionGrant.ReadWrite.All": _APPS | _ROLES,
    "Group.ReadWrite.All": _PEOPLE | {EXCHANGE_ADMINISTRATOR},
    "GroupMember.ReadWrite.All": _PEOPLE | {EXCHANGE_ADMINISTRATOR},
    "LicenseAssignment.ReadWrite.All": _PEOPLE,
    "Reports.Read.All": _LOGS | {EXCHANGE_ADMINISTRATOR},
    "RoleManagement.ReadWrite.Directory": _ROLES,
    "User.DeleteRestore.All": _PEOPLE,
    "User.EnableDisableAccount.All": _PEOPLE,
    "User.ReadWrite.All": _PEOPLE,
    "User.RevokeSessions.All": _PEOPLE,
    "User-PasswordProfile.ReadWrite.All": _PEOPLE,
    "UserAuthenticationMethod.ReadWrite.All": frozenset({PRIVILEGED_AUTHENTICATION_ADMINISTRATOR}),
}


def rights_of_person(scopes: Texts, directory_roles: Texts) -> Texts:
    """Those of *scopes* that a person who holds *directory_roles* can use."""
    if GLOBAL_ADMINISTRATOR in directory_roles:
        return scopes
    return frozenset(one for one in scopes if _usable(one, directory_roles))


def may_consent_to_graph(directory_roles: Texts) -> bool:
    """Whether such a person may let an app use Graph by itself, which app admins may not."""
    return not directory_roles.isdisjoint({GLOBAL_ADMINISTRATOR, *_ROLES})


def may_consent(directory_roles: Texts) -> bool:
    """Whether such a person may let an app use any other service by itself."""
    return not directory_roles.isdisjoint({GLOBAL_ADMINISTRATOR, *_ROLES, *_APPS})


def _usable(permission: str, directory_roles: Texts) -> bool:
    brought_by = _BROUGHT_BY.get(permission)
    if brought_by is not None:
        return not directory_roles.isdisjoint(brought_by)
    return "Write" not in permission and "PrivilegedOperations" not in permission
