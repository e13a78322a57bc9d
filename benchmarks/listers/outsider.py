"""As a user of `affliction` lists them: all in one list, in small pages unless told otherwise."""

import asyncio

from affliction.exchange_client import ExchangeClient
from azure.identity import ManagedIdentityCredential

from benchmarks.listers.measured import EXCHANGE, PROPERTY_SETS, place, tell_cost


async def main() -> None:
    where = place()
    client = ExchangeClient(
        where.tenant_id,
        creds=ManagedIdentityCredential(client_id=where.client_id),
        base_url=f"{where.origin}/adminapi/beta/{where.tenant_id}",
        scope=EXCHANGE,
    )

    async def list_all() -> int:
        params = {"PropertySet": ",".join(PROPERTY_SETS)}
        size = where.page_size
        headers = {"Prefer": f"odata.maxpagesize={size}"} if size else None
        return len(client.mailboxes(params, headers=headers))

    await tell_cost(list_all)


if __name__ == "__main__":
    asyncio.run(main())
