"""`$batch` of Exchange: where its parts may lead, and how many there may be."""

from tests.tenant.conftest import ANCHOR


def part(number, url, cmdlet="Get-OrganizationConfig"):
    return {
        "id": str(number),
        "method": "POST",
        "url": url,
        "headers": {"Content-Type": "application/json"},
        "body": {"CmdletInput": {"CmdletName": cmdlet, "Parameters": {}}},
    }


async def send(caller, *parts):
    headers = caller.exchange_headers | {"X-AnchorMailbox": ANCHOR}
    body = {"requests": list(parts)}
    return await caller.http.post(f"{caller.root}/$batch", headers=headers, json=body)


async def test_a_part_to_another_host_or_service_is_refused_by_itself(caller):
    urls = (
        f"https://localhost{caller.root}/InvokeCommand",
        f"https://elsewhere.example{caller.root}/InvokeCommand",
        f"http://localhost{caller.root}/InvokeCommand",
        "https://localhost/v1.0/users",
        "https://localhost/_tenant/reset",
    )

    answer = await send(caller, *(part(number, url) for number, url in enumerate(urls)))

    statuses = {one["id"]: one["status"] for one in answer.json()["responses"]}
    assert statuses == {"0": 200, "1": 400, "2": 400, "3": 400, "4": 400}


async def test_the_bound_on_parts_is_a_switch(caller):
    url = f"https://localhost{caller.root}/InvokeCommand"
    eleven = [part(number, url) for number in range(11)]

    bound = await send(caller, *eleven)
    await caller.http.post("/_tenant/exchange", json={"batchParts": 0})
    free = await send(caller, *eleven)

    assert (bound.status_code, free.status_code) == (400, 200)


async def test_a_batch_within_a_batch_is_none(caller):
    inner = part(0, f"https://localhost{caller.root}/$batch")
    inner["body"] = {"requests": [part(1, f"https://localhost{caller.root}/InvokeCommand")]}

    [response] = (await send(caller, inner)).json()["responses"]

    assert response["status"] == 405
