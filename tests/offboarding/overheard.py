"""The wire to the tenant with somebody listening."""

import httpx


class Overheard(httpx.AsyncBaseTransport):
    """The wire with somebody listening before each request leaves."""

    def __init__(self, inner, listen) -> None:
        self._inner, self._listen = inner, listen

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await self._listen(request)
        return await self._inner.handle_async_request(request)
