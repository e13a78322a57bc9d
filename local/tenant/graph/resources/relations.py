"""Around a person: manager, reports, memberships, directory roles."""

from local.tenant.graph import refusals
from local.tenant.graph.kinds.directory_object import DIRECTORY_OBJECT
from local.tenant.graph.kinds.group import REFERENCED_GROUP
from local.tenant.graph.kinds.role import REFERENCED_ROLE, directory_role
from local.tenant.graph.kinds.user import REFERENCED_USER
from local.tenant.graph.lists import entity, page, page_of
from local.tenant.graph.people import present, the_user
from local.tenant.graph.resources.users import READ
from local.tenant.graph.route import Call, route
from local.tenant.messages import Answer, Document
from local.tenant.state.group import Group

_MEMBERS = ("Directory.Read.All", "GroupMember.Read.All", "User.Read.All")


@route("GET", "/users/{id}/manager", *READ)
def manager(call: Call) -> Answer:
    """The manager; 404 when there is none."""
    person = the_user(call)
    index = call.tenant.people.layout.manager(person.who.index)
    found = None if index is None else present(call, index)
    if found is None:
        raise refusals.not_found("manager")
    return entity(call, REFERENCED_USER, found)


@route("GET", "/users/{id}/directReports", *READ)
def direct_reports(call: Call) -> Answer:
    """Whom the person manages."""
    person = the_user(call)
    reports = call.tenant.people.layout.reports(person.who.index)
    return page_of(call, REFERENCED_USER, reports, lambda index: present(call, index))


@route("GET", "/users/{id}/memberOf", *_MEMBERS)
def member_of(call: Call) -> Answer:
    """Groups and directory roles."""
    return page(call, DIRECTORY_OBJECT, _mixed(_groups(call), _roles(call)))


@route("GET", "/users/{id}/transitiveMemberOf", *_MEMBERS)
def transitive_member_of(call: Call) -> Answer:
    """The same, with the roles that a group brings; groups here have no groups in them."""
    return page(call, DIRECTORY_OBJECT, _mixed(_groups(call), _all_roles(call)))


@route("GET", "/users/{id}/memberOf/microsoft.graph.group", *_MEMBERS)
def groups_of(call: Call) -> Answer:
    """Groups only."""
    return page(call, REFERENCED_GROUP, _groups(call))


@route("GET", "/users/{id}/transitiveMemberOf/microsoft.graph.group", *_MEMBERS)
def transitive_groups_of(call: Call) -> Answer:
    """Groups only."""
    return groups_of(call)


@route("GET", "/users/{id}/memberOf/microsoft.graph.directoryRole", *_MEMBERS)
def roles_of(call: Call) -> Answer:
    """Directory roles only, those that the person holds by themselves."""
    return page(call, REFERENCED_ROLE, _roles(call))


@route("GET", "/users/{id}/transitiveMemberOf/microsoft.graph.directoryRole", *_MEMBERS)
def transitive_roles_of(call: Call) -> Answer:
    """Directory roles only, also those that a group brings."""
    return page(call, REFERENCED_ROLE, _all_roles(call))


def _mixed(groups: list[Group], roles: list[Document]) -> list[Document]:
    return [
        *(REFERENCED_GROUP.document(one) for one in groups),
        *(REFERENCED_ROLE.document(one) for one in roles),
    ]


def _groups(call: Call) -> list[Group]:
    return call.tenant.groups.of(the_user(call).who.index)


def _roles(call: Call) -> list[Document]:
    held = call.tenant.roles.of(the_user(call).who.index)
    return [directory_role(call.tenant, one) for one in held]


def _all_roles(call: Call) -> list[Document]:
    roles = call.tenant.roles
    own = roles.of(the_user(call).who.index)
    brought = [role for group in _groups(call) for role in roles.of_group(group.id)]
    return [directory_role(call.tenant, one) for one in dict.fromkeys([*own, *brought])]
