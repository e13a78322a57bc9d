"""The least a client can do: ask for each page with httpx, parse it, go on."""

import asyncio
import ssl

import httpx
from azure.identity.aio import ManagedIdentityCredential
from pydantic_core import from_json

from benchmarks.listers.measured import EXCHANGE, place, tell_cost


async def main() -> None:
    where = place()
    async with ManagedIdentityCredential(client_id=where.client_id) as credential:
        token = (await credential.get_token(EXCHANGE)).token
    headers = {"Authorization": f"Bearer {token}", "Prefer": f"odata.maxpagesize={where.page_size}"}
    trust = ssl.create_default_context()
    async with httpx.AsyncClient(verify=trust, headers=headers, timeout=120) as http:

        async def list_all() -> int:
            rows, link = 0, where.mailboxes
            while link:
                page = from_json((await http.get(link)).content)
                rows += len(page["value"])
                link = page.get("@odata.nextLink")
            return rows

        await tell_cost(list_all)


if __name__ == "__main__":
    asyncio.run(main())
