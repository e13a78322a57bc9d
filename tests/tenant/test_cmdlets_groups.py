"""Groups that Exchange keeps are made, changed, filled and removed by who may do so."""

import pytest

from local.tenant.state.group import GroupKind
from tests.tenant.conftest import refusal_of

BYPASS = {"BypassSecurityGroupManagerCheck": True}


async def members(caller, group: str) -> list[str]:
    rows = await caller.rows("Get-DistributionGroupMember", Identity=group)
    return sorted(row["PrimarySmtpAddress"] for row in rows)


async def test_a_new_group_has_its_members_its_manager_and_is_found(caller):
    user, other, manager = await caller.pick("leaver", 3)

    [made] = await caller.rows(
        "New-DistributionGroup", Name="Night Watch", Type="Security", Members=[user, other],
        ManagedBy=[manager],
    )  # fmt: skip
    [found] = await caller.rows("Get-DistributionGroup", Identity="NightWatch@contoso.com")
    managed = await caller.rows("Get-DistributionGroup", ManagedBy=manager)

    assert made == found
    assert found["RecipientTypeDetails"] == "MailUniversalSecurityGroup"
    assert found["ManagedBy"] == [manager.partition("@")[0]]
    assert [row["Alias"] for row in managed] == ["NightWatch"]
    assert await members(caller, "Night Watch") == sorted([user, other])


async def test_a_group_changes_its_names_and_settings(caller):
    await caller.rows("New-DistributionGroup", Name="Old")

    await caller.rows(
        "Set-DistributionGroup", Identity="Old", **BYPASS, DisplayName="New",
        PrimarySmtpAddress="new@contoso.com", HiddenFromAddressListsEnabled=True,
        RequireSenderAuthenticationEnabled=False,
    )  # fmt: skip

    [row] = await caller.rows("Get-DistributionGroup", Identity="new@contoso.com")
    assert (row["DisplayName"], row["HiddenFromAddressListsEnabled"]) == ("New", True)
    assert row["RequireSenderAuthenticationEnabled"] is False


async def test_the_members_are_replaced_as_a_whole(caller):
    first, second, third = await caller.pick("leaver", 3)
    await caller.rows("New-DistributionGroup", Name="G", Members=[first, second])

    await caller.rows("Update-DistributionGroupMember", Identity="G", **BYPASS,
                      Members=[second, third])  # fmt: skip

    assert await members(caller, "G") == sorted([second, third])


async def test_a_removed_group_is_gone(caller):
    await caller.rows("New-DistributionGroup", Name="G")

    await caller.rows("Remove-DistributionGroup", Identity="G", **BYPASS)

    assert (await caller.run("Get-DistributionGroup", Identity="G")).status_code == 404


@pytest.mark.parametrize(
    ("cmdlet", "given"),
    [
        ("Set-DistributionGroup", {"DisplayName": "x"}),
        ("Remove-DistributionGroup", {}),
        ("Update-DistributionGroupMember", {"Members": []}),
        ("Add-DistributionGroupMember", {"Member": "x"}),
    ],
)
async def test_an_app_manages_no_group_and_a_synced_one_nobody(caller, cmdlet, given):
    plain = await caller.run(cmdlet, Identity="News", **given)
    synced = await caller.run(cmdlet, Identity="Legacy List", **given, **BYPASS)

    assert refusal_of(plain) == "OperationRequiresGroupManagerException"
    assert "synchronized from your on-premises organization" in synced.text


async def test_a_name_or_an_address_of_a_group_is_held_once(caller):
    [user] = await caller.pick("leaver")

    name = await caller.run("New-DistributionGroup", Name="news")
    taken = await caller.run("New-DistributionGroup", Name="x", PrimarySmtpAddress=user)

    assert refusal_of(name) == "ADObjectAlreadyExistsException"
    assert refusal_of(taken) == "ProxyAddressExistsException"


async def test_a_deleted_member_shows_only_when_asked_for(caller):
    [user] = await caller.pick("leaver")
    await caller.rows("New-DistributionGroup", Name="G", Members=[user])
    await caller.rows("Remove-Mailbox", Identity=user)

    with_deleted = await caller.rows(
        "Get-DistributionGroupMember", Identity="G", IncludeSoftDeletedObjects=True
    )

    assert await members(caller, "G") == []
    assert [row["PrimarySmtpAddress"] for row in with_deleted] == [user]


async def test_microsoft_365_groups_are_read_and_are_no_distribution_groups(caller):
    teams = [one for one in caller.tenant.groups if one.kind is GroupKind.MICROSOFT_365]

    rows = await caller.rows("Get-UnifiedGroup")
    links = await caller.rows("Get-UnifiedGroupLinks", Identity=teams[0].mail, LinkType="Members")
    as_list = await caller.run("Get-DistributionGroup", Identity=teams[0].mail)

    assert [row["PrimarySmtpAddress"] for row in rows] == [one.mail for one in teams]
    assert rows[0]["GroupMemberCount"] == len(links) == len(teams[0].members())
    assert as_list.status_code == 404
