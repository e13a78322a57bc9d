"""A server whose certificate nobody here trusts, and what each library's user is told."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import trustme
from azure.core.pipeline.transport import AioHttpTransport, HttpRequest, RequestsTransport

from shared.identity.tokens import ScopeTokens
from shared.web.distrust import distrust
from shared.web.errors import Call, Unreachable
from shared.web.limiter import Limiter
from shared.web.request import Effect, Outcome, Request
from shared.web.wire import Wire
from tests.fakes import FakeClock

AUTHORITY = trustme.CA(key_type=trustme.KeyType.RSA)
INSPECTED = r"not trusted \(.*certificate.*\); if a proxy here opens TLS .* in SSL_CERT_FILE"


async def _serve(leaf: trustme.LeafCert) -> asyncio.Server:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    leaf.configure_cert(context)
    return await asyncio.start_server(lambda _, end: end.close(), "127.0.0.1", 0, ssl=context)


@pytest.fixture
async def origin() -> AsyncIterator[str]:
    server = await _serve(AUTHORITY.issue_cert("127.0.0.1"))
    yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()


class _Failing:
    """A credential that goes to *origin* by a transport of Azure's."""

    def __init__(self, transport, origin: str) -> None:
        self.transport, self.origin = transport, origin

    async def make(self):
        return self

    async def get_token(self, scope, **options):
        request = HttpRequest("GET", self.origin)
        if isinstance(self.transport, RequestsTransport):
            await asyncio.to_thread(self.transport.send, request)
        else:
            await self.transport.send(request)

    async def close(self):
        closed = self.transport.close()
        if closed is not None:
            await closed


@pytest.mark.parametrize("transport", [AioHttpTransport, RequestsTransport])
async def test_a_sign_in_that_meets_a_strange_authority_says_what_to_do(origin, transport):
    tokens = ScopeTokens(_Failing(transport(), origin).make, ("https://x/.default",), FakeClock())

    with pytest.raises(Unreachable, match=INSPECTED) as told:
        await tokens.token()
    await tokens.close()

    assert not told.value.sent
    assert "\n" not in str(told.value)


class _Tokens:
    async def token(self):
        return "token"


class _Nobody:
    async def sent(self, *told, **more):
        pass


async def test_a_call_that_meets_a_strange_authority_says_what_to_do(origin):
    clock = FakeClock()
    request = Request("GET", f"{origin}/x?secret", Call("Get-Mailbox"), Effect.READ)
    async with httpx.AsyncClient(verify=ssl.create_default_context()) as http:
        wire = Wire(http, origin, _Tokens(), Limiter(clock), clock)
        with pytest.raises(Unreachable, match=INSPECTED) as told:
            await wire.send(request, lambda _: Outcome(None), _Nobody(), lambda: None)

    assert not told.value.sent
    assert "secret" not in str(told.value)


async def test_another_ones_certificate_is_told_as_that(tmp_path: Path):
    server = await _serve(AUTHORITY.issue_cert("portal.hotel.example"))
    port = server.sockets[0].getsockname()[1]
    AUTHORITY.cert_pem.write_to_path(tmp_path / "ca.pem")
    trust = ssl.create_default_context(cafile=tmp_path / "ca.pem")

    with pytest.raises(ssl.CertificateError) as met:
        await asyncio.open_connection("127.0.0.1", port, ssl=trust)
    server.close()

    assert "somebody else answers" in str(distrust(met.value))


@pytest.mark.parametrize("code", [9, 10])
def test_a_certificate_that_is_not_good_now_points_at_the_clock(code):
    error = ssl.CertificateError("no")
    error.verify_code, error.verify_message = code, "certificate has expired"

    assert "check this machine's clock first" in str(distrust(error))


def test_what_is_no_matter_of_trust_is_not_told_as_one():
    assert distrust(ConnectionRefusedError("no")) is None
