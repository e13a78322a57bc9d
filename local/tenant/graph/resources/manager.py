"""Who manages a person, and whom they manage."""

from local.tenant.graph import refusals
from local.tenant.graph.kinds.user import REFERENCED_USER
from local.tenant.graph.lists import entity, page_of
from local.tenant.graph.people import present, the_user
from local.tenant.graph.references import person_with_id, referenced_id
from local.tenant.graph.resources.users import READ, refuse_on_premises
from local.tenant.graph.route import Call, route
from local.tenant.messages import Answer

_WRITE = "User.ReadWrite.All"


@route("GET", "/users/{id}/manager", *READ)
def manager(call: Call) -> Answer:
    """The manager; 404 when there is none."""
    index = call.tenant.directory.managers.of(the_user(call).who.index)
    found = None if index is None else present(call, index)
    if found is None:
        raise refusals.not_found("manager")
    return entity(call, REFERENCED_USER, found)


@route("PUT", "/users/{id}/manager/$ref", _WRITE)
def set_manager(call: Call) -> Answer:
    """The person has that manager and no other."""
    person = the_user(call)
    refuse_on_premises(person)
    wanted = person_with_id(call, referenced_id(call))
    if wanted.who.index == person.who.index:
        raise refusals.bad_request("A user cannot be their own manager.")
    call.tenant.directory.managers.put(person.who.index, wanted.who.index)
    return Answer(204)


@route("DELETE", "/users/{id}/manager/$ref", _WRITE)
def remove_manager(call: Call) -> Answer:
    """The person has no manager."""
    person, managers = the_user(call), call.tenant.directory.managers
    refuse_on_premises(person)
    if managers.of(person.who.index) is None:
        raise refusals.not_found("manager")
    managers.put(person.who.index, None)
    return Answer(204)


@route("GET", "/users/{id}/directReports", *READ)
def direct_reports(call: Call) -> Answer:
    """Whom the person manages."""
    reports = call.tenant.directory.managers.reports(the_user(call).who.index)
    return page_of(call, REFERENCED_USER, reports, lambda index: present(call, index))
