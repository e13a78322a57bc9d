"""`/users/{id}/appRoleAssignments`: the applications that people may use."""

from local.tenant.graph import refusals
from local.tenant.graph.kinds.grant import ASSIGNMENT, assignment
from local.tenant.graph.lists import page
from local.tenant.graph.people import the_user
from local.tenant.graph.route import Call, route
from local.tenant.messages import Answer

_WRITE = "AppRoleAssignment.ReadWrite.All"


@route("GET", "/users/{id}/appRoleAssignments", "Directory.Read.All", _WRITE)
def assignments_of(call: Call) -> Answer:
    """What one person was given."""
    who, directory = the_user(call).who, call.tenant.directory
    held = directory.access.assignments.read(who.index)
    rows = [
        assignment(
            one,
            ("User", who.object_id, who.display_name),
            directory.applications.principal(one.resource_id),
        )
        for one in held
    ]
    return page(call, ASSIGNMENT, rows)


@route("DELETE", "/users/{id}/appRoleAssignments/{assignment}", _WRITE)
def delete_assignment(call: Call) -> Answer:
    """The person may not use the application any more."""
    index, wanted = the_user(call).who.index, call.names["assignment"]
    assignments = call.tenant.directory.access.assignments
    for one in assignments.read(index):
        if one.id == wanted:
            assignments.write(index).remove(one)
            return Answer(204)
    raise refusals.not_found(wanted)
