"""`/users`: read, list, count, delete."""

from local.tenant.graph import refusals
from local.tenant.graph.kinds.user import USER
from local.tenant.graph.lists import counted, counted_whole, entity, page_of
from local.tenant.graph.people import candidates, everybody, present, someone, the_user
from local.tenant.graph.route import Call, route
from local.tenant.messages import Answer
from local.tenant.state.person import Person

READ = ("User.Read.All", "User.ReadWrite.All", "Directory.Read.All")


@route("GET", "/users/{id}", *READ)
def get_user(call: Call) -> Answer:
    """One person."""
    return entity(call, USER, someone(call))


@route("GET", "/users", *READ)
def list_users(call: Call) -> Answer:
    """People who fit the filter and the search, a page of them."""
    return page_of(call, USER, candidates(call), lambda index: present(call, index))


@route("GET", "/users/$count", *READ)
def count_users(call: Call) -> Answer:
    """How many people fit the filter, as plain text."""
    whole = counted_whole(call, USER, lambda: len(everybody(call)))
    return whole or counted(call, USER, candidates(call), lambda index: present(call, index))


@route("DELETE", "/users/{id}", "User.DeleteRestore.All", "User.ReadWrite.All")
def delete_user(call: Call) -> Answer:
    """The person is in the deleted items, for 30 days."""
    return delete(call, the_user(call))


def delete(call: Call, person: Person) -> Answer:
    """
    *person* is in the deleted items, and their licences are free.

    Raises:
        GraphRefusal: They are mastered on premises.

    """
    refuse_on_premises(person)
    person = call.tenant.people.write(person.who.index)
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
