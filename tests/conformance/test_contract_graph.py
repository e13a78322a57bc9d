"""Graph: a person named either way, and its batches."""

from urllib.parse import quote

import pytest

from tests.conformance.test_contract_invoke import STRANGE
from tests.conformance.test_contract_native import quoted


@pytest.mark.parametrize("spell", [lambda name: f"/{quote(name, safe='')}", quoted])
@pytest.mark.parametrize("name", STRANGE)
async def test_a_name_that_means_nobody_comes_back_whole(desk, name, spell):
    answer = await desk.http.get(f"/v1.0/users{spell(name)}", headers=desk.graph)

    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (404, "Request_ResourceNotFound")
    assert error["message"].startswith(f"Resource '{name}' does not exist")
    assert error["innerError"]["request-id"] == answer.headers["request-id"]


async def test_both_ways_of_naming_a_person_give_the_same(desk):
    [leaver] = await desk.pick("leaver")

    asked = [f"/v1.0/users/{leaver}/manager", f"/v1.0/users('{leaver}')/manager"]
    found = [(await desk.http.get(one, headers=desk.graph)).json() for one in asked]

    assert found[0] == found[1]
    assert found[0]["userPrincipalName"].endswith("@contoso.com")


@pytest.mark.parametrize(("count", "status"), [(20, 200), (21, 400)])
async def test_a_batch_has_twenty_parts_at_most(desk, count, status):
    parts = [{"id": str(n), "method": "GET", "url": "/users/ghost"} for n in range(count)]

    answer = await desk.http.post("/v1.0/$batch", headers=desk.graph, json={"requests": parts})

    statuses = [one["status"] for one in answer.json().get("responses", [])]
    assert (answer.status_code, statuses) == (status, [404] * 20 if status == 200 else [])


async def test_a_batch_without_a_token_is_refused_whole(desk):
    part = {"id": "1", "method": "GET", "url": "/users", "headers": desk.graph}

    answer = await desk.http.post("/v1.0/$batch", json={"requests": [part]})

    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (401, "InvalidAuthenticationToken")


async def test_a_token_for_exchange_is_no_token_for_graph(desk):
    there = await desk.http.get("/v1.0/users", headers=desk.exchange)
    back = await desk.http.get(f"{desk.root}/Mailbox", headers=desk.graph)

    assert (there.status_code, back.status_code) == (401, 401)
    assert back.content == b""
