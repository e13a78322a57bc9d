"""
The host's administration, on loopback alone: what runs, and "run this function now".

`GET /admin/host/status` and `POST /admin/functions/{name}` answer as the real host's do, without
its key; so a request that a web page could have sent is refused.
"""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from aiohttp import web

from local.host.errors import PortTaken

_LOOPBACK = "127.0.0.1"
_OWN_NAMES = frozenset({_LOOPBACK, "localhost"})

type Start = Callable[[str, str], bool]
"""Starts a function by name on an input; False when there is none of that name."""


@dataclass(frozen=True, slots=True)
class Admin:
    """A running admin endpoint."""

    port: int
    close: Callable[[], Awaitable[None]]


async def serve(port: int, names: Sequence[str], start: Start) -> Admin:
    """
    The admin endpoint on *port* of loopback; 0 takes a free one.

    Raises:
        PortTaken: *port* cannot be had.

    """
    app = web.Application(middlewares=[_local_only])
    app.router.add_get("/admin/host/status", _status(names))
    app.router.add_post("/admin/functions/{name}", _run(start))
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, _LOOPBACK, port)
    try:
        await site.start()
    except OSError as error:
        await runner.cleanup()
        raise PortTaken(
            f"port {port} cannot be used ({error.strerror}); choose another with --admin-port"
        ) from error
    return Admin(int(runner.addresses[0][1]), runner.cleanup)


@web.middleware
async def _local_only(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """A page in a browser sends Origin, or a host name that it made point here."""
    if request.url.host not in _OWN_NAMES or "Origin" in request.headers:
        raise web.HTTPForbidden(text="only programs on this machine may ask")
    return await handler(request)


def _status(names: Sequence[str]) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def status(_: web.Request) -> web.Response:
        return web.json_response({"state": "Running", "functions": sorted(names)})

    return status


def _run(start: Start) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def run(request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if not start(name, _input(await request.text())):
            return web.json_response({"error": f"no function {name} is running"}, status=404)
        return web.Response(status=202)

    return run


def _input(body: str) -> str:
    """The member `input` of *body*: the message for a queue function; a timer ignores it."""
    try:
        content = json.loads(body or "{}")
    except ValueError:
        return ""
    return str(content.get("input", "")) if isinstance(content, dict) else ""
