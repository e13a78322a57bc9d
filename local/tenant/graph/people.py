"""Which people a call means."""

from collections.abc import Sequence

from local.tenant.graph import refusals
from local.tenant.graph.filters import condition
from local.tenant.graph.kinds.user import USER, Someone
from local.tenant.graph.odata.expression import Compare, conjuncts
from local.tenant.graph.query import options_of
from local.tenant.graph.route import Call
from local.tenant.state.person import Person

_NAMING = frozenset({"displayName", "id", "mail", "mailNickname", "userPrincipalName"})


def the_user(call: Call, name: str = "id") -> Person:
    """
    The person whom the placeholder *name* holds: an object id or a user principal name.

    Raises:
        GraphRefusal: There is none.

    """
    wanted = call.names[name]
    for person in call.tenant.people.find(wanted):
        if wanted.casefold() in {person.who.object_id, person.who.upn.casefold()}:
            return person
    raise refusals.not_found(wanted)


def changing(call: Call, name: str = "id") -> Person:
    """
    The same person, to be changed.

    Raises:
        GraphRefusal: There is none.

    """
    return call.tenant.people.write(the_user(call, name).who.index)


def someone(call: Call, name: str = "id") -> Someone:
    """
    The same person, to be shown.

    Raises:
        GraphRefusal: There is none.

    """
    return Someone(call.tenant, the_user(call, name))


def present(call: Call, index: int) -> Someone | None:
    """Person *index*, unless they are deleted."""
    person = call.tenant.people.read(index)
    return Someone(call.tenant, person) if person.account.deleted is None else None


def everybody(call: Call) -> list[int]:
    """The indexes of all who are there, as readers see it."""
    people = call.tenant.people
    changed = [one.who.index for one in people.changed()]
    gone = {index for index in changed if people.read(index).account.deleted is not None}
    return [index for index in people.everyone if index not in gone]


def candidates(call: Call) -> Sequence[int]:
    """
    The indexes among which those that fit the filter are: few when it names a person.

    Raises:
        GraphRefusal: The filter is none.

    """
    people = call.tenant.people
    where = condition(USER, options_of(call).get("$filter"), advanced=True)
    for part in conjuncts(where) if where is not None else ():
        match part:
            case Compare((name,), "eq", str(wanted)) if name in _NAMING:
                return [one.who.index for one in people.find(wanted)]
            case Compare(("employeeId",), "eq", str(wanted)):
                # Whoever was changed may have been given the number since.
                changed = (one.who.index for one in people.changed())
                return sorted({*people.identities.by_employee_id(wanted), *changed})
            case _:
                pass
    return people.everyone
