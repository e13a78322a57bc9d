"""The service principal of an app or managed identity, and what it is allowed by itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared.clock import Clock
from shared.graph.client import Graph
from shared.graph.query import literal, path
from shared.rights.needs import RAISES_ITS_RIGHTS
from shared.setup.api import GRAPH_APP, Api
from shared.setup.checklist import Checklist, Outcome, Settled, changed, once_seen
from shared.setup.registration import named
from shared.web.errors import AlreadySo, Ambiguous, Call, NotFound
from shared.web.request import Row

APP_ADMIN, ROLE_ADMIN = "Cloud Application Administrator", "Privileged Role Administrator"
_FIELDS = "id,appId,displayName,servicePrincipalType,alternativeNames"


@dataclass(frozen=True, slots=True)
class Principal:
    """An app or managed identity in this tenant; `fresh` is one made a moment ago."""

    id: str
    client_id: str
    name: str
    fresh: bool = False
    kind: str = ""  # ManagedIdentity, Application
    of_resource: bool = False  # a system-assigned managed identity


async def entered(
    graph: Graph, clock: Clock, client_id: str, *, fresh: bool, what_if: bool
) -> Settled[Principal | None]:
    """
    The app *client_id* can act in this tenant: its service principal, made where there is none.

    Raises:
        ServiceError: As the tree in `shared.web.errors` says.

    """
    found = await find_principal(graph, client_id=client_id)
    if found is not None:
        return Settled(Outcome.ALREADY_SO, f"{found.name} can act in this tenant", found)

    async def make() -> Row:
        return await graph.send("POST", "/servicePrincipals", {"appId": client_id})

    row = await once_seen(clock, make, fresh=fresh)
    if what_if:
        return Settled(Outcome.WOULD_DO, "the app can act in this tenant", None)
    made = _of(Call("POST /servicePrincipals", client_id), row, fresh=True)
    return Settled(Outcome.DONE, f"{made.name} can act in this tenant", made)


async def known(
    graph: Graph, *, client_id: str | None, object_id: str | None
) -> Settled[Principal]:
    """
    The managed identity with *client_id* or *object_id*.

    Raises:
        NotFound: There is none.
        ServiceError: As the tree in `shared.web.errors` says.

    """
    found = await find_principal(graph, client_id=client_id, object_id=object_id)
    if found is None:
        detail = "no managed identity or app of this tenant has that id; check it, or wait a minute"
        raise NotFound(Call("GET /servicePrincipals", object_id or client_id), detail)
    return Settled(Outcome.ALREADY_SO, f"{found.name} ({found.client_id}) is there", found)


async def grant_all(
    checklist: Checklist,
    graph: Graph,
    clock: Clock,
    principal: Principal,
    apis: Sequence[Api],
    *,
    what_if: bool,
) -> None:
    """Each wanted permission of *apis* is granted to *principal*, once; what is off is told."""
    held = await checklist.settle("consent", _held(graph, clock, principal), least=APP_ADMIN)
    if held is None:
        return
    for api in apis:
        least = ROLE_ADMIN if api.app_id == GRAPH_APP else APP_ADMIN
        for value in api.wanted:
            if api.roles[value] in held:
                checklist.note("consent", Outcome.ALREADY_SO, f"{value} is granted")
                continue
            work = _grant(graph, clock, principal, api, value, what_if=what_if)
            await checklist.settle("consent", work, least=least)
    _tell_of_others(checklist, apis, held)


def would_grant(checklist: Checklist, apis: Sequence[Api]) -> None:
    """What is granted once there is somebody to grant it to."""
    for value in (value for api in apis for value in api.wanted):
        checklist.note("consent", Outcome.WOULD_DO, f"{value} is granted")


def tell_what_is_off(checklist: Checklist, allowed: Sequence[str]) -> None:
    """The permissions by which the app could raise its own rights stay work for a person."""
    if off := sorted(RAISES_ITS_RIGHTS.difference(allowed)):
        text = (
            f"not granted, for the app could raise its own rights with it: {', '.join(off)}; what "
            "they would be for is yours to do (docs/permissions.md), or --allow them one by one"
        )
        checklist.note("consent", Outcome.PERSON, text)


def _tell_of_others(checklist: Checklist, apis: Sequence[Api], held: frozenset[str]) -> None:
    for api in apis:
        for value in sorted(RAISES_ITS_RIGHTS.intersection(api.roles) - {*api.wanted}):
            if api.roles[value] in held:
                text = f"{value} was granted to it before and can raise its rights; take it away"
                checklist.note("consent", Outcome.PERSON, text)


async def _held(graph: Graph, clock: Clock, principal: Principal) -> Settled[frozenset[str]]:
    async def read() -> list[Row]:
        return await graph.all(f"/servicePrincipals/{principal.id}/appRoleAssignments")

    rows = await once_seen(clock, read, fresh=principal.fresh)
    held = frozenset(str(row.get("appRoleId")) for row in rows)
    return Settled(Outcome.ALREADY_SO, "", held)


async def _grant(
    graph: Graph, clock: Clock, principal: Principal, api: Api, value: str, *, what_if: bool
) -> Settled[None]:
    async def send() -> Row:
        return await graph.send(
            "POST",
            f"/servicePrincipals/{principal.id}/appRoleAssignments",
            {
                "principalId": principal.id,
                "resourceId": api.object_id,
                "appRoleId": api.roles[value],
            },
        )

    try:
        await once_seen(clock, send, fresh=principal.fresh)
    except AlreadySo:
        return Settled(Outcome.ALREADY_SO, f"{value} is granted", None)
    return Settled(changed(what_if=what_if), f"{value} is granted", None)


async def find_principal(
    graph: Graph, *, client_id: str | None = None, object_id: str | None = None
) -> Principal | None:
    """
    The service principal with *object_id*, or else *client_id*; None where there is none.

    Raises:
        ServiceError: As the tree in `shared.web.errors` says.

    """
    fits = f"id eq {literal(object_id)}" if object_id else f"appId eq {literal(client_id or '')}"
    rows = await graph.all(path("/servicePrincipals", filter=fits, select=_FIELDS))
    call = Call("GET /servicePrincipals", fits)
    if len(rows) > 1:
        raise Ambiguous(call, "several service principals fit")
    return _of(call, rows[0]) if rows else None


def _of(call: Call, row: Row, *, fresh: bool = False) -> Principal:
    ids = named(call, row, "id"), named(call, row, "appId")
    kind = named(call, row, "servicePrincipalType")
    other = row.get("alternativeNames")
    of_resource = isinstance(other, list) and "isExplicit=False" in other
    return Principal(*ids, named(call, row, "displayName"), fresh, kind, of_resource)
