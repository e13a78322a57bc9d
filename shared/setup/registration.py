"""The app's registration: one of its name, with the permissions that it asks consent for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.clock import Clock
from shared.graph.client import Graph
from shared.graph.query import literal, path
from shared.setup.api import Api
from shared.setup.checklist import Outcome, Settled, changed, once_seen
from shared.web.errors import Ambiguous, Call, Malformed, NotFound
from shared.web.request import Json, Row

ONE_TENANT, MANY_TENANTS = "AzureADMyOrg", "AzureADMultipleOrgs"
_FIELDS = (
    "id,appId,displayName,signInAudience,requiredResourceAccess,keyCredentials,passwordCredentials"
)


@dataclass(frozen=True, slots=True)
class Registration:
    """A registration as it is; `fresh` is one made a moment ago."""

    id: str
    client_id: str
    name: str
    audience: str
    required: tuple[Row, ...] = ()
    keys: tuple[Row, ...] = ()
    passwords: tuple[Row, ...] = ()
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """Which registration is wanted: by name, or by its client id where the name is not enough."""

    name: str
    client_id: str | None = None
    many_tenants: bool = False


async def registered(graph: Graph, wish: Wish, *, what_if: bool) -> Settled[Registration | None]:
    """
    The registration that *wish* means; made where there is none, None where it would be.

    Raises:
        Ambiguous: Several have the name.
        NotFound: None has the client id.
        ServiceError: As the tree in `shared.web.errors` says.

    """
    found = await _found(graph, wish)
    if found is None:
        return await _made(graph, wish, what_if=what_if)
    return Settled(Outcome.ALREADY_SO, f"{found.name} ({found.client_id}) is registered", found)


async def for_many_tenants(graph: Graph, app: Registration, *, what_if: bool) -> Settled[None]:
    """
    Other tenants can consent to *app*.

    Raises:
        ServiceError: As the tree in `shared.web.errors` says.

    """
    text = f"{app.name} ({app.client_id}) can be consented to by other tenants"
    if app.audience == MANY_TENANTS:
        return Settled(Outcome.ALREADY_SO, text, None)
    await graph.send("PATCH", f"/applications/{app.id}", {"signInAudience": MANY_TENANTS})
    return Settled(changed(what_if=what_if), text, None)


async def asking(
    graph: Graph, clock: Clock, app: Registration | None, apis: Sequence[Api], *, what_if: bool
) -> Settled[None]:
    """
    The registration asks for the permissions of *apis*, and for whatever it asked before.

    Raises:
        ServiceError: As the tree in `shared.web.errors` says.

    """
    named = ", ".join(value for api in apis for value in api.wanted)
    if app is None:
        return Settled(Outcome.WOULD_DO, f"the app asks for {named}", None)
    wanted = asked_for(app.required, {api.app_id: api.ids for api in apis})
    if wanted is None:
        return Settled(Outcome.ALREADY_SO, f"the app asks for {named}", None)
    await change(graph, clock, app, {"requiredResourceAccess": wanted})
    return Settled(changed(what_if=what_if), f"the app asks for {named}", None)


async def change(
    graph: Graph, clock: Clock, app: Registration, properties: dict[str, Json]
) -> None:
    """*properties* of the registration are so; one that was made just now is waited for."""

    async def send() -> Row:
        return await graph.send("PATCH", f"/applications/{app.id}", properties)

    await once_seen(clock, send, fresh=app.fresh)


def asked_for(required: Sequence[Row], wanted: Mapping[str, Sequence[str]]) -> list[Json] | None:
    """*required* with all app roles of *wanted*, by API; None when they are in it. Pure."""
    rows: dict[str, list[Json]] = {}
    for row in required:
        access = row.get("resourceAccess")
        rows[str(row.get("resourceAppId"))] = [*access] if isinstance(access, list) else []
    added = False
    for api, ids in wanted.items():
        access = rows.setdefault(api, [])
        held = {one.get("id") for one in access if isinstance(one, dict)}
        more: list[Json] = [{"id": one, "type": "Role"} for one in ids if one not in held]
        access += more
        added |= bool(more)
    if not added:
        return None
    return [{"resourceAppId": api, "resourceAccess": access} for api, access in rows.items()]


async def _found(graph: Graph, wish: Wish) -> Registration | None:
    fits = (
        f"appId eq {literal(wish.client_id)}"
        if wish.client_id
        else f"displayName eq {literal(wish.name)}"
    )
    rows = await graph.all(path("/applications", filter=fits, select=_FIELDS))
    call = Call("GET /applications", wish.client_id or wish.name)
    if len(rows) > 1:
        several = ", ".join(str(row.get("appId")) for row in rows)
        detail = f"{len(rows)} applications are called so: {several}; say which by --client-id"
        raise Ambiguous(call, detail)
    if rows:
        return _registration(call, rows[0])
    if wish.client_id:
        raise NotFound(call, "no application of this tenant has that client id; check it")
    return None


async def _made(graph: Graph, wish: Wish, *, what_if: bool) -> Settled[Registration | None]:
    audience = MANY_TENANTS if wish.many_tenants else ONE_TENANT
    body: dict[str, Json] = {"displayName": wish.name, "signInAudience": audience}
    row = await graph.send("POST", "/applications", body)
    if what_if:
        return Settled(Outcome.WOULD_DO, f"{wish.name} is registered", None)
    made = _registration(Call("POST /applications", wish.name), row, fresh=True)
    return Settled(Outcome.DONE, f"{made.name} ({made.client_id}) is registered", made)


def _registration(call: Call, row: Row, *, fresh: bool = False) -> Registration:
    return Registration(
        named(call, row, "id"),
        named(call, row, "appId"),
        named(call, row, "displayName"),
        named(call, row, "signInAudience"),
        required=_rows(row, "requiredResourceAccess"),
        keys=_rows(row, "keyCredentials"),
        passwords=_rows(row, "passwordCredentials"),
        fresh=fresh,
    )


def named(call: Call, row: Row, field: str) -> str:
    """The text in *field*. Raises: Malformed when there is none."""
    value = row.get(field)
    if not isinstance(value, str) or not value:
        raise Malformed(call, f"the answer has no {field}")
    return value


def _rows(row: Row, name: str) -> tuple[Row, ...]:
    listed = row.get(name)
    return tuple(one for one in listed if isinstance(one, dict)) if isinstance(listed, list) else ()
