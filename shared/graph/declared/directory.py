"""The tenant itself: its roles, products, applications, reports, feeds."""

from shared.graph.declaration import GraphCall, reads, writes

_ROLES = "/roleManagement/directory"
_READ_ROLES = ("RoleManagement.Read.Directory", "RoleManagement.ReadWrite.Directory")
_WRITE_ROLES = "RoleManagement.ReadWrite.Directory"
_READ_APPS = "Application.Read.All"
_WRITE_APPS = ("Application.ReadWrite.OwnedBy", "Application.ReadWrite.All")
_ASSIGN = "AppRoleAssignment.ReadWrite.All"
_TRUSTS = "/applications/{application}/federatedIdentityCredentials"
_GRANTED = "/servicePrincipals/{principal}/appRoleAssignments"

CALLS: tuple[GraphCall, ...] = (
    reads(
        f"{_ROLES}/roleAssignments",
        _READ_ROLES[0],
        "rbacapplication-list-roleassignments",
        *_READ_ROLES[1:],
        "Directory.Read.All",
    ),
    writes(
        "POST",
        f"{_ROLES}/roleAssignments",
        _WRITE_ROLES,
        "rbacapplication-post-roleassignments",
    ),
    writes(
        "DELETE",
        f"{_ROLES}/roleAssignments/{{assignment}}",
        _WRITE_ROLES,
        "unifiedroleassignment-delete",
    ),
    reads(
        f"{_ROLES}/roleDefinitions",
        _READ_ROLES[0],
        "rbacapplication-list-roledefinitions",
        *_READ_ROLES[1:],
        "Directory.Read.All",
    ),
    reads(
        "/subscribedSkus",
        "LicenseAssignment.Read.All",
        "subscribedsku-list",
        "Organization.Read.All",
        "Directory.Read.All",
    ),
    reads(
        "/organization",
        "Organization.Read.All",
        "organization-list",
        "Directory.Read.All",
    ),
    reads("/domains", "Domain.Read.All", "domain-list", "Directory.Read.All"),
    reads("/servicePrincipals", _READ_APPS, "serviceprincipal-list", "Directory.Read.All"),
    reads(
        "/servicePrincipals/{principal}", _READ_APPS, "serviceprincipal-get", "Directory.Read.All"
    ),
    reads(_GRANTED, _READ_APPS, "serviceprincipal-list-approleassignments", _ASSIGN),
    writes("POST", _GRANTED, _ASSIGN, "serviceprincipal-post-approleassignments"),
    writes(
        "DELETE",
        f"{_GRANTED}/{{assignment}}",
        _ASSIGN,
        "serviceprincipal-delete-approleassignments",
    ),
    reads("/applications", _READ_APPS, "application-list", "Directory.Read.All"),
    reads("/applications/{application}", _READ_APPS, "application-get", "Directory.Read.All"),
    writes(
        "POST", "/applications", _WRITE_APPS[0], "application-post-applications", _WRITE_APPS[1]
    ),
    writes(
        "PATCH", "/applications/{application}", _WRITE_APPS[0], "application-update", _WRITE_APPS[1]
    ),
    reads(_TRUSTS, _READ_APPS, "application-list-federatedidentitycredentials", *_WRITE_APPS),
    writes(
        "POST",
        _TRUSTS,
        _WRITE_APPS[0],
        "application-post-federatedidentitycredentials",
        _WRITE_APPS[1],
    ),
    writes(
        "POST",
        "/servicePrincipals",
        _WRITE_APPS[0],
        "serviceprincipal-post-serviceprincipals",
        _WRITE_APPS[1],
    ),
    reads("/auditLogs/signIns", "AuditLog.Read.All", "signin-list"),
    reads(
        "/reports/getMailboxUsageDetail(period='{period}')",
        "Reports.Read.All",
        "reportroot-getmailboxusagedetail",
    ),
    reads("/admin/reportSettings", "ReportSettings.Read.All", "adminreportsettings-get"),
    # For changes of people; of another resource it takes that resource's own.
    writes("POST", "/subscriptions", "User.Read.All", "subscription-post-subscriptions"),
    writes("PATCH", "/subscriptions/{subscription}", "User.Read.All", "subscription-update"),
    writes("DELETE", "/subscriptions/{subscription}", "User.Read.All", "subscription-delete"),
)
