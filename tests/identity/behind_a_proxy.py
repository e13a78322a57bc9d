"""
Run as a process of its own: works in Microsoft's cloud from behind a proxy that inspects TLS.

The cloud is a local tenant behind the proxy, under Microsoft's names, which nobody here can
resolve: what does not go through the proxy fails. The environment names the proxy once and the
authority once, as an admin would.
"""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import trustme

from local.tenant.app import build_app
from local.tenant.world import World
from shared.network import settle
from tests.identity import ways
from tests.identity.inspecting_proxy import InspectingProxy
from tests.identity.someone import with_a_code

LOGIN, VAULT = "login.microsoftonline.com", "contoso.vault.azure.net"
HOSTS = (LOGIN, VAULT, "outlook.office365.com", "graph.microsoft.com")


async def main(folder: Path) -> dict[str, object]:
    """What was connected to by whom, when an app and a person signed in and worked."""
    world = World.create(mailboxes=60)
    authority = trustme.CA(key_type=trustme.KeyType.RSA)
    authority.cert_pem.write_to_path(folder / "inspection.pem")
    proxy = InspectingProxy(authority, HOSTS, build_app(world))
    async with proxy.running(folder) as (port, behind):
        os.environ |= {
            "ALL_PROXY": f"127.0.0.1:{port}",
            "SSL_CERT_FILE": str(folder / "inspection.pem"),
            "IDENTITY_ENDPOINT": f"https://127.0.0.1:{behind}/msi/token",
            "IDENTITY_HEADER": world.recipe.identity_header,
        }
        settle()
        went = list[str]()
        sys.addaudithook(lambda event, told: _note(event, told, went))
        place = ways.Place(world, folder)
        found = {
            "app": await _works(place, ways.WAYS["pem"](place)),
            "through": sorted(set(proxy.connects)),
        }
        proxy.connects.clear()
        return found | {
            "person": await _works(place, {"method": "device-code"}),
            "person through": sorted(set(proxy.connects)),
            "went": sorted(set(went) - {f"127.0.0.1:{port}", f"127.0.0.1:{behind}"}),
        }


def _note(event: str, told: tuple[Any, ...], went: list[str]) -> None:
    """Where the process connected, and which names it wanted to look up."""
    if event == "socket.connect":
        went.append(":".join(map(str, told[1][:2])))
    elif event == "socket.getaddrinfo" and told[0] not in {None, "127.0.0.1"}:
        went.append(f"looked up {told[0]}")


async def _works(place: ways.Place, auth: ways.Auth) -> bool:
    # Clients of Azure settle their trust as they are imported.
    from shared.app import App  # noqa: PLC0415 - see above
    from shared.identity.credentials import AzureCredentials  # noqa: PLC0415
    from shared.settings import Settings, StorageSettings  # noqa: PLC0415
    from tests.fakes import MemoryStore  # noqa: PLC0415

    tenant, vault = place.tenant, f"https://{VAULT}"
    (place.folder / "tenants.yaml").write_text(
        f"tenants:\n  contoso:\n    tenantId: {tenant.tenant_id}\n    domain: {tenant.domain}\n"
        f"    auth:\n      operator: {json.dumps(auth)}\n"
    )
    storage = StorageSettings(vault, vault, vault, "managedidentity", place.operator.client_id)
    settings = Settings(place.folder, storage, key_vault=vault)
    admin = tenant.people.read(2).who.upn

    at_another_machine = os.environ["IDENTITY_ENDPOINT"].removesuffix("/msi/token")
    credentials = AzureCredentials(
        settings,
        tell=lambda told: with_a_code(at_another_machine, told, admin),
        attended=lambda: True,
    )
    app = App(settings, store=MemoryStore().store, credentials=credentials)
    try:
        async with app.connections.open(
            app.tenants.find(None), run="test", reason="test", what_if=True
        ) as session:
            rows = await session.exchange.invoke("Get-Mailbox", ResultSize=3)
            people = await session.graph.count("/users")
            return len(rows) == 3 and people > 50
    finally:
        await app.close()


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(Path(sys.argv[1])))))  # noqa: T201 - the answer
