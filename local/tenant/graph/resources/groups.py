"""`/groups`: read, list, count."""

from local.tenant.graph.kinds.group import GROUP
from local.tenant.graph.lists import counted, entity, page
from local.tenant.graph.route import Call, route
from local.tenant.graph.the_group import the_group
from local.tenant.messages import Answer

READ = ("Group.Read.All", "GroupMember.Read.All", "Directory.Read.All")


@route("GET", "/groups/{id}", *READ)
def get_group(call: Call) -> Answer:
    """One group."""
    return entity(call, GROUP, the_group(call))


@route("GET", "/groups", *READ)
def list_groups(call: Call) -> Answer:
    """All groups, or those that the filter and the search find."""
    return page(call, GROUP, list(call.tenant.groups))


@route("GET", "/groups/$count", *READ)
def count_groups(call: Call) -> Answer:
    """How many groups fit the filter, as plain text."""
    return counted(call, GROUP, list(call.tenant.groups), lambda one: one)
