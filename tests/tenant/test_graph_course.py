"""Each answer of Graph says which call it was and what it cost, parts of a batch too."""

import pytest


@pytest.mark.parametrize(
    ("path", "cost"),
    [
        ("/users", "2"),
        ("/users?$select=id", "1"),
        ("/users?$top=5", "1"),
        ("/users?$expand=manager", "3"),
        ("/organization?$select=id&$top=1", "1"),
        ("/users/nobody", "1"),
    ],
)
async def test_an_answer_says_what_it_cost(caller, path, cost):
    answer = await caller.graph("GET", path)

    assert answer.headers["x-ms-resource-unit"] == cost


async def test_an_answer_carries_the_ids_of_the_call(caller):
    answer = await caller.graph("GET", "/organization", **{"client-request-id": "mine"})
    refused = await caller.graph("GET", "/users/nobody", **{"client-request-id": "mine"})

    assert answer.headers["client-request-id"] == "mine"
    assert answer.headers["request-id"] != "mine"
    assert refused.headers["request-id"] == refused.json()["error"]["innerError"]["request-id"]


async def test_parts_of_a_batch_have_a_course_of_their_own(caller):
    parts = [{"id": str(n), "method": "GET", "url": "/users?$top=30"} for n in range(2)]

    answer = await caller.graph("POST", "/$batch", {"requests": parts})

    headers = [one["headers"] for one in answer.json()["responses"]]
    assert [one["x-ms-resource-unit"] for one in headers] == ["2", "2"]
    assert headers[0]["request-id"] != headers[1]["request-id"]
