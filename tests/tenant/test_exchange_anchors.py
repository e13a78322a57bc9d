"""Back ends that learn of a write later: who keeps to one anchor reads what it wrote."""

import pytest

HERE = "UPN:SystemMailbox@contoso.com"
ELSEWHERE = "UPN:other@contoso.com"


@pytest.fixture
async def lagging(caller):
    answer = await caller.http.post("/_tenant/exchange", json={"anchorLagSeconds": 15})
    assert answer.status_code == 200
    return caller


async def run(caller, anchor, cmdlet, **parameters):
    headers = caller.exchange_headers | ({"X-AnchorMailbox": anchor} if anchor else {})
    body = {"CmdletInput": {"CmdletName": cmdlet, "Parameters": parameters}}
    return await caller.http.post(f"{caller.root}/InvokeCommand", headers=headers, json=body)


async def hidden(caller, anchor, user):
    answer = await run(caller, anchor, "Get-Mailbox", Identity=user)
    [row] = answer.json()["value"]
    return row["HiddenFromAddressListsEnabled"]


async def test_a_write_is_seen_at_once_with_its_own_anchor_only(lagging):
    [user] = await lagging.pick("leaver")
    hide = {"Identity": user, "HiddenFromAddressListsEnabled": True}

    await run(lagging, HERE, "Set-Mailbox", **hide)
    seen = [await hidden(lagging, anchor, user) for anchor in (HERE, ELSEWHERE, None)]
    lagging.world.clock.advance(15)
    later = [await hidden(lagging, anchor, user) for anchor in (HERE, ELSEWHERE, None)]

    assert seen == [True, False, False]
    assert later == [True, True, True]


async def test_without_an_anchor_not_even_the_writer_reads_what_it_wrote(lagging):
    [user] = await lagging.pick("leaver")

    await run(lagging, None, "Set-Mailbox", Identity=user, HiddenFromAddressListsEnabled=True)

    assert await hidden(lagging, None, user) is False


async def test_a_second_write_does_not_bring_the_first_to_light(lagging):
    [user] = await lagging.pick("leaver")
    await run(lagging, HERE, "Set-Mailbox", Identity=user, HiddenFromAddressListsEnabled=True)

    await run(lagging, HERE, "Set-Mailbox", Identity=user, CustomAttribute1="x")

    assert await hidden(lagging, ELSEWHERE, user) is False


async def test_a_mailbox_that_is_new_is_not_found_elsewhere(lagging):
    made = await run(lagging, HERE, "New-Mailbox", Name="fresh", Shared=True)
    assert made.status_code == 200, made.text

    statuses = [
        (await run(lagging, anchor, "Get-Mailbox", Identity="fresh")).status_code
        for anchor in (HERE, ELSEWHERE, None)
    ]
    count = [
        len((await run(lagging, one, "Get-Mailbox", ResultSize="Unlimited")).json()["value"])
        for one in (HERE, ELSEWHERE)
    ]
    lagging.world.clock.advance(15)
    late = await run(lagging, ELSEWHERE, "Get-Mailbox", Identity="fresh")

    assert statuses == [200, 404, 404]
    assert count == [251, 250]
    assert late.status_code == 200


async def test_a_group_that_is_new_is_not_found_elsewhere(lagging):
    made = await run(lagging, HERE, "New-DistributionGroup", Name="Fresh")
    assert made.status_code == 200, made.text

    statuses = [
        (await run(lagging, anchor, "Get-DistributionGroup", Identity="Fresh")).status_code
        for anchor in (HERE, ELSEWHERE)
    ]

    assert statuses == [200, 404]


async def test_the_directory_is_no_back_end_and_sees_a_write_at_once(lagging):
    [user] = await lagging.pick("leaver")

    await run(lagging, HERE, "Set-Mailbox", Identity=user, HiddenFromAddressListsEnabled=True)

    assert (await lagging.picture(user))["mailbox"]["hidden"] is True
