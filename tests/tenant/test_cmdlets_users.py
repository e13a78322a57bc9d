"""Accounts as Exchange lists them, names that are known in part, and the order of a listing."""


async def test_every_account_is_a_user_guests_and_those_for_emergencies_too(caller):
    rows = await caller.rows("Get-User", ResultSize="Unlimited")

    layout = caller.tenant.people.layout
    kinds = [row["RecipientTypeDetails"] for row in rows]
    assert len(rows) == layout.people
    assert kinds.count("GuestMailUser") == len(layout.guests)
    assert kinds.count("User") == layout.people - layout.mailboxes - len(layout.guests)


async def test_an_account_without_a_mailbox_is_found_and_is_no_mailbox(caller):
    guest = caller.tenant.people.who(caller.tenant.people.layout.guests[0])

    [row] = await caller.rows("Get-User", Identity=guest.upn)
    by_kind = await caller.rows("Get-User", RecipientTypeDetails="GuestMailUser")
    filtered = await caller.rows("Get-User", Filter="RecipientType -eq 'MailUser'")
    mailbox = await caller.run("Get-Mailbox", Identity=guest.upn)
    change = await caller.run("Set-User", Identity=guest.upn, City="Bonn")

    assert row["RecipientType"] == "MailUser"
    assert by_kind == filtered
    assert guest.upn in {one["UserPrincipalName"] for one in by_kind}
    assert (mailbox.status_code, change.status_code) == (404, 501)


async def test_part_of_a_name_finds_its_bearers_alone(caller):
    [user] = await caller.pick("leaver")
    [row] = await caller.rows("Get-User", Identity=user)

    mailboxes = await caller.rows("Get-Mailbox", Anr=row["LastName"][:4].upper())
    users = await caller.rows("Get-User", Anr=row["LastName"][:4])

    assert user in {one["UserPrincipalName"] for one in mailboxes}
    assert {one["Guid"] for one in mailboxes} <= {one["Guid"] for one in users}
    assert len(users) < 100


async def test_mailboxes_come_in_the_order_that_is_asked_for(caller):
    rows = await caller.rows("Get-Mailbox", SortBy="displayname")
    cut = await caller.rows("Get-Mailbox", SortBy="DisplayName", ResultSize=3)
    refused = await caller.run("Get-Mailbox", SortBy="ProhibitSendQuota")

    names = [row["DisplayName"].casefold() for row in rows]
    assert names == sorted(names)
    assert cut == rows[:3]
    assert refused.status_code == 400
