"""References to objects: `{"@odata.id": "https://…/directoryObjects/{id}"}`."""

import re

from local.tenant.graph import refusals
from local.tenant.graph.route import Call
from local.tenant.state.person import Person

_REFERENCE = re.compile(r".*/(?:directoryObjects|users)(?:/|\(')([^'/]+)", re.IGNORECASE)


def referenced_id(call: Call) -> str:
    """
    The id of the object that the body refers to.

    Raises:
        GraphRefusal: It refers to none.

    """
    match = _REFERENCE.match(str(call.body().get("@odata.id") or ""))
    if match is None:
        raise refusals.bad_request(
            "Invalid URL format specified in @odata.id of the payload. It must end in "
            "/directoryObjects/{id} or /users/{id}."
        )
    return match[1]


def person_with_id(call: Call, object_id: str) -> Person:
    """
    The person with that object id; their name would not do.

    Raises:
        GraphRefusal: There is none.

    """
    for person in call.tenant.people.find(object_id):
        if person.who.object_id == object_id.casefold():
            return person
    raise refusals.not_found(object_id)
