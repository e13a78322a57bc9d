"""The hidden ceiling on requests in flight."""

import asyncio
from collections import Counter

import pytest

from local.tenant.limits import TEXT
from local.tenant.state.clients import EXCHANGE


@pytest.fixture
def rush(caller, world):
    """Sends *count* calls at the same time; each stays in flight for a turn of the loop."""
    world.latency_ms = 1

    async def send(count):
        return await asyncio.gather(*(caller.run("Get-AcceptedDomain") for _ in range(count)))

    return send


async def limit(caller, **given):
    answer = await caller.http.post("/_tenant/limits", json=given)
    return answer.json()


async def test_one_request_too_many_is_refused_in_the_words_of_the_service(caller, rush):
    await limit(caller, concurrency=8)

    answers = await rush(11)

    assert Counter(one.status_code for one in answers) == {200: 8, 429: 3}
    [refused, *_] = [one for one in answers if one.status_code == 429]
    assert refused.text == TEXT
    assert refused.headers["content-type"].startswith("text/plain")
    assert "retry-after" not in refused.headers


async def test_places_are_free_again_when_answers_were_sent(caller, rush):
    await limit(caller, concurrency=3)
    await rush(5)

    again = await rush(3)

    assert [one.status_code for one in again] == [200, 200, 200]


async def test_the_refused_are_told_how_long_to_wait_if_it_is_wished(caller, rush):
    await limit(caller, concurrency=1, retryAfter=2.5)

    answers = await rush(2)

    assert {one.headers.get("retry-after") for one in answers} == {None, "2.5"}


async def test_peak_and_refusals_are_counted_from_the_last_setting_on(caller, rush):
    await limit(caller, concurrency=4)
    await rush(6)
    first = (await caller.http.get("/_tenant/metrics")).json()["concurrency"]

    await limit(caller, concurrency=None)
    await rush(3)
    then = (await caller.http.get("/_tenant/metrics")).json()["concurrency"]

    assert (first["peak"], first["refused"]) == (4, 2)
    assert (then["peak"], then["refused"]) == (3, 0)
    assert then["tenants"] == {caller.tenant.tenant_id: {"peak": 3, "refused": 0}}


async def test_a_tenant_may_have_a_ceiling_of_its_own(caller, rush):
    await limit(caller, concurrency=2)
    await limit(caller, concurrency=5, tenant=caller.tenant.domain)

    answers = await rush(6)

    assert Counter(one.status_code for one in answers) == {200: 5, 429: 1}


async def test_each_app_may_have_a_ceiling_of_its_own(caller, world):
    await limit(caller, appConcurrency=2)
    world.latency_ms = 1
    mine = caller.token(EXCHANGE)
    caller.client = caller.tenant.clients[1]
    theirs = caller.token(EXCHANGE)

    answers = await asyncio.gather(
        *(caller.http.get(f"{caller.root}/Mailbox", headers=one) for one in [mine] * 3 + [theirs])
    )

    assert [one.status_code for one in answers] == [200, 200, 429, 200]


async def test_the_places_of_an_app_are_free_again_too(caller, rush):
    await limit(caller, appConcurrency=2)
    await rush(2)

    assert [one.status_code for one in await rush(2)] == [200, 200]


async def test_graph_has_no_such_ceiling(caller, world):
    await limit(caller, concurrency=1)
    world.latency_ms = 1

    answers = await asyncio.gather(*(caller.graph("GET", "/organization") for _ in range(4)))

    assert {one.status_code for one in answers} == {200}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"concurrency": 0}, "above zero"),
        ({"concurrency": "8"}, "whole number"),
        ({"retryAfter": -1}, "seconds"),
        ({"speed": 8}, "unknown member 'speed'"),
        ({"tenant": "nobody.example", "concurrency": 8}, "no tenant"),
    ],
)
async def test_a_limit_that_is_none_is_explained(caller, wrong, says):
    assert says in (await limit(caller, **wrong))["error"]


async def test_a_reset_lifts_the_limit(caller, rush):
    await limit(caller, concurrency=1)
    await caller.http.post("/_tenant/reset")
    caller.tenant = caller.world.tenants[0]
    caller.world.latency_ms = 1

    assert {one.status_code for one in await rush(4)} == {200}


async def test_calls_are_counted_by_what_they_are_and_not_by_object(caller):
    await caller.graph("GET", f"/users/{caller.tenant.people.who(3).upn}")

    assert (await caller.http.get("/_tenant/metrics")).json()["byCall"] == {"GET /v1.0/users/*": 1}
