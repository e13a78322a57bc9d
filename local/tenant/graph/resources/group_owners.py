"""Who owns a group: reading it, adding and removing. A Microsoft 365 group keeps one owner."""

from local.tenant.graph import refusals
from local.tenant.graph.kinds.user import REFERENCED_USER
from local.tenant.graph.lists import page_of
from local.tenant.graph.people import present
from local.tenant.graph.references import person_with_id, referenced_id
from local.tenant.graph.resources.groups import READ
from local.tenant.graph.route import Call, route
from local.tenant.graph.the_group import changeable, the_group
from local.tenant.messages import Answer
from local.tenant.state.group import GroupKind

_WRITE = ("Group.ReadWrite.All", "Directory.ReadWrite.All")
_LAST = "The group must have at least one owner, hence this owner cannot be removed."


@route("GET", "/groups/{id}/owners", *READ)
def owners(call: Call) -> Answer:
    """The owners, who are people here."""
    return page_of(
        call, REFERENCED_USER, the_group(call).owners, lambda index: present(call, index)
    )


@route("POST", "/groups/{id}/owners/$ref", *_WRITE)
def add_owner(call: Call) -> Answer:
    """The person is an owner; that makes them no member."""
    group, person = changeable(call), person_with_id(call, referenced_id(call))
    if person.who.index in group.owners:
        raise refusals.already_there("owners")
    call.tenant.groups.write(group).owners.append(person.who.index)
    return Answer(204)


@route("DELETE", "/groups/{id}/owners/{user}/$ref", *_WRITE)
def remove_owner(call: Call) -> Answer:
    """The person is no owner any more."""
    group, person = changeable(call), person_with_id(call, call.names["user"])
    if person.who.index not in group.owners:
        raise refusals.not_found(call.names["user"])
    if group.kind is GroupKind.MICROSOFT_365 and len(group.owners) == 1:
        raise refusals.bad_request(_LAST)
    call.tenant.groups.write(group).owners.remove(person.who.index)
    return Answer(204)
