"""Get-ManagementRole and its entries, the assignments of roles, and what an application may do."""

from fnmatch import fnmatchcase

from local.tenant.exchange import refusals
from local.tenant.exchange.bound import Bound
from local.tenant.exchange.catalogue import every, real
from local.tenant.exchange.cmdlet import Output, cmdlet
from local.tenant.exchange.properties.directory_object import directory_object
from local.tenant.exchange.role_groups import (
    assignees,
    change_role_group,
    find_principal,
    role_groups,
)
from local.tenant.exchange.roles import role_table
from local.tenant.exchange.values import Row
from local.tenant.state.role_groups import Assignment
from local.tenant.tenant import Tenant

_APPLICATION = "Application "


@cmdlet("Get-ManagementRole", "Identity text", "Cmdlet text", "CmdletParameters many")
def get_management_role(tenant: Tenant, given: Bound) -> Output:
    """The roles whose name fits, and of those the ones that have the cmdlet and its parameters."""
    identity, wanted = given.text("Identity"), given.text("Cmdlet")
    parameters = given.change("CmdletParameters").applied([])
    names = [
        role
        for role in role_table().names
        if (identity is None or fnmatchcase(role.casefold(), identity.casefold()))
        and (wanted is None or _has(role, wanted, parameters))
    ]
    if identity and "*" not in identity and not names:
        raise refusals.not_found(identity)
    return Output([_role(tenant, name) for name in names])


@cmdlet("Get-ManagementRoleEntry", "Identity! text", "ResultSize count")
def get_management_role_entry(tenant: Tenant, given: Bound) -> Output:
    r"""The cmdlets of the roles that fit `Role\Cmdlet`, either of which may be a pattern."""
    role_pattern, _, cmdlet_pattern = given.required("Identity").casefold().partition("\\")
    table = role_table()
    return Output(
        [
            _entry(tenant, role, name)
            for role in table.names
            if fnmatchcase(role.casefold(), role_pattern)
            for name in every()
            if fnmatchcase(name.casefold(), cmdlet_pattern or "*") and table.holds(role, name)
        ]
    )


@cmdlet(
    "Get-ManagementRoleAssignment",
    "Identity text",
    "Role text",
    "RoleAssignee text",
    "Delegating bool",
)
def get_management_role_assignment(tenant: Tenant, given: Bound) -> Output:
    """
    Which role is held by which role group or application.

    For an assignee also what they have through role groups. Nothing is delegated here.
    """
    role, assignee = given.text("Role"), given.text("RoleAssignee")
    among = None if assignee is None else assignees(tenant, assignee)
    rows = [
        row
        for row in ([] if given.flag("Delegating") else _assignments(tenant))
        if (role is None or str(row["Role"]).casefold() == role.casefold())
        and (among is None or str(row["RoleAssignee"]).casefold() in among)
    ]
    identity = given.text("Identity")
    if identity is None:
        return Output(rows)
    found = [row for row in rows if str(row["Name"]).casefold() == identity.casefold()]
    if not found:
        raise refusals.not_found(identity)
    return Output(found)


@cmdlet(
    "New-ManagementRoleAssignment",
    "Role! text",
    "App text",
    "SecurityGroup text",
    "Name text",
    "CustomResourceScope text",
    "RecipientAdministrativeUnitScope text",
)
def new_management_role_assignment(tenant: Tenant, given: Bound) -> Output:
    """An application holds an application role, or the members of a role group hold a role."""
    if group := given.text("SecurityGroup"):
        return _to_group(tenant, given.required("Role"), group)
    if not given.text("App"):
        raise refusals.missing_parameter("New-ManagementRoleAssignment", ["App"])
    role, app = given.required("Role"), find_principal(tenant, given.required("App"))
    if not role.casefold().startswith(_APPLICATION.casefold()):
        raise refusals.not_found(role)
    scope = given.text("CustomResourceScope") or given.text("RecipientAdministrativeUnitScope")
    name = given.text("Name") or f"{role}-{app.display_name}"
    if name.casefold() in tenant.role_groups.assignments:
        raise refusals.name_exists(name)
    made = Assignment(name, role, app.object_id, scope)
    tenant.role_groups.assignments[name.casefold()] = made
    return Output([_assignment(tenant, made.name, role, app.object_id, "ServicePrincipal", scope)])


