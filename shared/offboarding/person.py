"""Finding the person a request speaks of, and what the guard must know of them."""

from dataclasses import dataclass

from shared.exchange.models.mailbox import Mailbox
from shared.graph.protocol import Part
from shared.graph.query import literal, path, segment
from shared.offboarding.facts import Manager, Reading, User
from shared.offboarding.gather import USER_FIELDS, Gatherer
from shared.offboarding.request import Person
from shared.session import Session
from shared.web.errors import Call, Malformed, NotFound, ServiceError, Transient
from shared.web.request import Row


class UnknownPerson(Exception):
    """Nobody, or more than one, fits; `code` says which."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True, slots=True)
class Subject:
    """
    What is known of the person when the guard decides.

    `roles` are the directory roles held, directly or through groups; None when unreadable.
    """

    user: User
    manager: Manager | None
    mailbox: Mailbox | None
    roles: tuple[str, ...] | None


async def find(session: Session, person: Person) -> User:
    """
    The one user that fits.

    Raises:
        UnknownPerson: Nobody fits, or several do.

    """
    if person.object_id or person.upn:
        identity = str(person.object_id or person.upn)
        try:
            row = await session.graph.get(path(f"/users/{segment(identity)}", select=USER_FIELDS))
        except NotFound:
            raise UnknownPerson(
                "user-not-found",
                f"{session.tenant.domain} has no user {identity}; who was deleted is not found "
                "either. Check the spelling, or send the object id.",
            ) from None
        return _user(row)
    rows = await session.graph.all(
        path(
            "/users",
            filter=f"employeeId eq {literal(str(person.employee_id))}",
            select=USER_FIELDS,
        )
    )
    if len(rows) == 1:
        return _user(rows[0])
    if not rows:
        raise UnknownPerson(
            "user-not-found", f"{session.tenant.domain} has no user with that employee id."
        )
    raise UnknownPerson(
        "user-ambiguous", f"{len(rows)} users have that employee id; send the UPN or object id."
    )


def disagreements(user: User, person: Person) -> tuple[str, ...]:
    """The facts of the request that the directory does not bear out."""
    pairs: tuple[tuple[str, str | None, str | None], ...] = (
        ("upn", person.upn, user.upn),
        ("objectId", person.object_id, user.id),
        ("employeeId", person.employee_id, user.employee_id),
        ("displayName", person.display_name, user.display_name),
    )
    return tuple(
        name
        for name, said, known in pairs
        if said is not None and said.casefold() != (known or "").casefold()
    )


async def examine(session: Session, user: User) -> Subject:
    """
    What the guard must know of *user*.

    Raises:
        Transient: It could not be read now.

    """
    gatherer = Gatherer(session, user.id)
    facts = await gatherer.facts((Reading.MANAGER, Reading.MAILBOX))
    return Subject(user, facts.manager, facts.mailbox, await _roles(session, user))


async def _roles(session: Session, user: User) -> tuple[str, ...] | None:
    member = f"/users/{segment(user.id)}/transitiveMemberOf/microsoft.graph.directoryRole"
    parts = (
        Part("GET", path(member, select="id,displayName")),
        Part(
            "GET",
            path(
                "/roleManagement/directory/roleAssignments",
                filter=f"principalId eq {literal(user.id)}",
                expand="roleDefinition",
            ),
        ),
    )
    answers = await session.graph.batch(parts)
    names: set[str] = set()
    for answer, name_of in zip(answers, (_role_name, _assignment_name), strict=True):
        rows = _rows(answer)
        if rows is None:
            return None
        names |= {name_of(row) for row in rows}
    return tuple(sorted(names))


def _rows(answer: Row | ServiceError) -> list[Row] | None:
    """All rows of a list; None when we may not read them. Raises: Transient."""
    if isinstance(answer, Transient):
        raise answer
    if isinstance(answer, ServiceError):
        return None
    rows = answer.get("value")
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else None


def _role_name(row: Row) -> str:
    return str(row.get("displayName") or row.get("id"))


def _assignment_name(row: Row) -> str:
    definition = row.get("roleDefinition")
    named = definition.get("displayName") if isinstance(definition, dict) else None
    return str(named or row.get("roleDefinitionId"))


def _user(row: Row) -> User:
    try:
        return User.from_row(row)
    except KeyError as error:
        raise Malformed(Call("read user"), f"the answer lacks {error}") from error
