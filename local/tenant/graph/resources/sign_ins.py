"""`/auditLogs/signIns`: who signed in, the newest first."""

from collections.abc import Sequence

from local.tenant.graph import refusals
from local.tenant.graph.kind import Kind, documents
from local.tenant.graph.lists import entity, page_of
from local.tenant.graph.odata.expression import Compare, conjuncts
from local.tenant.graph.query import Query
from local.tenant.graph.route import Call, route
from local.tenant.graph.times import instant
from local.tenant.messages import Answer, Document

_READ = ("AuditLog.Read.All",)
_APPS = ("Office 365 Exchange Online", "Microsoft Teams", "Microsoft 365 Portal")
_SIGN_IN = Kind[Document](
    name="signIn",
    readers=documents(
        (
            "id",
            "createdDateTime",
            "userId",
            "userPrincipalName",
            "userDisplayName",
            "appDisplayName",
            "clientAppUsed",
            "ipAddress",
            "isInteractive",
            "status",
        )
    ),
    filterable=frozenset(
        {"appDisplayName", "createdDateTime", "id", "status", "userId", "userPrincipalName"}
    ),
    sortable={"createdDateTime": False},
    directory=False,
)


@route("GET", "/auditLogs/signIns", *_READ)
def list_sign_ins(call: Call) -> Answer:
    """Sign-ins that fit the filter; one that names a person is answered without a search."""
    return page_of(call, _SIGN_IN, _places(call), lambda place: _row(call, place))


@route("GET", "/auditLogs/signIns/{id}", *_READ)
def get_sign_in(call: Call) -> Answer:
    """One sign-in."""
    ids, wanted = call.tenant.directory.sign_in_ids, call.names["id"]
    place = ids.owner(wanted)
    row = None if place is None else _row(call, place)
    if row is None:
        raise refusals.not_found(wanted)
    return entity(call, _SIGN_IN, row)


def _places(call: Call) -> Sequence[int]:
    sign_ins, where = call.tenant.directory.sign_ins, Query.of(call, _SIGN_IN).where
    for part in conjuncts(where) if where is not None else ():
        match part:
            case Compare(("userId" | "userPrincipalName",), "eq", str(wanted)):
                people = call.tenant.people.find(wanted)
                return [one for who in people for one in sign_ins.places_of(who.who.index)]
            case _:
                pass
    return sign_ins.places


def _row(call: Call, place: int) -> Document | None:
    directory = call.tenant.directory
    index = directory.sign_ins.who(place) if place < len(directory.sign_ins.places) else None
    if index is None:
        return None
    who = call.tenant.people.who(index)
    return {
        "id": directory.sign_in_ids.guid(place),
        "createdDateTime": instant(directory.sign_ins.when(place)),
        "userId": who.object_id,
        "userPrincipalName": who.upn,
        "userDisplayName": who.display_name,
        "appDisplayName": _APPS[place % len(_APPS)],
        "clientAppUsed": "Browser",
        "ipAddress": f"192.0.2.{place % 250 + 1}",
        "isInteractive": True,
        "status": {"errorCode": 0, "failureReason": None, "additionalDetails": None},
    }