def _to_group(tenant: Tenant, role: str, identity: str) -> Output:
    group = change_role_group(tenant, identity)
    known = next((one for one in role_table().names if one.casefold() == role.casefold()), None)
    if known is None:
        raise refusals.not_found(role)
    name = f"{known}-{group.name}"
    if known in group.roles:
        raise refusals.name_exists(name)
    group.roles |= {known}
    return Output([_assignment(tenant, name, known, group.name, "RoleGroup", None)])


@cmdlet("Test-ServicePrincipalAuthorization", "Identity! text", "Resource text")
def test_service_principal_authorization(tenant: Tenant, given: Bound) -> Output:
    """What an application may do by its roles, and whether a mailbox is within their scope."""
    app = find_principal(tenant, given.required("Identity"))
    rows: list[Row] = []
    for one in tenant.role_groups.assignments.values():
        if one.app == app.object_id:
            # Within a scope it depends on the filter behind it, which is not simulated.
            asked = given.has("Resource") and one.scope is None
            rows.append(
                {
                    "RoleName": one.role,
                    "GrantedPermissions": one.role[len(_APPLICATION) :],
                    "AllowedResourceScope": one.scope or "Organization",
                    "ScopeType": "CustomRecipientScope" if one.scope else "Organization",
                    "InScope": True if asked else "Not Run",
                }
            )
    return Output(rows)


def _has(role: str, name: str, parameters: list[str]) -> bool:
    table = role_table()
    if not table.holds(role, name):
        return False
    needed = (table.parameter_roles(name, one) for one in parameters)
    return all(roles is None or role in roles for roles in needed)


def _role(tenant: Tenant, name: str) -> Row:
    return {
        "RoleType": name.replace(" ", "").replace("-", ""),
        "IsRootRole": True,
        "IsEndUserRole": False,
        "Parent": "",
        "Description": "",
        **directory_object(tenant, "ManagementRole", name),
    }


def _entry(tenant: Tenant, role: str, name: str) -> Row:
    known, table = real(name), role_table()
    parameters = (one.name for one in known.parameters.values()) if known else ()
    needed = {one: table.parameter_roles(name, one) for one in parameters}
    had = [one for one, roles in needed.items() if roles is None or role in roles]
    return {
        "Role": role,
        "Type": "Cmdlet",
        "PSSnapinName": "Microsoft.Exchange.Management.PowerShell.E2010",
        "Parameters": sorted(had),
        **directory_object(tenant, "ManagementRoleEntry", f"{role}\\{name}"),
        "Name": name,
    }


def _assignments(tenant: Tenant) -> list[Row]:
    by_group = [
        _assignment(tenant, f"{role}-{group.name}", role, group.name, "RoleGroup", None)
        for group in role_groups(tenant)
        for role in sorted(group.roles)
    ]
    by_app = [
        _assignment(tenant, one.name, one.role, one.app, "ServicePrincipal", one.scope)
        for one in tenant.role_groups.assignments.values()
    ]
    return [*by_group, *by_app]


def _assignment(
    tenant: Tenant, name: str, role: str, assignee: str, kind: str, scope: str | None
) -> Row:
    return {
        "Role": role,
        "RoleAssignee": assignee,
        "RoleAssigneeName": assignee,
        "RoleAssigneeType": kind,
        "AssignmentMethod": "Direct",
        "RoleAssignmentDelegationType": "Regular",
        "CustomResourceScope": scope,
        "Enabled": True,
        **directory_object(tenant, "ManagementRoleAssignment", name),
    }
