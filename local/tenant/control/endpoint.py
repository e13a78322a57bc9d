"""`/_tenant/…`: what there is, what was asked, what goes wrong, and going back to the start."""

from collections.abc import Callable

from local.tenant.control import directory, protocol, sync
from local.tenant.control.picks import NoSuchPick, picked
from local.tenant.control.picture import picture
from local.tenant.control.state import metrics, state
from local.tenant.faults.rule import BadRule, Rule
from local.tenant.limits import BadLimit
from local.tenant.messages import Answer, Document, Json, NotJson, Request
from local.tenant.snapshot.codec import Foreign
from local.tenant.snapshot.document import document_of, restore
from local.tenant.state.protocol import BadSwitch
from local.tenant.world import World

_DIGITS = 18


class BadQuery(Exception):
    """A parameter of the address does not fit."""


_MISTAKES = (BadLimit, BadQuery, BadRule, BadSwitch, Foreign, NotJson, NoSuchPick, ValueError)


def answer(world: World, request: Request) -> Answer:
    """What the control plane answers; a mistake in the request is explained."""
    _, what, *rest = (*request.segments, "")
    try:
        if what == "users" and rest[0]:
            return _user(world, rest[0])
        handler = _HANDLERS.get((request.method, what))
        return handler(world, request) if handler else _unknown(request, what)
    except _MISTAKES as error:
        return _error(400, str(error))


def _unknown(request: Request, what: str) -> Answer:
    known = ", ".join(sorted(" ".join(call) for call in _HANDLERS))
    return _error(404, f"no {request.method} {what}; there are {known}, GET users/{{upn}}")


def _state(world: World, _: Request) -> Answer:
    return Answer.of(200, state(world))


def _metrics(world: World, _: Request) -> Answer:
    return Answer.of(200, metrics(world))


def _user(world: World, name: str) -> Answer:
    for tenant in world.tenants:
        for person in tenant.people.find(name):
            return Answer.of(200, picture(tenant, person))
        if index := tenant.deleted.get(name):
            return Answer.of(200, picture(tenant, tenant.people.read(index)))
    return _error(404, f"nobody is called {name}")


def _requests(world: World, request: Request) -> Answer:
    entries: list[Json] = [
        {
            "number": one.number,
            "time": one.time.isoformat(),
            "method": one.method,
            "path": one.path,
            "cmdlet": one.cmdlet,
            "parameters": list(one.parameters),
            "status": one.status,
            "principal": one.principal,
            "part": one.part,
        }
        for one in world.journal.since(_whole(request, "since", 0))
    ]
    return Answer.of(200, {"requests": entries})


def _add_faults(world: World, request: Request) -> Answer:
    """Rules are added to those in force: a list, `{"seed": 7, "rules": […]}`, or one rule."""
    given = request.value()
    rules = [Rule.parse(one) for one in _rules(given)]
    seed = given.get("seed") if isinstance(given, dict) else None
    if seed is not None:
        if isinstance(seed, bool) or not isinstance(seed, int):
            raise BadRule("the seed of faults is a whole number")
        world.faults.sow(seed)
    world.faults.add(rules)
    return Answer.of(200, {"added": len(rules), "seed": world.faults.seed})


def _rules(given: Json) -> list[Document]:
    if isinstance(given, dict):
        if given.keys() - {"seed", "rules"}:
            return [given]
        given = given.get("rules", [])
    if not isinstance(given, list):
        raise BadRule("a list of rules is wanted")
    rules = [one for one in given if isinstance(one, dict)]
    if len(rules) != len(given):
        raise BadRule("a rule is an object")
    return rules


def _faults(world: World, _: Request) -> Answer:
    return Answer.of(200, world.faults.shown())


def _clear_faults(world: World, _: Request) -> Answer:
    world.faults.clear()
    return Answer.of(200, {})


def _latency(world: World, request: Request) -> Answer:
    wanted = request.document().get("ms")
    if isinstance(wanted, bool) or not isinstance(wanted, int | float) or wanted < 0:
        return _error(400, 'a wait from zero up is wanted: {"ms": 50}')
    world.latency_ms = float(wanted)
    return Answer.of(200, {"ms": wanted})


def _limits(world: World, request: Request) -> Answer:
    """Limits are changed by what the body names; an empty one shows them."""
    given = request.document()
    if not given:
        return Answer.of(200, world.limits.everywhere.shown())
    named = given.get("tenant")
    tenant = world.tenant(str(named)) if named is not None else None
    if named is not None and tenant is None:
        return _error(404, f"no tenant {named}")
    limits, key = world.limits, tenant.tenant_id if tenant else None
    limit = (limits.of(key) if key else limits.everywhere).changed(given)
    limits.put(limit, key)
    return Answer.of(200, limit.shown())


def _reset(world: World, _: Request) -> Answer:
    world.reset()
    return Answer.of(200, {})


def _snapshot(world: World, _: Request) -> Answer:
    return Answer.of(200, document_of(world))


def _restore(world: World, request: Request) -> Answer:
    restore(world, request.document())
    return Answer.of(200, {})


def _picks(world: World, request: Request) -> Answer:
    query = request.query
    tenant = world.tenant(query["tenant"]) if "tenant" in query else world.tenants[0]
    if tenant is None:
        return _error(404, f"no tenant {query['tenant']}")
    users = picked(
        tenant, query.get("kind", "leaver"), _whole(request, "count", 1), query.get("seed", "1")
    )
    found: list[Json] = list(users)
    return Answer.of(200, {"kind": query.get("kind", "leaver"), "users": found})


def _whole(request: Request, name: str, default: int) -> int:
    text = request.query.get(name, str(default))
    if not text.isdecimal() or len(text) > _DIGITS:
        raise BadQuery(f"{name} is a number, not {text!r}")
    return int(text)


def _error(status: int, text: str) -> Answer:
    return Answer.of(status, {"error": text})


_HANDLERS: dict[tuple[str, str], Callable[[World, Request], Answer]] = {
    ("GET", "exchange"): protocol.show,
    ("POST", "exchange"): protocol.switch,
    ("POST", "seats"): directory.seats,
    ("POST", "dynamic-groups"): directory.dynamic_groups,
    ("POST", "report"): directory.report,
    ("GET", "state"): _state,
    ("GET", "metrics"): _metrics,
    ("GET", "requests"): _requests,
    ("GET", "picks"): _picks,
    ("GET", "faults"): _faults,
    ("POST", "faults"): _add_faults,
    ("DELETE", "faults"): _clear_faults,
    ("POST", "latency"): _latency,
    ("POST", "limits"): _limits,
    ("GET", "limits"): _limits,
    ("POST", "sync"): sync.run,
    ("POST", "reset"): _reset,
    ("GET", "snapshot"): _snapshot,
    ("PUT", "snapshot"): _restore,
}
