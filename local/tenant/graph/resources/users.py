"""`/users`: read, list, count, change, delete."""

from local.tenant.graph import refusals
from local.tenant.graph.lists import context, page, selected
from local.tenant.graph.people import Filter, changing, the_user
from local.tenant.graph.route import Call, route
from local.tenant.graph.search import SEARCHABLE, searched
from local.tenant.graph.shapes import USER, USER_DEFAULT, user
from local.tenant.messages import Answer, Document
from local.tenant.state.person import Person

READ = ("User.Read.All", "User.ReadWrite.All", "Directory.Read.All")
_KNOWN = frozenset(USER)


@route("GET", "/users/{id}", *READ)
def get_user(call: Call) -> Answer:
    """One person."""
    names = selected(call, _KNOWN, USER_DEFAULT)
    document = user(the_user(call), names)
    return Answer.of(200, {"@odata.context": f"{context(call)}/$entity", **document})


@route("GET", "/users", *READ)
def list_users(call: Call) -> Answer:
    """People who fit the filter and the search, a page of them."""
    names, found = selected(call, _KNOWN, USER_DEFAULT), searched(call)
    wanted = Filter(call.request.query.get("$filter", ""))

    def shape(index: int) -> Document | None:
        person = call.tenant.people.read(index)
        if person.account.deleted is not None or not wanted.fits(person):
            return None
        if found is not None and not found(user(person, SEARCHABLE)):
            return None
        return user(person, names)

    return page(call, wanted.candidates(call), shape)


@route("GET", "/users/$count", *READ)
def count_users(call: Call) -> Answer:
    """How many people fit the filter, as plain text."""
    if call.request.headers.get("consistencylevel", "").casefold() != "eventual":
        raise refusals.unsupported("Counting needs the header ConsistencyLevel: eventual.")
    wanted = Filter(call.request.query.get("$filter", ""))
    roster = call.tenant.people
    if wanted.empty:
        gone = sum(person.account.deleted is not None for person in roster.changed())
        number = roster.layout.people - gone
    else:
        number = sum(_counts(call, wanted, index) for index in wanted.candidates(call))
    return Answer(200, str(number).encode(), {"content-type": "text/plain"}, str(number))


@route("DELETE", "/users/{id}", "User.DeleteRestore.All", "User.ReadWrite.All")
def delete_user(call: Call) -> Answer:
    """The person is in the deleted items, for 30 days."""
    person = changing(call)
    refuse_on_premises(person)
    person.account.deleted = call.tenant.clock.now()
    call.tenant.deleted[person.who.object_id] = person.who.index
    return Answer(204)


def refuse_on_premises(person: Person) -> None:
    """
    Nothing, when the person is mastered in the cloud.

    Raises:
        GraphRefusal: The person is mastered on premises and changed there only.

    """
    if person.account.synced:
        raise refusals.bad_request(refusals.MASTERED_ON_PREMISES)


def _counts(call: Call, wanted: Filter, index: int) -> bool:
    person = call.tenant.people.read(index)
    return person.account.deleted is None and wanted.fits(person)
