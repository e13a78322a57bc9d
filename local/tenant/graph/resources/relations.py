"""Around a person: manager, reports, memberships, directory roles."""

from local.tenant.graph import refusals, shapes
from local.tenant.graph.lists import page, selected, trimmed
from local.tenant.graph.people import the_user
from local.tenant.graph.resources.users import READ
from local.tenant.graph.route import Call, route
from local.tenant.graph.shapes import USER, USER_DEFAULT
from local.tenant.messages import Answer, Document

_MEMBERS = ("Directory.Read.All", "GroupMember.Read.All", "User.Read.All")
_KNOWN = frozenset(USER)
_PERSON = "#microsoft.graph.user"


@route("GET", "/users/{id}/manager", *READ)
def manager(call: Call) -> Answer:
    """The manager; 404 when there is none."""
    person = the_user(call)
    index = call.tenant.people.layout.manager(person.who.index)
    found = None if index is None else call.tenant.people.read(index)
    if found is None or found.account.deleted is not None:
        raise refusals.not_found("manager")
    names = selected(call, _KNOWN, USER_DEFAULT)
    return Answer.of(200, {"@odata.type": _PERSON, **shapes.user(found, names)})


@route("GET", "/users/{id}/directReports", *READ)
def direct_reports(call: Call) -> Answer:
    """Whom the person manages."""
    person = the_user(call)
    names = selected(call, _KNOWN, USER_DEFAULT)

    def shape(index: int) -> Document | None:
        report = call.tenant.people.read(index)
        if report.account.deleted is not None:
            return None
        return {"@odata.type": _PERSON, **shapes.user(report, names)}

    return page(call, call.tenant.people.layout.reports(person.who.index), shape)


@route("GET", "/users/{id}/memberOf", *_MEMBERS)
def member_of(call: Call) -> Answer:
    """Groups and directory roles."""
    return page(call, _groups(call) + _roles(call), lambda one: trimmed(call, one))


@route("GET", "/users/{id}/transitiveMemberOf", *_MEMBERS)
def transitive_member_of(call: Call) -> Answer:
    """The same: groups here have no groups in them."""
    return member_of(call)


@route("GET", "/users/{id}/memberOf/microsoft.graph.group", *_MEMBERS)
def groups_of(call: Call) -> Answer:
    """Groups only."""
    return page(call, _groups(call), lambda one: trimmed(call, one))


@route("GET", "/users/{id}/transitiveMemberOf/microsoft.graph.group", *_MEMBERS)
def transitive_groups_of(call: Call) -> Answer:
    """Groups only."""
    return groups_of(call)


@route("GET", "/users/{id}/memberOf/microsoft.graph.directoryRole", *_MEMBERS)
def roles_of(call: Call) -> Answer:
    """Directory roles only."""
    return page(call, _roles(call), lambda one: trimmed(call, one))


@route("GET", "/users/{id}/transitiveMemberOf/microsoft.graph.directoryRole", *_MEMBERS)
def transitive_roles_of(call: Call) -> Answer:
    """Directory roles only."""
    return roles_of(call)


def _groups(call: Call) -> list[Document]:
    found = call.tenant.groups.of(the_user(call).who.index)
    return [{"@odata.type": "#microsoft.graph.group", **shapes.group(one)} for one in found]


def _roles(call: Call) -> list[Document]:
    held = call.tenant.roles.get(the_user(call).who.index, [])
    kind = "#microsoft.graph.directoryRole"
    return [{"@odata.type": kind, **shapes.role(call.tenant, one)} for one in held]
