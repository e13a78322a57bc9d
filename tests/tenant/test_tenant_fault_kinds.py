"""Each kind of fault as its victim meets it."""

import base64
import json

import httpx
import pytest

from local.tenant.state.clients import EXCHANGE, GRAPH
from tests.tenant.conftest import refusal_of


async def kind_of(caller, upn):
    return (await caller.picture(upn))["mailbox"]["type"]


async def token_by_form(caller, **more):
    app = caller.tenant.clients[2]
    form = {
        "grant_type": "client_credentials",
        "client_id": app.client_id,
        "client_secret": app.secret,
        "scope": f"{EXCHANGE}/.default",
    }
    where = f"/{caller.tenant.tenant_id}/oauth2/v2.0/token"
    return await caller.http.post(where, data=form | more)


async def test_a_throttle_may_tell_its_wait_in_the_text_alone(caller):
    await caller.fault(kind="throttle", form="json", seconds=12, cmdlet="Get-Mailbox", count=1)

    answer = await caller.run("Get-Mailbox")

    message = answer.json()["error"]["message"]
    assert answer.status_code == 429
    assert message.split()[-2:] == ["12", "seconds."]
    assert "retry-after" not in answer.headers


async def test_a_passing_exception_is_named_inside_a_500(caller):
    await caller.fault(
        kind="status", exception="DCOverloadedException", cmdlet="Get-Mailbox", count=1
    )

    answer = await caller.run("Get-Mailbox")

    assert answer.status_code == 500
    assert refusal_of(answer) == "DCOverloadedException"
    assert answer.headers["x-exceptiontype"] == "DCOverloadedException"


@pytest.mark.parametrize("status", [401, 403, 404, 409, 500, 502, 503, 504])
async def test_a_status_comes_with_what_the_service_says_beside_it(caller, status):
    await caller.fault(kind="status", status=status, retryAfter=3, count=2)

    exchange = await caller.run("Get-Mailbox")
    graph = await caller.graph("GET", "/organization")

    assert (exchange.status_code, graph.status_code) == (status, status)
    assert (exchange.headers["retry-after"], graph.headers["retry-after"]) == ("3", "3")
    assert graph.json()["error"]["code"]
    if status == 401:
        assert exchange.json()["error"]["message"] == "User is not allowed to call Get-Mailbox"
    if status == 403:
        assert set(exchange.content) == {0}


async def test_a_challenge_is_met_by_a_token_minted_with_its_claims(caller):
    await caller.fault(kind="claims-challenge", path="/adminapi")
    stale = (await token_by_form(caller)).json()["access_token"]

    async def reads(token):
        bearer = {"Authorization": f"Bearer {token}"}
        return await caller.http.get(f"{caller.root}/Mailbox", headers=bearer)

    challenge = (await reads(stale)).headers["www-authenticate"]
    claims = base64.b64decode(challenge.partition('claims="')[2].rstrip('"')).decode()
    plain = (await token_by_form(caller)).json()["access_token"]
    fresh = (await token_by_form(caller, claims=claims)).json()["access_token"]

    assert 'error="insufficient_claims"' in challenge
    assert "nbf" in json.loads(claims)["access_token"]
    assert (await reads(plain)).status_code == 401
    assert (await reads(fresh)).status_code == 200


async def test_graph_challenges_in_its_own_words(caller):
    await caller.fault(kind="claims-challenge", path="/organization", count=1)

    answer = await caller.graph("GET", "/organization")

    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "InvalidAuthenticationToken"
    assert 'claims="' in answer.headers["www-authenticate"]


async def test_claims_that_are_no_json_are_refused(caller):
    answer = await token_by_form(caller, claims="{")

    assert answer.json()["error_codes"] == [9002313]


@pytest.mark.parametrize("status", [200, 204])
async def test_an_answer_may_be_empty_though_the_cmdlet_ran(caller, status):
    [upn] = await caller.pick("leaver")
    await caller.fault(kind="empty", status=status, cmdlet="Set-Mailbox", count=1)

    answer = await caller.run("Set-Mailbox", Identity=upn, Type="Shared")

    assert (answer.status_code, answer.content) == (status, b"")
    assert await kind_of(caller, upn) == "SharedMailbox"


async def test_errors_beside_a_200_mean_that_nothing_was_done(caller):
    [upn] = await caller.pick("leaver")
    await caller.fault(kind="errors", body="Not now.", cmdlet="Set-Mailbox", count=1)

    answer = await caller.run("Set-Mailbox", Identity=upn, Type="Shared")

    assert answer.status_code == 200
    assert answer.json()["@adminapi.errors"] == ["Not now."]
    assert answer.json()["value"] == []
    assert await kind_of(caller, upn) == "UserMailbox"


async def test_warnings_alone_mean_that_it_was_done(caller):
    [upn] = await caller.pick("leaver")
    await caller.fault(kind="warnings", cmdlet="Set-Mailbox", count=2)

    answer = await caller.run("Set-Mailbox", Identity=upn, Type="Shared")
    refused = await caller.run("Set-Mailbox", Identity="ghost", Type="Shared")

    assert answer.json()["@adminapi.warnings"]
    assert answer.json()["value"] == []
    assert await kind_of(caller, upn) == "SharedMailbox"
    assert refused.status_code == 404


async def test_nul_bytes_come_under_any_status(caller):
    await caller.fault(kind="nul", status=200, cmdlet="Get-Mailbox", count=1)

    answer = await caller.run("Get-Mailbox")

    assert answer.status_code == 200
    assert set(answer.content) == {0}


async def test_a_connection_breaks_amid_the_answer_to_what_was_done(caller):
    [upn] = await caller.pick("leaver")
    await caller.fault(kind="cut", cmdlet="Set-Mailbox", count=1)

    with pytest.raises(httpx.ReadError):
        await caller.run("Set-Mailbox", Identity=upn, Type="Shared")

    assert await kind_of(caller, upn) == "SharedMailbox"


async def test_what_only_exchange_says_never_happens_to_graph(caller):
    await caller.fault(kind="errors")

    answer = await caller.http.get("/v1.0/organization", headers=caller.token(GRAPH))

    assert "@adminapi.errors" not in answer.json()
