"""The tenants over TLS on one loopback port, with their name server beside it."""

import asyncio
import contextlib
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from local.tenant.app import ABORT, build_app
from local.tenant.authority import issue
from local.tenant.nameserver import NameServer
from local.tenant.world import World

HOST = "127.0.0.1"
_BACKLOG = 512
_GRACE_S = 2


async def run(
    world: World,
    port: int,
    certificate_dir: Path,
    *,
    ready: Callable[[int], None] | None = None,
    dns_port: int = 0,
    stop: asyncio.Event | None = None,
) -> None:
    """
    Serve *world* until told to stop by a signal or by *stop*.

    *ready* is called with the port once it listens.

    Raises:
        OSError: A port is taken, or the folder of the certificates cannot be written.

    """
    # Each process has a certificate of its own: two may start in the same folder at once.
    certificate, key = issue(certificate_dir, f"local-tenant-{os.getpid()}")
    listener = socket.create_server((HOST, port), backlog=_BACKLOG)
    # asyncio sets this where a socket names its protocol, which those of `create_server` do not.
    # Without it each answer waits for the caller's delayed acknowledgement: 44 ms instead of 1.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    config = uvicorn.Config(
        _breakable(build_app(world)),
        ssl_certfile=certificate,
        ssl_keyfile=key,
        log_level="critical",
        access_log=False,
        lifespan="off",
        proxy_headers=False,
        server_header=False,
        date_header=False,  # the tenant's own clock tells the time
        timeout_graceful_shutdown=_GRACE_S,
        timeout_keep_alive=60,
    )
    config.load()
    for file in (certificate, key):
        file.unlink()
    async with NameServer(world, HOST, dns_port) as names:
        world.dns = (HOST, names.port)
        server = _Server(config, lambda: ready and ready(listener.getsockname()[1]))
        stopping = asyncio.create_task(_stop(server, stop)) if stop else None
        await server.serve([listener])
        if stopping:
            stopping.cancel()


class _Server(uvicorn.Server):
    """uvicorn that says when it listens and ends quietly: its own way re-raises the signal."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], object]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError):  # Windows has no such handlers
                loop.add_signal_handler(number, self.handle_exit, number, None)
        yield


async def _stop(server: uvicorn.Server, stop: asyncio.Event) -> None:
    await stop.wait()
    server.should_exit = True


def _breakable(app: ASGIApp) -> ASGIApp:
    """*app*, able to break the connection of a request through the scope's extension."""

    async def breakable(scope: Scope, receive: Receive, send: Send) -> None:
        # `send` is a method of uvicorn's cycle, which holds the transport.
        transport = getattr(getattr(send, "__self__", None), "transport", None)
        if transport is not None:
            scope["extensions"] = {**(scope.get("extensions") or {}), ABORT: transport.abort}
        await app(scope, receive, send)

    return breakable
