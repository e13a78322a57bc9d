"""Troubles of the network and the clock."""

import asyncio
import os
import socket
import ssl

from local.tenant.authority import issue
from tests.doctor.troubles.trouble import trouble
from tests.doctor.visits import Visits


async def _silence(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    writer.close()


@trouble("host-refuses")
async def nobody_listens(visits: Visits) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    visits.go_to(f"https://127.0.0.1:{port}")


@trouble("host-without-address")
async def a_name_without_address(visits: Visits) -> None:
    visits.go_to("https://tenant.invalid")


@trouble("host-silent")
async def a_listener_that_says_nothing(visits: Visits) -> None:
    visits.go_to(f"https://127.0.0.1:{await visits.listen(_silence)}")


@trouble("host-silent")
async def a_service_that_never_answers(visits: Visits) -> None:
    await visits.fault("timeout", path="^/$", seconds=1)


@trouble("tls-fails")
async def a_server_without_tls(visits: Visits) -> None:
    async def plain(reader, writer):
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        await _silence(reader, writer)

    visits.go_to(f"https://127.0.0.1:{await visits.listen(plain)}")


@trouble("tls-intercepted")
async def somebody_elses_certificate(visits: Visits) -> None:
    chain, key = issue(visits.folder / "elsewhere", "inspection")
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(chain, key)
    visits.go_to(f"https://127.0.0.1:{await visits.listen(_silence, tls)}")


@trouble("connection-cut")
async def a_connection_that_is_cut(visits: Visits) -> None:
    await visits.fault("reset", path="^/$")


@trouble("proxy-refuses")
async def a_proxy_that_wants_a_password(visits: Visits) -> None:
    async def refuse(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    _through_a_proxy(visits, await visits.listen(refuse))


@trouble("proxy-refuses")
async def a_proxy_that_is_down(visits: Visits) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    _through_a_proxy(visits, port)


def _through_a_proxy(visits: Visits, port: int) -> None:
    os.environ["HTTPS_PROXY"] = f"http://somebody:canary@127.0.0.1:{port}"
    visits.servers.callback(os.environ.pop, "HTTPS_PROXY", None)
    visits.go_to("https://tenant.invalid")


@trouble("clock-skew")
async def a_clock_that_is_an_hour_ahead(visits: Visits) -> None:
    visits.clock.advance(3600)
