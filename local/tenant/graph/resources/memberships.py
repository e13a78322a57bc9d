"""What a person belongs to, and what belongs to them: groups and directory roles."""

from local.tenant.graph.kinds.directory_object import DIRECTORY_OBJECT
from local.tenant.graph.kinds.group import REFERENCED_GROUP
from local.tenant.graph.kinds.role import REFERENCED_ROLE, directory_role
from local.tenant.graph.lists import page
from local.tenant.graph.people import the_user
from local.tenant.graph.resources.users import READ
from local.tenant.graph.route import Call, route
from local.tenant.messages import Answer, Document
from local.tenant.state.group import Group

_MEMBERS = ("Directory.Read.All", "GroupMember.Read.All", "User.Read.All")


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


@route("GET", "/users/{id}/ownedObjects", *READ)
def owned_objects(call: Call) -> Answer:
    """The groups that the person owns; nobody owns anything else here."""
    return page(call, DIRECTORY_OBJECT, _mixed(_owned(call), []))


@route("GET", "/users/{id}/ownedObjects/microsoft.graph.group", *READ)
def owned_groups(call: Call) -> Answer:
    """Groups only."""
    return page(call, REFERENCED_GROUP, _owned(call))


def _owned(call: Call) -> list[Group]:
    index = the_user(call).who.index
    return [one for one in call.tenant.groups if index in one.owners]


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
