"""
The document of a snapshot, schema `nightshift.tenant/1`.

    {"schema": "nightshift.tenant/1",
     "recipe": {"seed": 1, "mailboxes": 250, "tenants": 1, "opened": "2026-11-24T06:00:00+00:00"},
     "world": {"vault": {…}},
     "tenants": {"<tenant id>": {"people": […], "groups": {…}}}}

Of a world and its tenants only what differs from the recipe is in it.
"""

import re
from collections.abc import Mapping
from datetime import datetime

from local.tenant.messages import Document, Json
from local.tenant.seed.layout import MOST_MAILBOXES, MOST_TENANTS
from local.tenant.snapshot import carried
from local.tenant.snapshot.codec import Foreign
from local.tenant.snapshot.hints import fits
from local.tenant.tenant import Tenant
from local.tenant.world import Recipe, World
from shared.clock import Clock, SystemClock

SCHEMA = "nightshift.tenant/1"
_FAMILY = SCHEMA.partition("/")[0]
_PLAIN = re.compile(r"[\x20-\x7e]{1,60}")


def document_of(world: World) -> Document:
    """What *world* is now, as a document."""
    fresh = World.made(world.recipe, world.clock)
    pairs = zip(world.tenants, fresh.tenants, strict=True)
    changes = {now.tenant_id: _changes(now, seed) for now, seed in pairs}
    recipe = world.recipe
    return {
        "schema": SCHEMA,
        "recipe": {
            "seed": recipe.seed,
            "mailboxes": recipe.mailboxes,
            "tenants": recipe.tenants,
            "opened": recipe.opened.isoformat(),
        },
        "world": _changes(world, fresh),
        "tenants": {tenant: found for tenant, found in changes.items() if found},
    }


def world_of(given: Json, clock: Clock | None = None) -> World:
    """
    The world that *given* tells of.

    Raises:
        Foreign: It is no snapshot, or one that a tenant cannot be made from.

    """
    if not isinstance(given, dict) or given.get("schema") != SCHEMA:
        raise Foreign(_what_else(given))
    try:
        world = World.made(_recipe(given.get("recipe")), clock or SystemClock())
    except ValueError as error:
        raise Foreign(f"its recipe does not fit: {error}") from error
    _apply(world, given.get("world", {}))
    tenants = given.get("tenants", {})
    if not isinstance(tenants, dict):
        raise Foreign("its tenants are no object")
    by_id = {one.tenant_id: one for one in world.tenants}
    for tenant_id, changes in tenants.items():
        if tenant_id not in by_id:
            raise Foreign("it tells of a tenant that its recipe does not make")
        _apply(by_id[tenant_id], changes)
    return world


def _what_else(given: Json) -> str:
    schema = given.get("schema") if isinstance(given, dict) else None
    family, _, version = str(schema).partition("/")
    if family == _FAMILY and _PLAIN.fullmatch(version):
        return f"it is a snapshot of version {version}, and this tenant reads only {SCHEMA}"
    return f"it is no snapshot of a local tenant (schema {SCHEMA})"


def restore(world: World, given: Json) -> None:
    """
    *world* is what *given* tells of; faults, limits, latency and journal stay as they are.

    Raises:
        Foreign: As for `world_of`; *world* is then unchanged.

    """
    other = world_of(given, world.clock)
    world.recipe, world.lag, world.tenants = other.recipe, other.lag, other.tenants
    for name in carried.parts_of(world):
        setattr(world, name, getattr(other, name))


def _changes(now: World | Tenant, seed: World | Tenant) -> Document:
    codec = carried.codec()
    found: Document = {}
    for name in carried.parts_of(now):
        is_now = codec.encoded(carried.read(now, name))
        if is_now != codec.encoded(carried.read(seed, name)):
            found[name] = is_now
    return found


def _apply(owner: World | Tenant, changes: Json) -> None:
    if not isinstance(changes, dict):
        raise Foreign("its changes are no object")
    known = carried.parts_of(owner)
    for name, given in changes.items():
        if name not in known:
            raise Foreign(f"this version knows nothing of {_told(name)}")
        saved = carried.codec().decoded(given)
        if not fits(saved, known[name]):
            raise Foreign(f"{name} is not of the right sort")
        carried.write(owner, name, saved)


def _recipe(given: Json) -> Recipe:
    if not isinstance(given, Mapping):
        raise Foreign("it has no recipe")
    opened = datetime.fromisoformat(str(given.get("opened")))
    if opened.tzinfo is None:
        raise ValueError("the time has no zone")
    return Recipe(
        _whole(given, "seed", 1 << 63),
        _whole(given, "mailboxes", MOST_MAILBOXES),
        _whole(given, "tenants", MOST_TENANTS),
        opened,
    )


def _whole(given: Mapping[str, Json], name: str, most: int) -> int:
    value = given.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise ValueError(f"{name} is no number up to {most}")
    return value


def _told(name: str) -> str:
    return repr(name) if _PLAIN.fullmatch(name) else "one of its parts"
