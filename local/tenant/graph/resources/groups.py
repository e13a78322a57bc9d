"""`/groups/{id}` and who is in them."""

import re

from local.tenant.graph import refusals
from local.tenant.graph.kinds.group import GROUP
from local.tenant.graph.kinds.user import REFERENCED_USER
from local.tenant.graph.lists import counted, entity, page, page_of
from local.tenant.graph.people import present
from local.tenant.graph.route import Call, route
from local.tenant.licensing import settle
from local.tenant.messages import Answer
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
    return entity(call, GROUP, _group(call))


@route("GET", "/groups", *_READ)
def list_groups(call: Call) -> Answer:
    """All groups, or those that the filter and the search find."""
    return page(call, GROUP, list(call.tenant.groups))


@route("GET", "/groups/$count", *_READ)
def count_groups(call: Call) -> Answer:
    """How many groups fit the filter, as plain text."""
    return counted(call, GROUP, list(call.tenant.groups), lambda one: one)


@route("GET", "/groups/{id}/members", *_READ)
def members(call: Call) -> Answer:
    """The members, who are people here."""
    return page_of(
        call, REFERENCED_USER, _group(call).members(), lambda index: present(call, index)
    )


@route("GET", "/groups/{id}/members/$count", *_READ)
def count_members(call: Call) -> Answer:
    """How many members fit the filter, as plain text."""
    return counted(
        call, REFERENCED_USER, _group(call).members(), lambda index: present(call, index)
    )


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
    match = _REFERENCE.match(str(call.body().get("@odata.id") or ""))
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
