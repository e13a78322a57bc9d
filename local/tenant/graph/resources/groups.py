"""`/groups/{id}` and who is in them."""

import re

from local.tenant.graph import refusals, shapes
from local.tenant.graph.lists import context, page, selected, trimmed
from local.tenant.graph.route import Call, route
from local.tenant.graph.search import searched
from local.tenant.graph.shapes import USER, USER_DEFAULT
from local.tenant.licensing import settle
from local.tenant.messages import Answer, Document
from local.tenant.state.group import Group
from local.tenant.state.licenses import Assignment
from local.tenant.state.person import Person

_READ = ("Group.Read.All", "GroupMember.Read.All", "Directory.Read.All")
_WRITE = ("GroupMember.ReadWrite.All", "Group.ReadWrite.All")
_ROLE_GROUPS = "RoleManagement.ReadWrite.Directory"
_REFERENCE = re.compile(r".*/(?:directoryObjects|users)(?:/|\(')([^'/]+)")
_DYNAMIC = "Insufficient rights to change the members of a group with dynamic membership."


@route("GET", "/groups/{id}", *_READ)
def get_group(call: Call) -> Answer:
    """One group."""
    document = trimmed(call, shapes.group(_group(call)))
    return Answer.of(200, {"@odata.context": f"{context(call)}/$entity", **document})


@route("GET", "/groups", *_READ)
def list_groups(call: Call) -> Answer:
    """All groups, or those that the search finds."""
    if call.request.query.get("$filter"):
        raise refusals.unsupported("Filters on groups are not supported here.")
    fits = searched(call)

    def shape(group: Group) -> Document | None:
        document = shapes.group(group)
        return trimmed(call, document) if fits is None or fits(document) else None

    return page(call, list(call.tenant.groups), shape)


@route("GET", "/groups/{id}/members", *_READ)
def members(call: Call) -> Answer:
    """The members, who are people here."""
    names = selected(call, frozenset(USER), USER_DEFAULT)

    def shape(index: int) -> Document | None:
        person = call.tenant.people.read(index)
        if person.account.deleted is not None:
            return None
        return {"@odata.type": "#microsoft.graph.user", **shapes.user(person, names)}

    return page(call, _group(call).members(), shape)


@route("DELETE", "/groups/{id}/members/{user}/$ref", *_WRITE)
def remove_member(call: Call) -> Answer:
    """The person is no member, and has no licence from the group any more."""
    group, person = _changeable(call), _member(call, call.names["user"])
    if not group.has(person.who.index):
        raise refusals.not_found(call.names["user"])
    group.remove(person.who.index)
    if group.sku_ids:
        held = person.account.licenses
        person.account.licenses = [one for one in held if one.group_id != group.id]
        settle(call.tenant, person)
    return Answer(204)


@route("POST", "/groups/{id}/members/$ref", *_WRITE)
def add_member(call: Call) -> Answer:
    """The person is a member, and has the licences that the group gives."""
    group = _changeable(call)
    match = _REFERENCE.match(str(call.request.document().get("@odata.id") or ""))
    if match is None:
        raise refusals.bad_request("A value without a type name was found: @odata.id is needed.")
    person = _member(call, match[1])
    if group.has(person.who.index):
        raise refusals.bad_request(refusals.ALREADY_THERE)
    group.add(person.who.index)
    if group.sku_ids:
        person.account.licenses += [Assignment(sku_id, group.id) for sku_id in group.sku_ids]
        settle(call.tenant, person)
    return Answer(204)


def _group(call: Call) -> Group:
    found = call.tenant.groups.read(call.names["id"].casefold())
    if found is None:
        raise refusals.not_found(call.names["id"])
    return found


def _changeable(call: Call) -> Group:
    """
    The group, when Graph may change its members.

    Raises:
        GraphRefusal: Its members are kept elsewhere, or a permission is missing.

    """
    group = _group(call)
    if group.in_exchange:
        raise refusals.bad_request(refusals.MAIL_ENABLED)
    if group.synced:
        raise refusals.bad_request(refusals.MASTERED_ON_PREMISES)
    if group.dynamic_rule:
        raise refusals.bad_request(_DYNAMIC)
    if group.role_assignable:
        call.require(_ROLE_GROUPS)
    return call.tenant.groups.write(group)


def _member(call: Call, identity: str) -> Person:
    """The person with object id *identity*, to be changed."""
    for person in call.tenant.people.find(identity):
        if person.who.object_id == identity.casefold():
            return call.tenant.people.write(person.who.index)
    raise refusals.not_found(identity)
