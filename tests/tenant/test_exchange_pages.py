"""Page links: what they are bound to, how long they last, and which switches loosen them."""

from tests.tenant.conftest import ANCHOR

EXPIRED = "Expired or Invalid pagination request. Default Expiry time is 00:30:00"


async def switch(caller, **switches):
    assert (await caller.http.post("/_tenant/exchange", json=switches)).status_code == 200


async def first_page(caller, anchor=ANCHOR):
    answer = await page(caller, f"{caller.root}/InvokeCommand", anchor)
    return answer.json()["@odata.nextLink"]


async def page(caller, url, anchor=ANCHOR, content=None):
    headers = caller.exchange_headers | {"Prefer": "odata.maxpagesize=100"}
    if anchor:
        headers["X-AnchorMailbox"] = anchor
    body = content or '{"CmdletInput":{"CmdletName":"Get-Mailbox","Parameters":{}}}'
    return await caller.http.post(url, headers=headers, content=body)


async def test_a_link_is_good_for_its_anchor_only(caller):
    link = await first_page(caller)

    same = await page(caller, link)
    other = await page(caller, link, "UPN:other@contoso.com")
    none = await page(caller, link, None)

    assert len(same.json()["value"]) == 100
    assert (other.status_code, none.status_code) == (400, 400)
    assert EXPIRED in other.text


async def test_a_link_that_was_had_without_an_anchor_is_void(caller):
    link = await first_page(caller, None)

    assert (await page(caller, link, None)).status_code == 400
    assert (await page(caller, link)).status_code == 400


async def test_without_strict_affinity_the_anchor_does_not_matter(caller):
    await switch(caller, strictAffinity=False)
    link = await first_page(caller, None)

    assert (await page(caller, link, None)).status_code == 200
    assert (await page(caller, link)).status_code == 200


async def test_a_link_runs_out_when_the_switch_says(caller):
    await switch(caller, pageTokenSeconds=60)
    link = await first_page(caller)

    caller.world.clock.advance(60)
    in_time = await page(caller, link)
    caller.world.clock.advance(1)
    late = await page(caller, link)

    assert (in_time.status_code, late.status_code) == (200, 400)


async def test_another_body_does_not_fit_a_link_and_other_spacing_does(caller):
    link = await first_page(caller)
    spaced = '{ "CmdletInput": {"Parameters": {}, "CmdletName": "Get-Mailbox"} }'
    changed = spaced.replace("{}", '{"ResultSize": 5}')

    assert (await page(caller, link, content=spaced)).status_code == 200
    assert (await page(caller, link, content=changed)).status_code == 400
