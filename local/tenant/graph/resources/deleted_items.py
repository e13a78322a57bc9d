"""`/directory/deletedItems`: people who were deleted and can still come back."""

from local.tenant.graph import refusals, shapes
from local.tenant.graph.lists import context, page
from local.tenant.graph.route import Call, route
from local.tenant.graph.shapes import USER_DEFAULT
from local.tenant.messages import Answer
from local.tenant.state.person import Person

_READ = ("User.Read.All", "User.ReadWrite.All", "Directory.Read.All")
_WRITE = ("User.DeleteRestore.All", "User.ReadWrite.All")
_NAMES = USER_DEFAULT | {"deletedDateTime"}


@route("GET", "/directory/deletedItems/{id}", *_READ)
def get_deleted(call: Call) -> Answer:
    """One deleted person."""
    person = _deleted(call)
    kind = {"@odata.context": context(call), "@odata.type": "#microsoft.graph.user"}
    return Answer.of(200, {**kind, **shapes.user(person, _NAMES)})


@route("GET", "/directory/deletedItems/microsoft.graph.user", *_READ)
def list_deleted(call: Call) -> Answer:
    """All deleted people."""
    people = [call.tenant.people.read(index) for index in call.tenant.deleted.values()]
    return page(call, people, lambda person: shapes.user(person, _NAMES))


@route("POST", "/directory/deletedItems/{id}/restore", *_WRITE)
def restore(call: Call) -> Answer:
    """The person is back, as they were."""
    person = call.tenant.people.write(_deleted(call).who.index)
    person.account.deleted = None
    del call.tenant.deleted[person.who.object_id]
    return Answer.of(200, {"@odata.context": context(call), **shapes.user(person)})


@route("DELETE", "/directory/deletedItems/{id}", *_WRITE)
def purge(call: Call) -> Answer:
    """The person is gone for good, and the mailbox with them."""
    person = call.tenant.people.write(_deleted(call).who.index)
    person.mailbox = None
    del call.tenant.deleted[person.who.object_id]
    return Answer(204)


def _deleted(call: Call) -> Person:
    index = call.tenant.deleted.get(call.names["id"].casefold())
    if index is None:
        raise refusals.not_found(call.names["id"])
    return call.tenant.people.read(index)
