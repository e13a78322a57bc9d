"""The client and the local tenant, two readings of one protocol, against each other."""

import pytest

from shared.exchange.answers import Reply
from shared.exchange.filters import odata_equal, opath_equal
from shared.exchange.values import Edit
from shared.web.errors import AlreadySo, NotFound
from tests.harness import House

STRANGE = [
    "ghost@contoso.com",
    "o'neil@contoso.com",
    "o_fabrikam.com#EXT#@contoso.com",
    "zoë?&%@contoso.com",
    "a/../b",
    "x" * 300,
]


@pytest.fixture
async def house(tmp_path):
    found = House(tmp_path)
    yield found
    await found.app.close()


@pytest.fixture
async def exchange(house):
    tenant = house.app.tenants.find(None)
    async with house.app.connections.open(tenant, run="r", reason="test", what_if=False) as session:
        yield session.exchange


@pytest.mark.parametrize("name", STRANGE)
async def test_any_name_means_nobody_on_both_surfaces(exchange, name):
    with pytest.raises(NotFound) as native:
        await exchange.mailbox(name)
    with pytest.raises(NotFound) as cmdlet:
        await exchange.invoke("Get-Mailbox", Identity=name)

    assert name in native.value.detail
    assert name in cmdlet.value.detail


async def test_both_surfaces_know_the_same_mailboxes(exchange):
    listed = [row async for page in exchange.mailboxes("Minimum", "Quota") for row in page]
    shared = odata_equal("RecipientTypeDetails", "SharedMailbox")
    some = [row async for page in exchange.mailboxes(where=shared) for row in page]
    asked = await exchange.invoke("Get-Mailbox", ResultSize="Unlimited")

    assert {row["Guid"] for row in listed} == {row["Guid"] for row in asked}
    assert {row["Guid"] for row in some} == {
        row["Guid"] for row in asked if row["RecipientTypeDetails"] == "SharedMailbox"
    }
    assert 0 < len(some) < len(listed)
    assert not any("@" in name for row in asked for name in row)


async def test_a_batch_gives_what_single_calls_give(house, exchange):
    people = await house.picks("leaver", 12)
    commands = [exchange.command("Get-MailboxPermission", Identity=one) for one in people]
    commands.append(exchange.command("Get-Mailbox", Identity="ghost@contoso.com"))
    commands.append(exchange.command("Get-Mailbox", ResultSize="Unlimited"))

    *rights, ghost, everyone = await exchange.batch(commands)

    for name, reply in zip(people, rights, strict=True):
        assert isinstance(reply, Reply)
        assert reply.rows == await exchange.invoke("Get-MailboxPermission", Identity=name)
    assert isinstance(ghost, NotFound)
    assert isinstance(everyone, Reply)
    assert everyone.rows == await exchange.invoke("Get-Mailbox", ResultSize="Unlimited")


async def test_an_edit_adds_and_removes_and_leaves_the_rest(house, exchange):
    first, second, who = await house.picks("leaver", 3)

    async def delegates():
        [row] = await exchange.invoke("Get-Mailbox", Identity=who)
        return len(row["GrantSendOnBehalfTo"])

    before = await delegates()
    await exchange.invoke(
        "Set-Mailbox", Identity=who, GrantSendOnBehalfTo=Edit(add=[first, second])
    )
    assert await delegates() == before + 2
    await exchange.invoke("Set-Mailbox", Identity=who, GrantSendOnBehalfTo=Edit(remove=[first]))
    assert await delegates() == before + 1


async def test_a_wanted_piece_of_a_list_is_no_short_list(exchange):
    assert len(await exchange.invoke("Get-Mailbox", ResultSize=3)) == 3


async def test_a_second_add_and_a_second_remove_are_already_so(house, exchange):
    [who] = await house.picks("leaver")
    groups = await exchange.invoke("Get-DistributionGroup", ResultSize="Unlimited")
    group = next(one for one in groups if one["IsDirSynced"] is False)
    pair = {"Identity": group["Guid"], "Member": who, "BypassSecurityGroupManagerCheck": True}
    quoted = opath_equal("DisplayName", str(group["DisplayName"]))

    assert await exchange.invoke("Get-DistributionGroup", Filter=quoted, ResultSize="Unlimited")
    await exchange.invoke("Add-DistributionGroupMember", **pair)
    with pytest.raises(AlreadySo):
        await exchange.invoke("Add-DistributionGroupMember", **pair)
    await exchange.invoke("Remove-DistributionGroupMember", **pair)
    with pytest.raises(AlreadySo):
        await exchange.invoke("Remove-DistributionGroupMember", **pair)
