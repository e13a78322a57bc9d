"""Devices are wiped when they next come by, and a partnership ends when it is removed."""

from datetime import timedelta

import pytest

from tests.tenant.conftest import refusal_of


async def owner(caller, client: str) -> tuple[str, dict]:
    """A person with a device of *client*, and that device."""
    for user in await caller.pick("leaver", 20):
        for row in await caller.rows("Get-MobileDevice", Mailbox=user):
            if row["ClientType"] == client:
                return user, row
    raise AssertionError(client)


async def test_every_device_of_a_listing_is_found_by_its_names(caller):
    rows = await caller.rows("Get-MobileDevice", ResultSize=20)

    assert len(rows) == len({row["Guid"] for row in rows}) == 20
    for row in rows[:4]:
        [by_guid] = await caller.rows("Get-MobileDevice", Identity=row["Guid"])
        [by_identity] = await caller.rows("Get-MobileDevice", Identity=row["Identity"])
        assert by_guid == by_identity == row


async def test_a_listing_of_one_kind_has_only_that_kind(caller):
    every = await caller.rows("Get-MobileDevice")
    outlook = await caller.rows("Get-MobileDevice", RestApi=True)

    assert {row["ClientType"] for row in every} == {"EAS", "Outlook"}
    assert {row["ClientType"] for row in outlook} == {"Outlook"}
    assert all("\\ExchangeActiveSyncDevices\\REST§Outlook§" in row["Identity"] for row in outlook)


@pytest.mark.parametrize(
    ("client", "account_only", "word"),
    [
        ("EAS", False, "DeviceWipe"),
        ("EAS", True, "AccountOnlyDeviceWipe"),
        ("Outlook", False, "AccountOnlyDeviceWipe"),
    ],
)
async def test_a_wipe_is_pending_until_the_device_comes_by(caller, client, account_only, word):
    user, device = await owner(caller, client)
    which = {"Identity": device["Identity"]}
    before = (await caller.rows("Get-MobileDeviceStatistics", **which))[0]["Status"]

    await caller.rows("Clear-MobileDevice", **which, AccountOnly=account_only, Confirm=False)
    [asked] = await caller.rows("Get-MobileDeviceStatistics", **which)
    caller.world.clock.advance(timedelta(minutes=16).total_seconds())
    [done] = await caller.rows("Get-MobileDeviceStatistics", **which)

    assert (before, asked["Status"], done["Status"]) == (
        "DeviceOk", f"{word}Pending", f"{word}Succeeded",
    )  # fmt: skip
    assert (asked["DeviceWipeAckTime"], done["DeviceWipeAckTime"] is None) == (None, False)
    assert user.partition("@")[0] == device["Identity"].partition("\\")[0]


async def test_a_wipe_that_is_cancelled_in_time_does_not_happen(caller):
    _, device = await owner(caller, "EAS")
    which = {"Identity": device["Guid"]}

    await caller.rows("Clear-MobileDevice", **which)
    await caller.rows("Clear-MobileDevice", **which, Cancel=True)
    caller.world.clock.advance(3600)

    [row] = await caller.rows("Get-MobileDeviceStatistics", **which)
    assert row["Status"] == "DeviceOk"


async def test_a_removed_device_is_gone_for_every_reader(caller):
    user, device = await owner(caller, "EAS")

    await caller.rows("Remove-MobileDevice", Identity=device["Identity"])
    left = await caller.rows("Get-MobileDevice", Mailbox=user)
    again = await caller.run("Remove-MobileDevice", Identity=device["Identity"])

    assert device["Guid"] not in [row["Guid"] for row in left]
    assert device["Guid"] not in [row["Guid"] for row in await caller.rows("Get-MobileDevice")]
    assert (again.status_code, refusal_of(again)) == (404, "ManagementObjectNotFoundException")


async def test_protocols_lists_and_policies_are_set_and_read_back(caller):
    user, device = await owner(caller, "EAS")
    unset = (await caller.rows("Get-CASMailbox", Identity=user))[0]

    await caller.rows(
        "Set-CASMailbox", Identity=user, OWAforDevicesEnabled=False, OutlookMobileEnabled=False,
        OneWinNativeOutlookEnabled=False, SmtpClientAuthenticationDisabled=True,
        ActiveSyncBlockedDeviceIDs=[device["DeviceId"]], OwaMailboxPolicy="Strict",
        EwsApplicationAccessPolicy="EnforceBlock",
    )  # fmt: skip
    [row] = await caller.rows("Get-CASMailbox", Identity=user)
    await caller.rows("Set-CASMailbox", Identity=user, SmtpClientAuthenticationDisabled=None)
    [again] = await caller.rows("Get-CASMailbox", Identity=user)

    assert unset["SmtpClientAuthenticationDisabled"] is unset["EwsEnabled"] is None
    assert unset["HasActiveSyncDevicePartnership"] is True
    assert not any(row[f"{name}Enabled"] for name in ("OWAforDevices", "OutlookMobile"))
    assert (row["OneWinNativeOutlookEnabled"], row["MacOutlookEnabled"]) == (False, True)
    assert row["SmtpClientAuthenticationDisabled"] is True
    assert row["ActiveSyncBlockedDeviceIDs"] == [device["DeviceId"]]
    assert (row["OwaMailboxPolicy"], row["EwsApplicationAccessPolicy"]) == (
        "Strict", "EnforceBlockList",
    )  # fmt: skip
    assert again["SmtpClientAuthenticationDisabled"] is None
