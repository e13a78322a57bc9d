"""Whom a mistake would hurt most: emergency accounts, and who holds an admin role."""

from collections.abc import Collection, Sequence

from shared.exchange.answers import Reply
from shared.exchange.command import Command
from shared.exchange.values import Value
from shared.graph.protocol import Part
from shared.graph.query import path, segment
from shared.session import Session
from shared.web.errors import NotFound, Refused, ServiceError

PERMISSIONS = ("Directory.Read.All",)
_PERSON = ("Identity", "Mailbox", "User", "Trustee", "Member")
_MOST = 20  # people who are looked up; more at once are told as unknown
_CAST = "microsoft.graph.directoryRole"


def emergency(calls: Sequence[Command[Value]], listed: Collection[str]) -> list[str]:
    """A sentence for each emergency account in *listed*, by UPN or id, that *calls* name."""
    known = {one.casefold() for one in listed}
    return [f"{one} is an emergency account." for one in named(calls) if one.casefold() in known]


def named(calls: Sequence[Command[Value]]) -> list[str]:
    """The objects that *calls* name, each once."""
    texts = (
        str(call.parameters[key]) for call in calls for key in _PERSON if key in call.parameters
    )
    return list({one.casefold(): one for one in texts}.values())


async def role_holders(session: Session, calls: Sequence[Command[Value]]) -> list[str]:
    """
    A sentence for each person in *calls* who holds an admin role, or of whom nobody knows.

    What is no person, a group or a rule, has no roles and is passed over.
    """
    people = list(dict.fromkeys(_owner(one) for one in named(calls)))
    if len(people) > _MOST:
        return [f"Whether one of these {len(people)} holds an admin role was not looked up."]
    found = await session.exchange.batch(
        [session.exchange.command("Get-Recipient", Identity=one) for one in people]
    )
    ids = {one: _id(reply) for one, reply in zip(people, found, strict=True)}
    asked = {one: object_id for one, object_id in ids.items() if object_id}
    try:
        answers = await session.graph.batch([_roles_of(one) for one in asked.values()])
    except ServiceError as error:
        return [_unknown(one, error) for one in asked]
    told = [_told(*pair) for pair in zip(asked, answers, strict=True)]
    unread = [
        _unknown(one, reply)
        for one, reply in zip(people, found, strict=True)
        if isinstance(reply, ServiceError) and not isinstance(reply, NotFound)
    ]
    return [one for one in told if one] + unread


def _owner(identity: str) -> str:
    r"""The mailbox in `adele@contoso.com:\Calendar` and `adele\rule`."""
    return identity.partition(":\\")[0].partition("\\")[0]


def _id(reply: Reply | ServiceError) -> str | None:
    if isinstance(reply, ServiceError) or len(reply.rows) != 1:
        return None
    row = reply.rows[0]
    found = row.get("ExternalDirectoryObjectId")
    person = "Group" not in str(row.get("RecipientTypeDetails"))
    return str(found) if found and person else None


def _roles_of(object_id: str) -> Part:
    member = f"/users/{segment(object_id)}/transitiveMemberOf/{_CAST}"
    return Part("GET", path(member, select="id,displayName"))


def _told(person: str, answer: object) -> str | None:
    if isinstance(answer, ServiceError):
        return _unknown(person, answer)
    rows = answer.get("value") if isinstance(answer, dict) else None
    if not isinstance(rows, list):
        return f"Whether {person} holds an admin role is unknown."
    roles = sorted(str(one.get("displayName")) for one in rows if isinstance(one, dict))
    return f"{person} holds the admin roles {', '.join(roles)}." if roles else None


def _unknown(person: str, error: ServiceError) -> str:
    asked = "Exchange" if error.call.name == "Get-Recipient" else "Graph"
    why = f"{asked} refuses to say" if isinstance(error, Refused) else error.detail
    return f"Whether {person} holds an admin role is unknown: {why}."
