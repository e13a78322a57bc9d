"""As the quota plan lists them: a session of the app, its account kept, one page held."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.listers.measured import PROPERTY_SETS, place, tell_cost
from shared.clock import SystemClock
from shared.identity.credentials import AzureCredentials
from shared.session import Connections
from shared.settings import Settings
from shared.store.folder import FolderBlobs
from shared.tenants import Auth, Cloud, Identities, Tenant


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
    with TemporaryDirectory() as folder:
        blobs = FolderBlobs(Path(folder))
        connections = Connections(settings, AzureCredentials(settings), blobs, SystemClock())
        try:
            await _list(connections, tenant)
        finally:
            await connections.close()


async def _list(connections: Connections, tenant: Tenant) -> None:
    async with connections.open(tenant, run="bench", reason="bench", what_if=True) as session:

        async def list_all() -> int:
            pages = session.exchange.mailboxes(*PROPERTY_SETS)
            return sum([len(page) async for page in pages])

        await tell_cost(list_all)


if __name__ == "__main__":
    asyncio.run(main())
