"""A service, or who stands before it, that would have us hang, tell secrets or lose a write."""

import asyncio
import gzip
import logging

import httpx
import pytest

from shared.web.errors import (
    BadCall,
    Call,
    Malformed,
    Refused,
    ServiceError,
    ServiceFault,
    Unreachable,
)
from shared.web.limiter import Limiter
from shared.web.line import anytime
from shared.web.request import Answer, Effect, Outcome, Request
from shared.web.wire import Wire
from tests.fakes import FakeClock

ORIGIN = "https://outlook.example"
TOKEN = "eyJ0eXAiOiJKV1Qi.eyJhdWQiOiJodHRwczovL2dyYXBoIn0.c2lnbmF0dXJl-_x"


class Tokens:
    def __init__(self, error: ServiceError | None = None) -> None:
        self.error = error

    async def token(self) -> str:
        if self.error:
            raise self.error
        return TOKEN

    async def renew(self, stale, claims):
        pass


class Account:
    def __init__(self) -> None:
        self.lines: list[str] = []

    async def intend(self, request):
        self.lines.append("intended")

    async def sent(self, request, outcome, *, rows, answer, ms):
        self.lines.append(outcome)


class Pieces(httpx.AsyncByteStream):
    def __init__(self, *pieces: bytes) -> None:
        self.pieces = pieces

    async def __aiter__(self):
        for piece in self.pieces:
            yield piece


async def send(handler, effect=Effect.READ, *, path="/x", account=None, tokens=None) -> Answer:
    clock = FakeClock()
    async with httpx.AsyncClient(transport=httpx.MockTransport(handler)) as http:
        wire = Wire(http, ORIGIN, tokens or Tokens(), Limiter(clock), clock)
        request = Request("POST", f"{ORIGIN}{path}", Call("x"), effect, timeout_s=0.05)
        return await wire.send(request, Outcome, account or Account(), anytime)


def packed(body: bytes):
    headers = {"content-encoding": "gzip"}
    return lambda _: httpx.Response(200, headers=headers, stream=Pieces(body))


async def test_a_write_whose_token_cannot_be_had_is_not_left_as_intended():
    account = Account()

    with pytest.raises(Refused):
        await send(
            lambda _: httpx.Response(200),
            Effect.WRITE,
            account=account,
            tokens=Tokens(Refused(Call("sign-in"), "no")),
        )

    assert account.lines == ["intended", "Refused"]


async def test_an_address_that_cannot_be_written_is_our_own_error_and_is_not_sent():
    sent = []

    def handle(request):
        sent.append(request)
        return httpx.Response(200)

    with pytest.raises(BadCall, match="nothing was sent"):
        await send(handle, path="/users/\ud800")

    assert sent == []


@pytest.mark.parametrize("kind", [httpx.LocalProtocolError, httpx.RemoteProtocolError])
async def test_a_header_that_was_refused_is_not_quoted_in_what_is_logged(kind):
    def handle(_):
        raise kind(f"Illegal header value b'Bearer {TOKEN}'")

    with pytest.raises(Unreachable) as caught:
        await send(handle)

    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("said", [f"token {TOKEN} expired", f"Authorization: Bearer {TOKEN}"])
def test_a_token_that_a_service_quotes_is_not_shown(said):
    error = ServiceFault(Call("x"), said, ran=False)

    assert TOKEN[:20] not in f"{error!s} {error!r} {error.detail}"
    assert "expired" in str(error) or "Authorization" in str(error)


def test_an_opaque_token_that_a_service_quotes_is_not_shown():
    assert "AbCdEf" not in str(BadCall(Call("x"), "header 'bearer AbCdEf0123456789+/=' is bad"))


@pytest.mark.parametrize(
    "said",
    [
        r'bad body {"passwordProfile": {"password": "hunter2 \" and more", "force": true}}',
        r"bad body {\"newPassword\": \"hunter2 and more\"}",
        "bad form client_secret=hunter2&grant_type=x",
        "bad hashtable @{'Password' = 'hunter2'}",
        'cut off: {"secretText": "hunter2 and mo',
    ],
)
def test_a_secret_that_a_service_quotes_is_not_shown(said):
    told = str(BadCall(Call("x"), said))

    assert "hunter2" not in told
    assert "and mo" not in told
    assert "bad" in told or "cut off" in told


@pytest.mark.parametrize(
    "said",
    [
        "Error validating credentials due to invalid username or password.",
        "Property 'passwordProfile': Invalid value specified.",
        "The token: audience is wrong",
    ],
)
def test_a_sentence_that_speaks_of_passwords_or_tokens_is_shown(said):
    assert said in str(BadCall(Call("x"), said))


@pytest.mark.parametrize("body", [b"not packed", gzip.compress(b"\0" * 70 * 1024**2)])
async def test_a_write_whose_answer_cannot_be_read_may_have_had_its_effect(body):
    with pytest.raises(ServiceFault) as caught:
        await send(packed(body), Effect.WRITE)

    assert caught.value.ran


async def test_a_packed_answer_that_ends_early_is_no_answer():
    count = gzip.compress(b"123456789" * 100)

    with pytest.raises(Unreachable):
        await send(packed(count[: len(count) - 12]))


async def test_an_answer_packed_in_two_pieces_is_read_to_its_end():
    whole = await send(packed(gzip.compress(b"12") + gzip.compress(b"34")))

    assert whole.body == b"1234"


async def test_what_stands_behind_a_packed_answer_is_not_passed_over():
    with pytest.raises(Malformed):
        await send(packed(gzip.compress(b"12") + b"34"))


async def test_an_answer_without_a_body_needs_no_packing():
    assert (await send(packed(b""))).body == b""


@pytest.mark.parametrize("effect", Effect)
async def test_an_answer_that_drips_holds_its_slot_no_longer_than_twice_the_patience(effect):
    class Drip(httpx.AsyncByteStream):
        async def __aiter__(self):
            for _ in range(100):
                await asyncio.sleep(0.01)  # noqa: TID251 - the drip is real, as is the deadline
                yield b" "

    with pytest.raises(Unreachable) as caught:
        await send(lambda _: httpx.Response(200, stream=Drip()), effect)

    assert caught.value.sent


async def test_no_address_is_logged(caplog):
    with caplog.at_level(logging.DEBUG):
        await send(lambda _: httpx.Response(200), path="/users?$filter=mail eq 'a@contoso.com'")

    assert "contoso" not in caplog.text


def test_what_is_sent_and_answered_is_not_shown_by_a_value():
    request = Request("POST", f"{ORIGIN}/x", Call("x"), body=b"hunter2")

    assert "hunter2" not in repr(request)
    assert "hunter2" not in repr(Answer(302, {"location": "https://x/?hunter2"}, b"hunter2"))
