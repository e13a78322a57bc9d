"""A company's proxy: it opens TLS in the name of every host, and hands on what it reads."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import trustme
import uvicorn
from starlette.types import ASGIApp

_HERE = "127.0.0.1"


class InspectingProxy:
    """What was asked of it is in `connects`; *authority* signs for *hosts*, *app* answers."""

    def __init__(self, authority: trustme.CA, hosts: tuple[str, ...], app: ASGIApp) -> None:
        self.connects: list[str] = []
        self._leaf = authority.issue_cert(*hosts, _HERE)
        self._app = app

    @asynccontextmanager
    async def running(self, folder: Path) -> AsyncIterator[tuple[int, int]]:
        """The ports of the proxy, and of what stands behind it."""
        certificate = folder / "behind-the-proxy.pem"
        self._leaf.private_key_and_cert_chain_pem.write_to_path(certificate)
        config = uvicorn.Config(
            self._app, log_level="critical", lifespan="off", ssl_certfile=certificate
        )
        listener = socket.create_server((_HERE, 0))
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve([listener]))
        behind = listener.getsockname()[1]
        proxy = await asyncio.start_server(lambda *ends: self._serve(behind, *ends), _HERE, 0)
        try:
            yield proxy.sockets[0].getsockname()[1], behind
        finally:
            proxy.close()
            proxy.close_clients()
            server.should_exit = True
            await serving

    async def _serve(
        self, behind: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        method, target, _ = head.split(maxsplit=2)
        self.connects.append(target if method == "CONNECT" else f"{method} {target}")
        onward_reader, onward = await asyncio.open_connection(_HERE, behind)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(_pump(reader, onward), _pump(onward_reader, writer))


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    try:
        while block := await source.read(65536):
            sink.write(block)
            await sink.drain()
    except (ConnectionError, ssl.SSLError):
        pass  # an end went away; so does the other
    finally:
        sink.close()
