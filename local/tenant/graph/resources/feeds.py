"""`/users/delta` and `/groups/delta`."""

from local.tenant.graph.delta import Feed, delta
from local.tenant.graph.kinds.group import GROUP
from local.tenant.graph.kinds.user import USER, Someone
from local.tenant.graph.people import everybody
from local.tenant.graph.resources.groups import READ as READ_GROUPS
from local.tenant.graph.resources.users import READ as READ_USERS
from local.tenant.graph.route import Call, route
from local.tenant.messages import Answer, Document
from local.tenant.state.changes import fingerprint
from local.tenant.state.group import Group
from local.tenant.watch import group_view, person_view


@route("GET", "/users/delta", *READ_USERS)
def users_delta(call: Call) -> Answer:
    """People: all, or those who were changed, came or went."""
    people, changes = call.tenant.people, call.tenant.directory.people_changes

    def load(index: int) -> Someone | Document | None:
        person = people.read(index)
        if person.account.deleted is None:
            return Someone(call.tenant, person)
        gone = person.who.object_id not in call.tenant.deleted
        return _removed(person.who.object_id, "deleted" if gone else "changed")

    def is_as(index: int, before: bytes) -> bool:
        return fingerprint(person_view(people.read(index))) == before

    return delta(call, Feed(USER, everybody(call), changes, load, is_as))


@route("GET", "/groups/delta", *READ_GROUPS)
def groups_delta(call: Call) -> Answer:
    """Groups: all, or those that were changed, came or went; members are not told here."""
    groups, changes = call.tenant.groups, call.tenant.directory.group_changes

    def load(group_id: str) -> Group | Document | None:
        return groups.read(group_id) or _removed(group_id, "deleted")

    def is_as(group_id: str, before: bytes) -> bool:
        return fingerprint(group_view(groups.read(group_id))) == before

    return delta(call, Feed(GROUP, [one.id for one in groups], changes, load, is_as))


def _removed(object_id: str, reason: str) -> Document:
    return {"id": object_id, "@removed": {"reason": reason}}
