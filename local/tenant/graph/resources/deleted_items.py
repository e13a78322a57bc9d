"""`/directory/deletedItems`: people who were deleted and can still come back."""

from dataclasses import replace
from datetime import timedelta

from local.tenant.graph import refusals
from local.tenant.graph.kinds.user import DEFAULT, USER, Someone
from local.tenant.graph.lists import context, entity, page_of
from local.tenant.graph.route import Call, route
from local.tenant.mailbox_life import held
from local.tenant.messages import Answer
from local.tenant.state.person import Person

_READ = ("User.Read.All", "User.ReadWrite.All", "Directory.Read.All")
_WRITE = ("User.DeleteRestore.All", "User.ReadWrite.All")
_KEPT = timedelta(days=30)
_DELETED_USER = replace(USER, default=DEFAULT | {"deletedDateTime"})


@route("GET", "/directory/deletedItems/{id}", *_READ)
def get_deleted(call: Call) -> Answer:
    """One deleted person."""
    one = Someone(call.tenant, _deleted(call))
    return entity(call, _DELETED_USER, one, **{"@odata.type": "#microsoft.graph.user"})


@route("GET", "/directory/deletedItems/microsoft.graph.user", *_READ)
def list_deleted(call: Call) -> Answer:
    """All deleted people."""
    return page_of(
        call, _DELETED_USER, [*call.tenant.deleted.values()], lambda index: _shown(call, index)
    )


@route("POST", "/directory/deletedItems/{id}/restore", *_WRITE)
def restore(call: Call) -> Answer:
    """The person is back, as they were."""
    person = call.tenant.people.write(_deleted(call).who.index)
    person.account.deleted = None
    del call.tenant.deleted[person.who.object_id]
    row = USER.document(Someone(call.tenant, person))
    head = {"@odata.context": context(call), "@odata.type": "#microsoft.graph.user"}
    return Answer.of(200, {**head, **row})


@route("DELETE", "/directory/deletedItems/{id}", *_WRITE)
def purge(call: Call) -> Answer:
    """The person is gone for good, and the mailbox with them unless a hold keeps it."""
    person = call.tenant.people.write(_deleted(call).who.index)
    if person.mailbox is not None and not held(person.mailbox, call.tenant.clock.now()):
        person.mailbox = None
    del call.tenant.deleted[person.who.object_id]
    return Answer(204)


def _deleted(call: Call) -> Person:
    index = call.tenant.deleted.get(call.names["id"].casefold())
    one = None if index is None else _shown(call, index)
    if one is None:
        raise refusals.not_found(call.names["id"])
    return one.person


def _shown(call: Call, index: int) -> Someone | None:
    """Person *index*, if readers see them deleted, and not for longer than they are kept."""
    person = call.tenant.people.read(index)
    deleted = person.account.deleted
    if deleted is None or call.tenant.clock.now() - deleted > _KEPT:
        return None
    return Someone(call.tenant, person)
