"""Entra, or who stands before it, that answers what no library expects; sessions that race."""

import asyncio
import base64
from datetime import timedelta

import pytest
from azure.core.credentials import AccessToken

from shared.identity.tokens import ScopeTokens, claims_of
from shared.web.errors import ServiceFault
from tests.fakes import FakeClock

DEEP = base64.urlsafe_b64encode(b"[" * 50_000).decode()


class Credential:
    """Gives *token*, or fails with it."""

    def __init__(self, clock: FakeClock, token: object) -> None:
        self.clock, self.token = clock, token
        self.asked: list[dict[str, object]] = []

    async def make(self):
        return self

    async def get_token(self, scope, **options):
        self.asked.append(options)
        if isinstance(self.token, Exception):
            raise self.token
        return AccessToken(self.token, int(self.clock.now().timestamp()) + 3600)

    async def close(self):
        pass


def tokens(token: object) -> tuple[ScopeTokens, Credential]:
    clock = FakeClock()
    entra = Credential(clock, token)
    return ScopeTokens(entra.make, ("https://x/.default",), clock), entra


@pytest.mark.parametrize(
    "error",
    [
        TypeError("argument of type 'int' is not iterable"),  # 200 with the body `5`
        KeyError("resource"),  # a managed identity that says too little
        AttributeError("'int' object has no attribute 'split'"),  # `"scope": 5`
        OverflowError("cannot convert float infinity to integer"),  # `"expires_in": 1e400`
        RecursionError("maximum recursion depth exceeded"),  # `[[[[…`
    ],
)
async def test_what_azures_library_stumbles_over_is_a_passing_fault_of_the_sign_in(error):
    source, _ = tokens(error)

    with pytest.raises(ServiceFault, match="sign-in") as caught:
        await source.token()

    assert not caught.value.ran


@pytest.mark.parametrize("token", ["to\r\nken", "tök", "", "a b", 5, None, "\0"])
async def test_what_cannot_stand_in_a_header_is_no_token_and_is_not_shown(token):
    source, _ = tokens(token)

    with pytest.raises(ServiceFault, match="is no token") as caught:
        await source.token()

    assert str(token) not in str(caught.value) or token in (5, None, "")


async def test_a_challenge_nested_beyond_reading_is_none():
    source, entra = tokens("token")

    await source.renew(await source.token(), DEEP)
    await source.token()

    assert entra.asked[-1] == {}


def test_a_token_nested_beyond_reading_cannot_be_read():
    with pytest.raises(ValueError, match="cannot be read"):
        claims_of(f"x.{DEEP}.x")


@pytest.mark.parametrize("hours", [-48, 48])
async def test_a_clock_that_jumps_costs_a_token_and_no_error(hours):
    source, entra = tokens("token")
    await source.token()
    entra.clock._now += timedelta(hours=hours)

    assert await source.token() == "token"


async def test_a_caller_who_gives_up_does_not_keep_others_from_a_token():
    clock = FakeClock()

    class Slow(Credential):
        async def get_token(self, scope, **options):
            await clock.sleep(10)
            return await super().get_token(scope, **options)

    source = ScopeTokens(Slow(clock, "token").make, ("https://x/.default",), clock)
    first, second = (asyncio.create_task(source.token()) for _ in range(2))
    await clock.sleep(1)
    first.cancel()

    assert await second == "token"
