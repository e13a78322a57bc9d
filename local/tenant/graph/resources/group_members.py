"""Who is in a group: reading it, adding and removing."""

from local.tenant.graph import refusals
from local.tenant.graph.kinds.user import REFERENCED_USER
from local.tenant.graph.lists import counted, page_of
from local.tenant.graph.people import present
from local.tenant.graph.references import person_with_id, referenced_id
from local.tenant.graph.resources.groups import READ
from local.tenant.graph.resources.users import delete
from local.tenant.graph.route import Call, route
from local.tenant.graph.the_group import changeable, the_group
from local.tenant.licensing import joined, left
from local.tenant.messages import Answer
from local.tenant.state.group import Group

_WRITE = ("GroupMember.ReadWrite.All", "Group.ReadWrite.All")
_DYNAMIC = "Insufficient rights to change the members of a group with dynamic membership."


@route("GET", "/groups/{id}/members", *READ)
def members(call: Call) -> Answer:
    """The members, who are people here."""
    return page_of(
        call, REFERENCED_USER, the_group(call).members(), lambda index: present(call, index)
    )


@route("GET", "/groups/{id}/transitiveMembers", *READ)
def transitive_members(call: Call) -> Answer:
    """The same: groups here have no groups in them."""
    return members(call)


@route("GET", "/groups/{id}/members/$count", *READ)
def count_members(call: Call) -> Answer:
    """How many members fit the filter, as plain text."""
    return counted(
        call, REFERENCED_USER, the_group(call).members(), lambda index: present(call, index)
    )


@route("POST", "/groups/{id}/members/$ref", *_WRITE)
def add_member(call: Call) -> Answer:
    """The person is a member, and has the licences that the group gives."""
    group = _with_members_by_hand(call)
    person = person_with_id(call, referenced_id(call))
    if group.has(person.who.index):
        raise refusals.already_there("members")
    call.tenant.groups.write(group).add(person.who.index)
    joined(call.tenant, group, person)
    return Answer(204)


@route("DELETE", "/groups/{id}/members/{user}/$ref", *_WRITE)
def remove_member(call: Call) -> Answer:
    """The person is no member, and has no licence from the group any more."""
    group, person = _with_members_by_hand(call), person_with_id(call, call.names["user"])
    if not group.has(person.who.index):
        raise refusals.not_found(call.names["user"])
    call.tenant.groups.write(group).remove(person.who.index)
    left(call.tenant, group, person)
    return Answer(204)


@route("DELETE", "/groups/{id}/members/{user}", "User.DeleteRestore.All", "User.ReadWrite.All")
def delete_the_member_itself(call: Call) -> Answer:
    """
    The person is deleted, for without `/$ref` the path means the person.

    Source: "Remove member" of the group reference, which warns of it.
    """
    person = person_with_id(call, call.names["user"])
    if not the_group(call).has(person.who.index):
        raise refusals.not_found(call.names["user"])
    return delete(call, person)


def _with_members_by_hand(call: Call) -> Group:
    group = changeable(call)
    if group.dynamic_rule:
        raise refusals.bad_request(_DYNAMIC)
    return group
