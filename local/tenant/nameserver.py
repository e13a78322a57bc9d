"""The name server: UDP and TCP on one loopback port."""

import asyncio
import contextlib
import socket
from types import TracebackType
from typing import Self, cast

import dns.exception
import dns.message

from local.tenant.world import World
from local.tenant.zone import respond

_ATTEMPTS = 20


class NameServer:
    """Answers for the domains of a world while it is entered."""

    def __init__(self, world: World, host: str, port: int) -> None:
        self._world = world
        self._host = host
        self._wanted = port
        self._udp: asyncio.DatagramTransport | None = None
        self._tcp: asyncio.Server | None = None
        self.port = 0

    async def __aenter__(self) -> Self:
        datagrams, streams = _sockets(self._host, self._wanted)
        self.port = streams.getsockname()[1]
        loop = asyncio.get_running_loop()
        self._udp, _ = await loop.create_datagram_endpoint(
            lambda: _Datagrams(self._world), sock=datagrams
        )
        self._tcp = await asyncio.start_server(self._stream, sock=streams)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._udp is not None:
            self._udp.close()
        if self._tcp is not None:
            self._tcp.close()

    async def _stream(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                length = int.from_bytes(await reader.readexactly(2))
                answer = _answer(self._world, await reader.readexactly(length))
                if answer is None:
                    break
                writer.write(len(answer).to_bytes(2) + answer)
                await writer.drain()
        writer.close()


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, world: World) -> None:
        self._world = world
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        answer = _answer(self._world, data)
        if answer is not None and self._transport is not None:
            self._transport.sendto(answer, addr)


def _answer(world: World, wire: bytes) -> bytes | None:
    """The answer in wire format; None for what is no query."""
    try:
        query = dns.message.from_wire(wire)
        return respond(world, query).to_wire()
    except dns.exception.DNSException:
        return None


def _sockets(host: str, wanted: int) -> tuple[socket.socket, socket.socket]:
    """
    A UDP and a TCP socket on the same port.

    Raises:
        OSError: The wanted port, or every tried free one, is taken.

    """
    for attempt in range(_ATTEMPTS):
        streams = socket.create_server((host, wanted))
        datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            datagrams.bind((host, streams.getsockname()[1]))
        except OSError:
            streams.close()
            datagrams.close()
            if wanted or attempt == _ATTEMPTS - 1:
                raise
            continue
        return datagrams, streams
    raise OSError("no port is free for both UDP and TCP")
