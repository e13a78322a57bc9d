"""
Run as a process of its own: reads mailboxes as fast as it may until its input ends.

Then it says how its calls fared, as JSON: right, wrong, and the errors that came through.
"""

import asyncio
import json
import sys
from collections import Counter
from itertools import cycle
from pathlib import Path

from shared.clock import SystemClock
from shared.exchange.client import Exchange
from shared.identity.credentials import AzureCredentials
from shared.session import Connections
from shared.settings import Settings
from shared.tenants import Auth, Cloud, Identities, Tenant
from shared.web.errors import ServiceError
from tests.fakes import MemoryStore

_AT_ONCE = 20  # more than may be under way, so that more room would always be used


async def main(origin: str, tenant_id: str, domain: str, client_id: str) -> Counter[str]:
    auth = Identities(operator=Auth(client_id=client_id))
    tenant = Tenant(key="contoso", tenant_id=tenant_id, domain=domain, cloud=Cloud.LOCAL, auth=auth)
    settings = Settings(config_dir=Path(), local_endpoint=origin)
    blobs = MemoryStore().blobs
    connections = Connections(settings, AzureCredentials(settings), blobs, SystemClock())
    fared: Counter[str] = Counter()
    ending = asyncio.Event()
    try:
        async with connections.open(tenant, run="r", reason="r", what_if=False) as session:
            names = [str(row["UserPrincipalName"]) for row in await anybody(session.exchange)]
            numbers = cycle(names)
            print("ready", flush=True)  # noqa: T201 - who started it waits for this
            asyncio.get_running_loop().add_reader(sys.stdin, ending.set)
            async with asyncio.TaskGroup() as group:
                for _ in range(_AT_ONCE):
                    group.create_task(call(session.exchange, numbers, fared, ending))
    finally:
        await connections.close()
    return fared


async def anybody(exchange: Exchange) -> list[dict]:
    return [row async for page in exchange.mailboxes("Minimum") for row in page]


async def call(exchange: Exchange, names: cycle, fared: Counter[str], ending: asyncio.Event):
    while not ending.is_set():
        name = next(names)
        try:
            row = await exchange.mailbox(name, "Minimum")
        except ServiceError as error:
            fared[type(error).__name__] += 1
        else:
            fared["right" if row["UserPrincipalName"] == name else "wrong"] += 1


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(*sys.argv[1:]))))  # noqa: T201 - the answer
