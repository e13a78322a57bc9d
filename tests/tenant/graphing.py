"""What the tests of Graph's resources have in common."""

from typing import Any

ADVANCED = {"ConsistencyLevel": "eventual"}


def refusal(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


async def read(caller: Any, path: str, **headers: str) -> Any:
    answer = await caller.graph("GET", path, **headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def rows(caller: Any, path: str, **headers: str) -> list[dict[str, Any]]:
    return (await read(caller, path, **headers))["value"]


async def status(caller: Any, method: str, path: str, body: Any = None) -> int:
    return (await caller.graph(method, path, body)).status_code


def person_who(caller: Any, fits: Any) -> Any:
    """The identity of the first employee of whom *fits* is true, by index."""
    people = caller.tenant.people
    return next(
        people.who(index)
        for index in range(people.layout.mailboxes)
        if people.layout.is_person(index) and fits(index)
    )


def without(caller: Any, *permissions: str) -> None:
    """The caller has all permissions but these from now on."""
    client = caller.tenant.clients[0]
    left = {
        audience: tuple(one for one in granted if one not in permissions)
        for audience, granted in client.grants.items()
    }
    client.grants = left
    caller.client = client
