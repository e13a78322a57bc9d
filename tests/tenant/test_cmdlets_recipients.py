"""Other recipients: users and what the directory says of them, guests, groups by filter."""

import pytest

from tests.tenant.conftest import refusal_of


async def test_what_is_said_of_a_person_is_seen_by_exchange_and_by_graph(caller):
    [user] = await caller.pick("leaver")

    await caller.rows(
        "Set-User", Identity=user, Title="Captain", Company="Contoso", VIP=True, LastName="Novak"
    )

    [row] = await caller.rows("Get-User", Identity=user)
    graph = await caller.graph("GET", f"/users/{user}?$select=jobTitle,companyName,surname")
    assert (row["Title"], row["Company"], row["VIP"], row["LastName"]) == (
        "Captain", "Contoso", True, "Novak",
    )  # fmt: skip
    assert graph.json()["jobTitle"] == "Captain"
    assert (graph.json()["companyName"], graph.json()["surname"]) == ("Contoso", "Novak")


async def test_a_sign_in_policy_must_be_there_to_be_given(caller):
    [user] = await caller.pick("leaver")
    which = {"Identity": user, "AuthenticationPolicy": "Block"}

    early = await caller.run("Set-User", **which)
    await caller.rows("New-AuthenticationPolicy", Name="Block")
    await caller.rows("Set-User", **which)

    [row] = await caller.rows("Get-User", Identity=user)
    assert (early.status_code, row["AuthenticationPolicy"]) == (404, "Block")


async def test_a_synced_person_is_described_on_premises(caller):
    [user] = await caller.pick("synced")

    refused = await caller.run("Set-User", Identity=user, Title="x")
    await caller.rows("Set-User", Identity=user, VIP=True)

    assert refusal_of(refused) == "RecipientTaskException"


async def test_guests_are_mail_users_and_no_mailboxes(caller):
    guests = await caller.rows("Get-MailUser")

    assert guests
    for row in guests:
        assert "#EXT#" in row["UserPrincipalName"]
        assert row["RecipientTypeDetails"] == "GuestMailUser"
        [found] = await caller.rows("Get-MailUser", Identity=row["UserPrincipalName"])
        assert found == row
    answer = await caller.run("Get-Mailbox", Identity=guests[0]["UserPrincipalName"])
    assert answer.status_code == 404


async def test_who_belongs_to_a_dynamic_group_follows_its_filter(caller):
    [user] = await caller.pick("leaver")
    await caller.rows(
        "New-DynamicDistributionGroup", Name="Marked",
        RecipientFilter="(CustomAttribute9 -eq 'night') -and (RecipientTypeDetails -eq "
        "'UserMailbox')",
    )  # fmt: skip
    before = await caller.rows("Get-DynamicDistributionGroupMember", Identity="Marked")

    await caller.rows("Set-Mailbox", Identity=user, CustomAttribute9="Night")
    after = await caller.rows("Get-DynamicDistributionGroupMember", Identity="marked@contoso.com")
    await caller.rows(
        "Set-DynamicDistributionGroup", Identity="Marked", IncludedRecipients="Resources"
    )
    rooms = await caller.rows("Get-DynamicDistributionGroupMember", Identity="Marked")

    assert before == []
    assert [row["PrimarySmtpAddress"] for row in after] == [user]
    assert {row["RecipientTypeDetails"] for row in rooms} == {"RoomMailbox", "EquipmentMailbox"}


@pytest.mark.parametrize(
    ("given", "status"),
    [({}, 400), ({"RecipientFilter": "nonsense"}, 400), ({"RecipientFilter": "Nope -eq 'x'"}, 400)],
)
async def test_a_dynamic_group_needs_a_filter_that_means_something(caller, given, status):
    answer = await caller.run("New-DynamicDistributionGroup", Name="x", **given)

    assert answer.status_code == status
    assert await caller.rows("Get-DynamicDistributionGroup") == []


async def test_quarantine_is_read_page_by_page_and_a_page_of_none_is_no_error(caller):
    since = {"StartReceivedDate": "2026-11-14T06:00:00Z"}
    every = await caller.rows("Get-QuarantineMessage", **since, PageSize=1000)
    pages = [
        await caller.rows("Get-QuarantineMessage", **since, PageSize=20, Page=number)
        for number in (1, 2)
    ]

    ids = [row["Identity"] for row in every]
    assert len(ids) == len(set(ids)) > 40
    assert [row["Identity"] for page in pages for row in page] == ids[:40]
    assert await caller.rows("Get-QuarantineMessage", **since, PageSize=0) == []
    assert (await caller.run("Get-QuarantineMessage", PageSize=1001)).status_code == 400
    assert await caller.rows("Get-QuarantineMessage", **since, Identity=ids[0]) == every[:1]


async def test_mail_is_forwarded_to_a_contact_outside(caller):
    [user] = await caller.pick("leaver")
    await caller.rows("New-MailContact", Name="Home", ExternalEmailAddress="me@home.example")

    await caller.rows("Set-Mailbox", Identity=user, ForwardingAddress="me@home.example")

    [row] = await caller.rows("Get-Mailbox", Identity=user)
    [contact] = await caller.rows("Get-Recipient", Identity=row["ForwardingAddress"])
    assert (contact["Name"], contact["RecipientTypeDetails"]) == ("Home", "MailContact")
    assert contact["PrimarySmtpAddress"] == "me@home.example"


async def test_recipients_of_every_kind_are_listed(caller):
    await caller.rows("New-MailContact", Name="Home", ExternalEmailAddress="me@home.example")
    await caller.rows(
        "New-DynamicDistributionGroup", Name="All", IncludedRecipients="AllRecipients"
    )

    rows = await caller.rows("Get-Recipient", ResultSize="Unlimited")
    contacts = await caller.rows("Get-Recipient", RecipientTypeDetails=["MailContact"])

    kinds = {row["RecipientTypeDetails"] for row in rows}
    assert {"GuestMailUser", "MailContact", "DynamicDistributionGroup", "GroupMailbox"} <= kinds
    assert {"UserMailbox", "RoomMailbox", "MailUniversalSecurityGroup"} <= kinds
    assert [row["Name"] for row in contacts] == ["Home"]
