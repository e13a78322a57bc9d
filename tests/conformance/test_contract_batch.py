"""`$batch` of Exchange: each part by itself, ten at most, no one without a token."""

import pytest

from tests.conformance.desk import ANCHOR, EXCHANGE, said


async def test_ten_parts_each_have_their_own_outcome(desk):
    leaver, other = await desk.pick("leaver", 2)
    me, ghost = {"Identity": leaver}, {"Identity": "o'neil#EXT#@contoso.com"}
    answer = await desk.batch(
        desk.part(0, "Get-Mailbox", **me),
        desk.part(1, "Get-Mailbox", **ghost),
        desk.part(2, "Get-Mailbox", Bogus=1),
        desk.part(3, "Get-Nonsense"),
        desk.part(4, "Set-Mailbox", **me, HiddenFromAddressListsEnabled=True),
        desk.part(5, "Set-Mailbox", **me, Type="Nope"),
        desk.part(6, "Get-MailboxPermission", **me),
        desk.part(7, "Get-Mailbox", ResultSize=3),
        desk.part(8, "Get-Mailbox", Identity=other),
        desk.part(9, "Get-OrganizationConfig"),
    )

    parts = {int(one["id"]): one for one in answer.json()["responses"]}
    found = [parts[number]["status"] for number in range(10)]
    assert answer.status_code == 200
    assert found == [200, 404, 400, 403, 200, 400, 200, 200, 200, 200]
    assert parts[0]["body"]["value"][0]["UserPrincipalName"] == leaver
    assert said(parts[1]["body"])[0] == "ManagementObjectNotFoundException"
    assert "object 'o'neil#EXT#@contoso.com'" in said(parts[1]["body"])[1]
    assert said(parts[2]["body"])[0] == "AmbiguousParameterSetException"
    assert said(parts[5]["body"])[0] == "ParameterTransformationException"
    assert len(parts[7]["body"]["value"]) == 3
    assert parts[8]["body"]["value"][0]["UserPrincipalName"] == other
    written = (await desk.http.get(f"/_tenant/users/{leaver}")).json()
    assert written["mailbox"]["hidden"] is True


async def test_an_eleventh_part_has_the_whole_batch_refused(desk):
    [leaver] = await desk.pick("leaver")
    hide = {"Identity": leaver, "HiddenFromAddressListsEnabled": True}

    answer = await desk.batch(*(desk.part(n, "Set-Mailbox", **hide) for n in range(11)))

    assert answer.status_code == 400
    assert "exceeds the maximum value of 10" in answer.json()["error"]["message"]
    assert (await desk.http.get(f"/_tenant/users/{leaver}")).json()["mailbox"]["hidden"] is False


async def test_pages_of_a_part_are_followed_in_the_next_batch(desk):
    part = desk.part(0, "Get-Mailbox", ResultSize="Unlimited")
    part["headers"]["Prefer"] = "odata.maxpagesize = 100; odata.continue-on-error"
    seen, sizes = set(), []

    while part:
        [response] = (await desk.batch(part)).json()["responses"]
        rows = response["body"]["value"]
        sizes.append(len(rows))
        seen |= {row["Guid"] for row in rows}
        link = response["body"].get("@odata.nextLink")
        part = part | {"url": link} if link else None

    assert (sizes, len(seen)) == ([100, 100, 50], 250)


async def test_a_part_may_carry_a_token_of_its_own_and_a_bad_one_fails_alone(desk):
    good, bad = desk.part(0, "Get-OrganizationConfig"), desk.part(1, "Get-OrganizationConfig")
    good["headers"] |= desk.exchange
    bad["headers"] |= {"Authorization": "Bearer no.such.token"}

    parts = (await desk.batch(good, bad)).json()["responses"]

    assert sorted((one["id"], one["status"]) for one in parts) == [("0", 200), ("1", 401)]


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer no.such.token"}])
async def test_a_batch_without_a_good_token_is_refused_whole(desk, headers):
    parts = {"requests": [desk.part(0, "Get-OrganizationConfig")]}
    parts["requests"][0]["headers"] |= desk.exchange

    answer = await desk.http.post(f"{desk.root}/$batch", headers=headers, json=parts)

    assert (answer.status_code, answer.content) == (401, b"")
    assert answer.headers["www-authenticate"].startswith("Bearer ")


@pytest.mark.parametrize("name", ["$batch", "%24batch", "$Batch"])
async def test_the_address_of_a_batch_has_several_spellings(desk, name):
    parts = {"requests": [desk.part(7, "Get-OrganizationConfig")]}

    answer = await desk.http.post(f"{desk.root}/{name}", headers=desk.exchange, json=parts)

    assert [one["status"] for one in answer.json()["responses"]] == [200]


@pytest.mark.parametrize(
    "body", [b'{"requests": [', b"\0\0\0", b"<html>", b'{"requests": []}', b"[]", b""]
)
async def test_what_is_no_batch_is_a_bad_request(desk, body):
    headers = desk.exchange | {"X-AnchorMailbox": ANCHOR}

    answer = await desk.http.post(f"{desk.root}/$batch", headers=headers, content=body)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "BadRequest")


async def test_a_part_for_another_tenant_is_refused_in_its_place(desk):
    part = desk.part(0, "Get-OrganizationConfig")
    part["url"] = f"{EXCHANGE}/adminapi/beta/fabrikam.onmicrosoft.com/InvokeCommand"

    [response] = (await desk.batch(part)).json()["responses"]

    assert response["status"] == 401
