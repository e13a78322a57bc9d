"""Which people a call means."""

import re
from collections.abc import Sequence

from local.tenant.graph import refusals
from local.tenant.graph.route import Call
from local.tenant.graph.shapes import USER
from local.tenant.messages import Json
from local.tenant.state.person import Person

_CLAUSE = re.compile(r"\s*(\w+)\s+eq\s+('(?:[^']|'')*'|true|false|null)\s*", re.IGNORECASE)
_AND = re.compile(r"\s+and\s+(?=\w+\s+eq\s)", re.IGNORECASE)
_NAMING = {"id", "userprincipalname", "mail", "displayname", "mailnickname"}


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


class Filter:
    """A conjunction of equalities, the only filter that is understood here."""

    def __init__(self, text: str) -> None:
        self._clauses: list[tuple[str, Json]] = []
        spelling = {name.casefold(): name for name in USER}
        for part in _AND.split(text) if text.strip() else []:
            match = _CLAUSE.fullmatch(part)
            if match is None or match[1].casefold() not in spelling:
                raise refusals.unsupported(f"Unsupported or invalid query filter clause: {part}.")
            self._clauses.append((spelling[match[1].casefold()], _value(match[2])))

    def fits(self, person: Person) -> bool:
        return all(_same(USER[name](person), wanted) for name, wanted in self._clauses)

    def candidates(self, call: Call) -> Sequence[int]:
        """The indexes among which those that fit are: few when a clause names a person."""
        roster = call.tenant.people
        for name, wanted in self._clauses:
            if name == "employeeId" and isinstance(wanted, str):
                return roster.identities.by_employee_id(wanted)
            if name.casefold() in _NAMING and isinstance(wanted, str):
                return roster.identities.find(wanted)
        return range(roster.layout.people)

    @property
    def empty(self) -> bool:
        return not self._clauses


def _value(text: str) -> Json:
    if text.startswith("'"):
        return text[1:-1].replace("''", "'")
    return {"true": True, "false": False}.get(text.casefold())


def _same(value: Json, wanted: Json) -> bool:
    if isinstance(value, str) and isinstance(wanted, str):
        return value.casefold() == wanted.casefold()
    return value is wanted or value == wanted
