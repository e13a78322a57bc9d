"""Get-, New- and Remove-RoleGroup, and their members: Get-, Add-, Remove-, Update-."""

from local.tenant.exchange import refusals
from local.tenant.exchange.bound import Bound
from local.tenant.exchange.cmdlet import NOTHING, Output, cmdlet
from local.tenant.exchange.properties.directory_object import directory_object
from local.tenant.exchange.recipients import find_recipient, name_of
from local.tenant.exchange.refusals import ExchangeRefusal
from local.tenant.exchange.role_groups import (
    change_role_group,
    find_principal,
    find_role_group,
    member_id,
    role_groups,
)
from local.tenant.exchange.roles import role_table
from local.tenant.exchange.values import Row
from local.tenant.state.person import Person
from local.tenant.state.role_groups import RoleGroup
from local.tenant.tenant import Tenant

_BYPASS = "BypassSecurityGroupManagerCheck bool"
_LONGEST_NAME = 64


@cmdlet("Get-RoleGroup", "Identity text", "ResultSize count")
def get_role_group(tenant: Tenant, given: Bound) -> Output:
    """One role group, or all."""
    if identity := given.text("Identity"):
        return Output([_row(tenant, find_role_group(tenant, identity))])
    return Output([_row(tenant, one) for one in role_groups(tenant)])


@cmdlet("New-RoleGroup", "Name! text", "Roles many", "Members many", "Description text")
def new_role_group(tenant: Tenant, given: Bound) -> Output:
    """A role group of that name is there, with these roles and members."""
    name = given.required("Name")
    if tenant.settings.only("OrganizationConfig")["IsDehydrated"]:
        raise refusals.dehydrated()
    if len(name) > _LONGEST_NAME:
        raise refusals.transformation("Name", f"It is longer than {_LONGEST_NAME} characters.")
    if any(one.name.casefold() == name.casefold() for one in role_groups(tenant)):
        raise refusals.name_exists(name)
    now = tenant.clock.now()
    members = {member_id(tenant, one): now for one in given.change("Members").applied([])}
    roles = frozenset(_role(one) for one in given.change("Roles").applied([]))
    about = given.text("Description") or ""
    group = RoleGroup(name, roles, built_in=False, description=about, created=now, members=members)
    tenant.role_groups.groups[name.casefold()] = group
    return Output([_row(tenant, group)])


@cmdlet("Remove-RoleGroup", "Identity! text", "Force bool", _BYPASS)
def remove_role_group(tenant: Tenant, given: Bound) -> Output:
    """The role group is gone, and with it what it brought its members."""
    group = find_role_group(tenant, given.required("Identity"))
    if group.built_in:
        raise refusals.recipient_task(f'The role group "{group.name}" can\'t be removed.')
    del tenant.role_groups.groups[group.name.casefold()]
    return NOTHING


@cmdlet("Get-RoleGroupMember", "Identity! text", "ResultSize count")
def get_role_group_member(tenant: Tenant, given: Bound) -> Output:
    """The members of a role group."""
    group = find_role_group(tenant, given.required("Identity"))
    return Output([_member(tenant, one) for one in group.members])


@cmdlet("Add-RoleGroupMember", "Identity! text", "Member! text", _BYPASS)
def add_role_group_member(tenant: Tenant, given: Bound) -> Output:
    """The member is in the role group; an error when it was already."""
    group = change_role_group(tenant, given.required("Identity"))
    member = member_id(tenant, given.required("Member"))
    if member in group.members:
        raise refusals.already_member(given.required("Member"), group.name)
    group.members[member] = tenant.clock.now()
    return NOTHING


@cmdlet("Remove-RoleGroupMember", "Identity! text", "Member! text", _BYPASS)
def remove_role_group_member(tenant: Tenant, given: Bound) -> Output:
    """The member is not in the role group; an error when it was not before."""
    group = change_role_group(tenant, given.required("Identity"))
    member = member_id(tenant, given.required("Member"))
    if group.members.pop(member, None) is None:
        raise refusals.no_member(given.required("Member"), group.name)
    return NOTHING


@cmdlet("Update-RoleGroupMember", "Identity! text", "Members many", _BYPASS)
def update_role_group_member(tenant: Tenant, given: Bound) -> Output:
    """The role group has these members; who was in it before keeps the date of it."""
    group = change_role_group(tenant, given.required("Identity"))
    change = given.change("Members").mapped(lambda one: member_id(tenant, one))
    now = tenant.clock.now()
    group.members = {
        one: group.members.get(one, now) for one in change.applied(list(group.members))
    }
    return NOTHING


def _role(name: str) -> str:
    for known in role_table().names:
        if known.casefold() == name.casefold():
            return known
    raise refusals.not_found(name)


def _row(tenant: Tenant, group: RoleGroup) -> Row:
    roles = sorted(group.roles)
    return {
        "Roles": roles,
        "RoleAssignments": [f"{role}-{group.name}" for role in roles],
        "Members": [str(_member(tenant, one)["Name"]) for one in group.members],
        "ManagedBy": ["Organization Management"],
        "Description": group.description,
        "DisplayName": "",
        "RoleGroupType": "Standard",
        "LinkedGroup": "",
        "WhenCreatedUTC": group.created,
        **directory_object(tenant, "RoleGroup", group.name),
    }


def _member(tenant: Tenant, object_id: str) -> Row:
    """The row of a member; one that is gone from the directory keeps its id for a name."""
    name, kind = object_id, ""
    try:
        name, kind = find_principal(tenant, object_id).display_name, "ServicePrincipal"
    except ExchangeRefusal:
        found = _recipient(tenant, object_id)
        if found is not None:
            name, kind = found
    return {
        "RecipientType": kind,
        "DisplayName": name,
        "ExternalDirectoryObjectId": object_id,
        **directory_object(tenant, "RoleGroupMember", name),
    }


def _recipient(tenant: Tenant, object_id: str) -> tuple[str, str] | None:
    try:
        found = find_recipient(tenant, object_id)
    except ExchangeRefusal:
        return None
    kind = "UserMailbox" if isinstance(found, Person) else "MailUniversalSecurityGroup"
    return name_of(found), kind
