"""A mailbox is made, ends, is had back, and is kept by a hold."""

import pytest

from local.tenant.state.licenses import E3
from tests.tenant.conftest import refusal_of

DAY = 86400.0
PASSWORD = "bm8gc2VjcmV0"


async def names(caller, **switches: bool) -> list[str]:
    rows = await caller.rows("Get-Mailbox", ResultSize="Unlimited", **switches)
    return [row["UserPrincipalName"] for row in rows]


async def held(caller) -> str:
    """Somebody on hold, without anything else about them."""
    layout = caller.tenant.people.layout
    index = next(one for one in range(layout.mailboxes) if layout.is_on_hold(one))
    return caller.tenant.people.who(index).upn


@pytest.mark.parametrize(
    ("switch", "details"),
    [("Shared", "SharedMailbox"), ("Room", "RoomMailbox"), ("Equipment", "EquipmentMailbox")],
)
async def test_a_mailbox_of_many_needs_no_password_and_no_licence(caller, switch, details):
    [made] = await caller.rows("New-Mailbox", Name="Front Desk", **{switch: True})
    [found] = await caller.rows("Get-Mailbox", Identity="frontdesk@contoso.com")

    assert made == found
    assert (found["RecipientTypeDetails"], found["AccountDisabled"]) == (details, True)
    assert (found["Alias"], found["DisplayName"], found["Name"]) == (
        "FrontDesk", "Front Desk", "Front Desk",
    )  # fmt: skip
    assert found["ProhibitSendReceiveQuota"].startswith("50 GB")
    assert "FrontDesk@contoso.com" in await names(caller)


async def test_a_new_person_has_thirty_days_to_be_licensed(caller):
    who = {"MicrosoftOnlineServicesID": "ana@contoso.com", "Password": PASSWORD}
    for number in (1, 2):
        sign_in = who | {"MicrosoftOnlineServicesID": f"new{number}@contoso.com"}
        await caller.rows("New-Mailbox", Name=f"New {number}", **sign_in)
    license_it = {"addLicenses": [{"skuId": E3.sku_id}], "removeLicenses": []}
    answer = await caller.graph("POST", "/users/new1@contoso.com/assignLicense", license_it)
    assert answer.status_code == 200

    caller.world.clock.advance(31 * DAY)

    assert (await caller.run("Get-Mailbox", Identity="new1@contoso.com")).status_code == 200
    assert (await caller.run("Get-Mailbox", Identity="new2@contoso.com")).status_code == 404
    assert await names(caller, SoftDeletedMailbox=True) == ["new2@contoso.com"]


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ({"Name": "x"}, "ParameterBindingException"),
        ({"Name": "x", "MicrosoftOnlineServicesID": "x@contoso.com"}, "ParameterBindingException"),
        ({"Name": "x", "Shared": True, "Room": True}, "AmbiguousParameterSetException"),
        ({"Name": "x", "UserPrincipalName": "x@contoso.com"}, "AmbiguousParameterSetException"),
        ({"Name": "x", "Shared": True, "PrimarySmtpAddress": "x@elsewhere.example"},
         "NotAcceptedDomainException"),
    ],
)  # fmt: skip
async def test_a_mailbox_that_cannot_be_is_not_made(caller, parameters, name):
    answer = await caller.run("New-Mailbox", **parameters)

    assert (answer.status_code, refusal_of(answer)) == (400, name)
    assert len(await names(caller)) == 250


async def test_a_name_or_an_address_is_held_once(caller):
    await caller.rows("New-Mailbox", Name="Desk", Shared=True)
    [user] = await caller.pick("leaver")

    same_name = await caller.run("New-Mailbox", Name="desk", Shared=True, Alias="other")
    same_address = await caller.run("New-Mailbox", Name="d2", Shared=True, PrimarySmtpAddress=user)

    assert refusal_of(same_name) == "ADObjectAlreadyExistsException"
    assert refusal_of(same_address) == "ProxyAddressExistsException"


async def test_a_removed_mailbox_is_seen_only_by_who_asks_for_it_and_comes_back(caller):
    user, other = await caller.pick("leaver", 2)
    await caller.rows("Set-Mailbox", Identity=user, CustomAttribute5="kept")

    await caller.rows("Remove-Mailbox", Identity=user, Confirm=False)
    plain = await caller.run("Get-Mailbox", Identity=user)
    [soft] = await caller.rows("Get-Mailbox", Identity=user, SoftDeletedMailbox=True)
    account = await caller.graph("GET", f"/users/{user}")
    taken = await caller.run("New-Mailbox", Name="n", Shared=True, PrimarySmtpAddress=user)
    await caller.rows("Undo-SoftDeletedMailbox", SoftDeletedObject=user)
    [back] = await caller.rows("Get-Mailbox", Identity=user)

    assert (plain.status_code, account.status_code) == (404, 404)
    assert soft["WhenSoftDeleted"].startswith("2026-11-24T06")
    assert (soft["IsInactiveMailbox"], soft["IsSoftDeletedByRemove"]) == (False, True)
    assert "ExternalDirectoryObjectId was not returned" in taken.text
    assert back["CustomAttribute5"] == "kept"
    assert other in await names(caller)


