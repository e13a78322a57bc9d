"""A wire that guards each secret it carries, and a service that quotes what it was sent."""

import json
from collections.abc import Iterator

import httpx

from tests.canaries.watch import Watch


class Guarded(httpx.AsyncBaseTransport):
    """The wire *inner*; with *quoting* each write is refused in the very words of its request."""

    def __init__(self, inner: httpx.AsyncBaseTransport, watch: Watch) -> None:
        self._inner, self._watch = inner, watch
        self.quoting = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        bearer = request.headers.get("authorization", "")
        body = (await request.aread()).decode(errors="replace")
        self._watch.guard("a bearer token", bearer.removeprefix("Bearer "))
        for secret in _passwords(body):
            self._watch.guard("a password", secret)
        if self.quoting and request.url.path.startswith(("/adminapi", "/v1.0")):
            said = f"{body} cannot be run for {bearer}"
            error = {"error": {"code": "BadRequest", "message": said}}
            return httpx.Response(400, json=error, request=request)
        return await self._inner.handle_async_request(request)


def _passwords(body: str) -> Iterator[str]:
    """The texts in *body* below a member that speaks of a password."""
    try:
        yield from _below(json.loads(body), secret=False)
    except ValueError:
        return


def _below(value: object, *, secret: bool) -> Iterator[str]:
    match value:
        case dict():
            for name, member in value.items():
                yield from _below(member, secret=secret or "password" in name.casefold())
        case list():
            for member in value:
                yield from _below(member, secret=secret)
        case str() if secret:
            yield value
