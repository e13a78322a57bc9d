"""
Which role groups a tenant has, who may be in one, and what an identity means among them.

The groups that come with every tenant are stored only once somebody changes their members.
"""

from local.tenant.exchange import refusals
from local.tenant.exchange.properties.directory_object import object_guid
from local.tenant.exchange.recipients import find_recipient
from local.tenant.exchange.refusals import ExchangeRefusal
from local.tenant.exchange.roles import role_table
from local.tenant.state.person import Person
from local.tenant.state.role_groups import RoleGroup, ServicePrincipal
from local.tenant.tenant import Tenant


def role_groups(tenant: Tenant) -> list[RoleGroup]:
    """Every role group: those that come with the tenant, and those that were made."""
    stored = tenant.role_groups.groups
    shipped = [
        stored.get(name.casefold()) or RoleGroup(name, roles, built_in=True)
        for name, roles in role_table().role_groups.items()
    ]
    return [*shipped, *(one for one in stored.values() if not one.built_in)]


def find_role_group(tenant: Tenant, identity: str) -> RoleGroup:
    """
    The role group that *identity*, a name or a Guid, means; to be read.

    Raises:
        ExchangeRefusal: There is none.

    """
    wanted = identity.casefold()
    for group in role_groups(tenant):
        if wanted in {group.name.casefold(), object_guid(tenant, "RoleGroup", group.name)}:
            return group
    raise refusals.not_found(identity)


def change_role_group(tenant: Tenant, identity: str) -> RoleGroup:
    """
    The role group that *identity* means; to be changed.

    Raises:
        ExchangeRefusal: There is none.

    """
    group = find_role_group(tenant, identity)
    return tenant.role_groups.groups.setdefault(group.name.casefold(), group)


def find_principal(tenant: Tenant, identity: str) -> ServicePrincipal:
    """
    The service principal that *identity*, one of its ids or its name, means.

    Raises:
        ExchangeRefusal: Exchange has no reference to it.

    """
    wanted = identity.casefold()
    for one in tenant.role_groups.principals.values():
        if wanted in {one.object_id, one.app_id, one.display_name.casefold()}:
            return one
    raise refusals.not_found(identity)


def member_id(tenant: Tenant, identity: str) -> str:
    """
    The object id of a service principal, person or group that may be in a role group.

    Raises:
        ExchangeRefusal: There is none, or more than one.

    """
    try:
        return find_principal(tenant, identity).object_id
    except ExchangeRefusal:
        found = find_recipient(tenant, identity)
        return found.who.object_id if isinstance(found, Person) else found.id


def assignees(tenant: Tenant, identity: str) -> set[str]:
    """Whose roles *identity* has, in lower case: its own, and those of its role groups."""
    names = {identity.casefold()}
    try:
        member = member_id(tenant, identity)
    except ExchangeRefusal:
        return names
    groups = {group.name for group, _ in tenant.role_groups.of_member(member)}
    for template_id in _directory_roles(tenant, member):
        groups.update(role_table().groups_of(template_id))
    return names | {member} | {name.casefold() for name in groups}


def _directory_roles(tenant: Tenant, member: str) -> list[str]:
    for client in tenant.clients:
        if client.object_id == member:
            return list(client.directory_roles)
    return [
        role for person in tenant.people.find(member) for role in tenant.roles.of(person.who.index)
    ]