async def test_a_removed_mailbox_is_gone_after_thirty_days_and_its_address_is_free(caller):
    [user] = await caller.pick("leaver")
    await caller.rows("Remove-Mailbox", Identity=user)

    caller.world.clock.advance(30 * DAY + 1)

    assert await names(caller, SoftDeletedMailbox=True) == []
    await caller.rows("New-Mailbox", Name="Heir", Shared=True, PrimarySmtpAddress=user)


async def test_a_hold_makes_a_removed_mailbox_inactive_for_as_long_as_it_lasts(caller):
    user = await held(caller)

    await caller.rows("Remove-Mailbox", Identity=user)
    caller.world.clock.advance(100 * DAY)
    inactive = await names(caller, InactiveMailboxOnly=True)
    both = await names(caller, IncludeInactiveMailbox=True)
    plain = await caller.run("Set-Mailbox", Identity=user, LitigationHoldEnabled=False)
    await caller.rows(
        "Set-Mailbox", Identity=user, InactiveMailbox=True, LitigationHoldEnabled=False
    )
    delayed = await names(caller, InactiveMailboxOnly=True)
    caller.world.clock.advance(31 * DAY)

    assert inactive == delayed == [user]
    assert (user in both, len(both)) == (True, 250)
    assert plain.status_code == 404
    assert await names(caller, InactiveMailboxOnly=True) == []


@pytest.mark.parametrize("on_hold", [True, False])
async def test_permanent_deletion_leaves_nothing_unless_a_hold_keeps_it(caller, on_hold):
    user = await held(caller) if on_hold else (await caller.pick("leaver"))[0]

    await caller.rows("Remove-Mailbox", Identity=user, PermanentlyDelete=True)

    assert await names(caller, SoftDeletedMailbox=True) == ([user] if on_hold else [])


async def test_a_synced_mailbox_is_removed_where_it_came_from(caller):
    [user] = await caller.pick("synced")

    answer = await caller.run("Remove-Mailbox", Identity=user)

    assert refusal_of(answer) == "RecipientTaskException"


async def test_an_archive_is_enabled_grows_and_comes_back_as_the_same_one(caller):
    layout = caller.tenant.people.layout
    index = next(one for one in range(layout.mailboxes) if layout.has_archive(one))
    user = caller.tenant.people.who(index).upn
    [first] = await caller.rows("Get-Mailbox", Identity=user)

    await caller.rows("Disable-Mailbox", Identity=user, Archive=True)
    [off] = await caller.rows("Get-Mailbox", Identity=user)
    twice = await caller.run("Disable-Mailbox", Identity=user, Archive=True)
    early = await caller.run("Enable-Mailbox", Identity=user, AutoExpandingArchive=True)
    await caller.rows("Enable-Mailbox", Identity=user, Archive=True)
    [grown] = await caller.rows("Enable-Mailbox", Identity=user, AutoExpandingArchive=True)
    again = await caller.run("Enable-Mailbox", Identity=user, Archive=True)

    assert (off["ArchiveStatus"], off["DisabledArchiveGuid"]) == ("None", first["ArchiveGuid"])
    assert grown["ArchiveGuid"] == first["ArchiveGuid"]
    assert (grown["AutoExpandingArchiveEnabled"], first["AutoExpandingArchiveEnabled"]) == (
        True, False,
    )  # fmt: skip
    assert [one.status_code for one in (twice, early, again)] == [400, 400, 400]


async def test_an_archive_takes_a_licence_that_has_one(caller):
    [shared] = await caller.pick("shared")

    answer = await caller.run("Enable-Mailbox", Identity=shared, Archive=True)

    assert "doesn't include an archive" in answer.json()["error"]["details"][0]["message"]


async def test_statistics_tell_mailbox_and_archive_apart_and_the_deleted_when_asked(caller):
    layout = caller.tenant.people.layout
    index = next(one for one in range(layout.mailboxes) if layout.has_archive(one))
    user = caller.tenant.people.who(index).upn
    [mailbox] = await caller.rows("Get-Mailbox", Identity=user)

    [archive] = await caller.rows("Get-MailboxStatistics", Identity=user, Archive=True)
    [shared] = await caller.pick("shared")
    without = await caller.run("Get-MailboxStatistics", Identity=shared, Archive=True)
    await caller.rows("Remove-Mailbox", Identity=user)
    plain = await caller.run("Get-MailboxStatistics", Identity=user)
    [kept] = await caller.rows(
        "Get-MailboxStatistics", Identity=user, IncludeSoftDeletedRecipients=True
    )

    assert (archive["IsArchiveMailbox"], kept["IsArchiveMailbox"]) == (True, False)
    assert archive["MailboxGuid"] == mailbox["ArchiveGuid"] != kept["MailboxGuid"]
    assert (without.status_code, plain.status_code) == (400, 404)
