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
    groups = [REFERENCED_GROUP.document(one) for one in _groups(call)]
    roles = [REFERENCED_ROLE.document(one) for one in _roles(call)]
    return page(call, DIRECTORY_OBJECT, [*groups, *roles])


@route("GET", "/users/{id}/transitiveMemberOf", *_MEMBERS)
def transitive_member_of(call: Call) -> Answer:
    """The same: groups here have no groups in them."""
    return member_of(call)


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
    """Directory roles only."""
    return page(call, REFERENCED_ROLE, _roles(call))


@route("GET", "/users/{id}/transitiveMemberOf/microsoft.graph.directoryRole", *_MEMBERS)
def transitive_roles_of(call: Call) -> Answer:
    """Directory roles only."""
    return roles_of(call)


def _groups(call: Call) -> list[Group]:
    return call.tenant.groups.of(the_user(call).who.index)


def _roles(call: Call) -> list[Document]:
    held = call.tenant.roles.get(the_user(call).who.index, [])
    return [directory_role(call.tenant, one) for one in held]
