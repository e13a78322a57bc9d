"""
Run as a process of its own: signs in to local tenants over TLS and says how it went, as JSON.

Each line of its input names a way and a folder; each line of its output is the answer to one. The
Azure SDKs build their trust at import, so the authority must be in the environment before.
"""

import asyncio
import gc
import json
import os
import sys
import webbrowser
from datetime import datetime, timedelta
from pathlib import Path

from local.tenant.faults.rule import Rule
from local.tenant.server import run
from local.tenant.world import World
from shared.app import App
from shared.clock import SystemClock
from shared.config import ConfigError
from shared.identity.credentials import AzureCredentials
from shared.session import Session
from shared.settings import Settings, StorageSettings
from shared.web.errors import ServiceError
from tests.canaries.watch import Watch
from tests.fakes import MemoryStore
from tests.identity import ways
from tests.identity.someone import at_the_browser, with_a_code

_AHEAD_H = {"an-hour-behind": 1, "an-hour-ahead": -1}  # this machine, as seen from the services


class Ahead(SystemClock):
    """A clock some hours ahead of this machine's."""

    def __init__(self, hours: int) -> None:
        self._by = timedelta(hours=hours)

    def now(self) -> datetime:
        return super().now() + self._by


async def main(way: str, twist: str, folder: Path) -> dict[str, object]:
    """How signing in by *way* went, in a world of its own."""
    leaks: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, told: leaks.append(str(told)))
    sys.unraisablehook = lambda told: leaks.append(repr(told.exc_value))
    world = World.create(mailboxes=60, tenants=2, clock=Ahead(_AHEAD_H.get(twist, 0)))
    stop, listening = asyncio.Event(), asyncio.get_running_loop().create_future()
    server = asyncio.create_task(
        run(world, 0, folder, ready=listening.set_result, stop=stop), name="tenant"
    )
    port = await listening
    watch = Watch()
    watch.guard("a certificate's password", ways.PASSWORD)
    ways.made = lambda key: watch.guard("a private key", key)
    try:
        with watch.over(world):
            found = await sign_in(world, f"https://127.0.0.1:{port}", way, twist, folder, watch)
    finally:
        stop.set()
        await server
    gc.collect()
    return found | {"leaks": leaks + watch.leaks()}


async def sign_in(
    world: World, origin: str, way: str, twist: str, folder: Path, watch: Watch
) -> dict[str, object]:
    os.environ["IDENTITY_ENDPOINT"] = f"{origin}/msi/token"
    os.environ["IDENTITY_HEADER"] = world.recipe.identity_header
    place = ways.Place(world, folder)
    tenant = world.tenants[1 if way.startswith("federated") else 0]
    auth = ways.WAYS[way](place)
    (folder / "tenants.yaml").write_text(
        f"tenants:\n  contoso:\n    tenantId: {tenant.tenant_id}\n"
        f"    domain: {tenant.domain}\n    cloud: local\n"
        f"    auth:\n      operator: {json.dumps(auth)}\n"
    )
    storage = StorageSettings(origin, origin, origin, "managedidentity", place.operator.client_id)
    settings = Settings(folder, storage, key_vault=origin, local_endpoint=origin)
    admin = tenant.people.read(2).who.upn
    webbrowser.open = lambda address, **_: at_the_browser(address, admin)
    memory = MemoryStore()

    def tell(told: str) -> None:
        watch.see("the terminal", told)
        with_a_code(origin, told, admin)

    credentials = AzureCredentials(settings, tell=tell, attended=lambda: True)
    app = App(settings, store=memory.store, credentials=credentials)
    known: dict[str, object] = {
        "admin": admin,
        "operator": place.operator.client_id,
        "application": place.application.client_id,
    }
    try:
        async with app.connections.open(
            app.tenants.find(None), run="test", reason="test", what_if=False
        ) as session:
            return known | await _used(session, admin, place, twist)
    except (ConfigError, ServiceError) as error:
        watch.see_error("the error", error)
        return known | {"ok": False, "kind": type(error).__name__, "text": str(error)}
    finally:
        await app.close()
        watch.see_store(memory)


async def _used(session: Session, admin: str, place: ways.Place, twist: str) -> dict[str, object]:
    """What came of a read, a write, and the read that shows the write."""
    match twist:
        case "rotation":
            ways.renew_certificate(place)
            _from_now_on(place.world, {"kind": "expire-token", "cmdlet": "Get-Mailbox", "count": 1})
        case "challenged":
            _from_now_on(place.world, {"kind": "claims-challenge", "path": "^/(adminapi|v1.0)/"})
    rows = await session.exchange.invoke("Get-Mailbox", ResultSize=3)
    await session.exchange.invoke("Set-Mailbox", Identity=admin, CustomAttribute2="written")
    [after] = await session.exchange.invoke("Get-Mailbox", Identity=admin)
    people = 0 if session.principal.user else await session.graph.count("/users")
    return {
        "ok": True,
        "mailboxes": len(rows),
        "people": people > 50,
        "written": after["CustomAttribute2"] == "written",
        "app": session.principal.app_id,
        "user": session.principal.user,
    }


def _from_now_on(world: World, rule: dict[str, object]) -> None:
    world.faults.add([Rule.parse(rule)])


def serve() -> None:
    """Each line asked is answered, in an environment that the one before has not touched."""
    before = dict(os.environ)
    for line in sys.stdin:
        way, twist, folder = json.loads(line)
        found = asyncio.run(main(way, twist, Path(folder)))
        print(json.dumps(found), flush=True)  # noqa: T201 - the answer
        os.environ.clear()
        os.environ.update(before)


if __name__ == "__main__":
    serve()
