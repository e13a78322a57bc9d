import asyncio
import base64
import json
from datetime import timedelta

import pytest
from azure.core.credentials import AccessToken
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError, ServiceRequestError

from shared.identity.tokens import ScopeTokens, claims_of
from shared.web.errors import Refused, ServiceFault, Unreachable
from tests.fakes import FakeClock


class Entra:
    """Makes credentials that count what they are asked."""

    def __init__(self, clock: FakeClock, error: Exception | None = None) -> None:
        self.clock = clock
        self.error = error
        self.asked: list[dict[str, object]] = []
        self.closed = 0

    async def make(self):
        return self

    async def get_token(self, scope, **options):
        await self.clock.sleep(0)
        if self.error:
            raise self.error
        self.asked.append(options)
        until = (self.clock.now() + timedelta(hours=1)).timestamp()
        return AccessToken(f"token-{len(self.asked)}", int(until))

    async def close(self):
        self.closed += 1


async def test_one_token_serves_many_callers_until_five_minutes_before_its_end():
    clock = FakeClock()
    entra = Entra(clock)
    tokens = ScopeTokens(entra.make, ("https://x/.default",), clock)

    assert set(await asyncio.gather(*(tokens.token() for _ in range(9)))) == {"token-1"}
    clock.advance(54 * 60)
    assert await tokens.token() == "token-1"
    clock.advance(2 * 60)
    assert await tokens.token() == "token-2"


async def test_a_token_that_was_refused_is_renewed_once_for_all_who_held_it():
    clock = FakeClock()
    entra = Entra(clock)
    tokens = ScopeTokens(entra.make, ("https://x/.default",), clock)
    stale = await tokens.token()

    await asyncio.gather(*(tokens.renew(stale, None) for _ in range(5)))

    assert await tokens.token() == "token-2"
    await tokens.renew(stale, None)
    assert await tokens.token() == "token-2"


@pytest.mark.parametrize(
    ("challenge", "claims"),
    [
        pytest.param("eyJhIjoiPz8_In0", '{"a":"???"}', id="url-safe, bare"),
        pytest.param("eyJhIjoiPz8/In0=", '{"a":"???"}', id="standard, padded"),
    ],
)
async def test_a_challenge_is_read_in_either_alphabet(challenge, claims):
    clock = FakeClock()
    entra = Entra(clock)
    tokens = ScopeTokens(entra.make, ("https://x/.default",), clock)

    await tokens.renew(await tokens.token(), challenge)
    await tokens.token()

    assert entra.asked[-1] == {"claims": claims}


@pytest.mark.parametrize("challenge", ["not a challenge", "WzFd", "/w==", "\x00", "å"])
async def test_a_challenge_that_cannot_be_read_is_answered_by_a_new_token_alone(challenge):
    clock = FakeClock()
    entra = Entra(clock)
    tokens = ScopeTokens(entra.make, ("https://x/.default",), clock)

    await tokens.renew(await tokens.token(), challenge)

    assert await tokens.token() == "token-2"
    assert entra.asked[-1] == {}


async def test_a_claims_challenge_is_answered_decoded():
    clock = FakeClock()
    entra = Entra(clock)
    tokens = ScopeTokens(entra.make, ("https://x/.default",), clock)

    await tokens.renew(await tokens.token(), "eyJhIjoxfQ")
    await tokens.token()

    assert entra.asked[-1] == {"claims": '{"a":1}'}


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ClientAuthenticationError("AADSTS700016: no such app\nTrace ID: secret"), Refused),
        (ServiceRequestError("no route"), Unreachable),
        (HttpResponseError("down"), ServiceFault),
    ],
)
async def test_an_azure_error_becomes_ours_with_its_first_line_alone(error, expected):
    tokens = ScopeTokens(Entra(FakeClock(), error).make, ("https://x/.default",), FakeClock())

    with pytest.raises(expected) as caught:
        await tokens.token()

    assert "Trace ID" not in str(caught.value)


ENDLESS = "eyJleHAiOiBJbmZpbml0eX0"  # {"exp": Infinity}


@pytest.mark.parametrize("token", ["", "a", "a.b.c", "a.bnVsbA.c", f"a.{ENDLESS}.c"])
def test_what_is_no_token_is_told_so(token):
    with pytest.raises(ValueError, match="cannot be read"):
        claims_of(token)


def test_only_a_list_names_roles_and_no_text_is_taken_apart():
    members = {"roles": "Exchange.ManageAsApp", "wids": 7, "scp": None}
    payload = base64.urlsafe_b64encode(json.dumps(members).encode()).decode().rstrip("=")

    claims = claims_of(f"a.{payload}.c")

    assert claims.roles | claims.directory_roles | claims.scopes == frozenset()


async def test_a_certificate_that_was_replaced_is_taken_up_without_a_restart():
    clock = FakeClock()
    old, new = Entra(clock), Entra(clock)
    made = iter([old, new])

    async def make():
        return next(made)

    tokens = ScopeTokens(make, ("https://x/.default",), clock)
    await tokens.token()
    old.error = ClientAuthenticationError("AADSTS700027: the certificate is not registered")
    clock.advance(3600)

    assert await tokens.token() == "token-1"
    assert (old.closed, len(new.asked)) == (1, 1)


async def test_a_failing_entra_does_not_cost_the_credential_that_was_good():
    clock = FakeClock()
    entra = Entra(clock)
    tokens = ScopeTokens(entra.make, ("https://x/.default",), clock)
    await tokens.token()
    clock.advance(3600)
    entra.error = ClientAuthenticationError("down", response=_Response(503))

    with pytest.raises(ServiceFault):
        await tokens.token()

    assert entra.closed == 0


class _Response:
    def __init__(self, status: int) -> None:
        self.status_code = status
        self.reason = "down"
