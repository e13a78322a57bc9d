"""The client and the local tenant, two readings of one protocol, against each other."""

import pytest

from shared.exchange.answers import Reply
from shared.exchange.filters import odata_equal, opath_equal
from shared.exchange.values import Edit
from shared.web.errors import AlreadySo, NotFound, ServiceError, Transient, lost
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


async def test_every_native_read_is_understood_by_the_tenant(house, exchange):
    [who] = await house.picks("leaver")
    [row] = await exchange.invoke("Get-Mailbox", Identity=who)

    rights, send_as = (
        await exchange.mailbox_permissions(who),
        await exchange.recipient_permissions(who),
    )
    folders = await exchange.folder_statistics(who)
    [calendar] = await exchange.folder_statistics(who, "Calendar")
    shared = await exchange.folder_permissions(who, "Calendar")
    devices = await exchange.mobile_device_statistics(who)
    size = await exchange.mailbox_statistics(who)
    protocols, recipient = await exchange.cas_mailbox(who), await exchange.recipient(who)

    assert "NT AUTHORITY\\SELF" in {one["User"] for one in rights}
    assert "NT AUTHORITY\\SELF" in {one["Trustee"] for one in send_as}
    assert calendar["FolderId"] in {one["FolderId"] for one in folders}
    assert {"Default", "Anonymous"} <= {one["User"] for one in shared}
    assert all("LastSuccessSync" in one for one in devices)
    assert isinstance(size["TotalItemSize"], int)
    assert protocols["PrimarySmtpAddress"] == row["PrimarySmtpAddress"]
    assert recipient["RecipientTypeDetails"] == "UserMailbox"
    with pytest.raises(NotFound):
        await exchange.folder_permissions(who, "Zeit/plan #1")


async def everyone(listing):
    return {row["Name"] async for page in listing for row in page}


async def test_all_that_has_a_mailbox_is_a_recipient(exchange):
    assert await everyone(exchange.cas_mailboxes()) <= await everyone(exchange.recipients())


FAULTS = [
    {"kind": "throttle", "retryAfter": 3},
    {"kind": "throttle", "form": "json", "seconds": 2},
    {"kind": "status", "status": 503},
    {"kind": "status", "status": 504},
    {"kind": "status", "exception": "DCOverloadedException"},
    {"kind": "status", "status": 403},
    {"kind": "reset"},
    {"kind": "cut"},
    {"kind": "malformed"},
    {"kind": "empty"},
    {"kind": "nul", "status": 200},
    {"kind": "nul"},
    {"kind": "errors"},
    {"kind": "warnings"},
    {"kind": "claims-challenge"},
    {"kind": "lost-response"},
    {"kind": "redirect"},
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: "-".join(map(str, fault.values())))
async def test_whatever_goes_wrong_a_write_is_done_or_told_and_never_sent_twice(
    house, exchange, fault
):
    [who] = await house.picks("leaver")
    wanted = {"Identity": who, "CustomAttribute7": "away"}
    rule = {**fault, "cmdlet": "Set-Mailbox", "count": 1}
    await house.control("POST", "faults", [rule])

    told: ServiceError | None = None
    try:
        await exchange.invoke("Set-Mailbox", **wanted)
    except ServiceError as error:
        told = error
    [row] = await exchange.invoke("Get-Mailbox", Identity=who)

    done = row["CustomAttribute7"] == "away"
    sent = [one for one in house.world.journal.since(0) if one.cmdlet == "Set-Mailbox"]
    if told is None:
        assert done or fault["kind"] in {"empty", "warnings"}
    elif done:
        assert isinstance(told, Transient)
        assert lost(told)
    assert len(sent) == 1 or (told is None and len(sent) == 2)


async def test_an_and_removes_and_leaves_the_rest(house, exchange):
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
