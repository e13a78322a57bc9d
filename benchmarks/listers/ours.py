"""As the quota plan lists them: a session of the app, its account kept, one page held."""

import asyncio
from collections import defaultdict
from pathlib import Path

from benchmarks.listers.measured import PROPERTY_SETS, place, tell_cost
from shared.clock import SystemClock
from shared.identity.credentials import AzureCredentials
from shared.session import Connections
from shared.settings import Settings
from shared.store.ports import Content
from shared.tenants import Auth, Cloud, Identities, Tenant


class Kept:
    """Blobs in memory."""

    def __init__(self) -> None:
        self._blobs: dict[str, bytearray] = defaultdict(bytearray)

    async def create(self, container: str, name: str, data: Content, content_type: str) -> str:
        raise NotImplementedError

    async def put(self, container: str, name: str, data: bytes, content_type: str) -> str:
        raise NotImplementedError

    async def get(self, container: str, name: str) -> bytes | None:
        raise NotImplementedError

    def address(self, container: str, name: str) -> str:
        return f"{container}/{name}"

    async def append(self, container: str, name: str, data: bytes, *, position: int) -> int:
        self._blobs[f"{container}/{name}"] += data
        return position + len(data)


async def main() -> None:
    where = place()
    tenant = Tenant(
        key="contoso",
        tenant_id=where.tenant_id,
        domain=where.domain,
        cloud=Cloud.LOCAL,
        auth=Identities(operator=Auth(client_id=where.client_id)),
    )
    settings = Settings(config_dir=Path(), local_endpoint=where.origin)
    connections = Connections(settings, AzureCredentials(settings), Kept(), SystemClock())
    try:
        async with connections.open(tenant, run="bench", reason="bench", what_if=True) as session:

            async def list_all() -> int:
                pages = session.exchange.mailboxes(*PROPERTY_SETS)
                return sum([len(page) async for page in pages])

            await tell_cost(list_all)
    finally:
        await connections.close()


if __name__ == "__main__":
    asyncio.run(main())
