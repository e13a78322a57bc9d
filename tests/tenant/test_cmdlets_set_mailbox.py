"""What Set-Mailbox takes, what it refuses, and what follows from it."""

import pytest

from tests.tenant.conftest import refusal_of

TAG = "#Exchange.GenericHashTable"


def added(*values: str) -> dict:
    return {"@odata.type": TAG, "Add": list(values)}


def removed(*values: str) -> dict:
    return {"@odata.type": TAG, "Remove": list(values)}


async def mailbox(caller, identity: str) -> dict:
    [row] = await caller.rows("Get-Mailbox", Identity=identity)
    return row


async def licensed(caller, plan: str) -> str:
    """Somebody whose licence stamped mailbox plan *plan*."""
    for user in await caller.pick("leaver", 20):
        if (await mailbox(caller, user))["MailboxPlan"] == plan:
            return user
    raise AssertionError(plan)


async def test_a_new_address_finds_the_mailbox_and_a_new_primary_replaces_the_old(caller):
    [user] = await caller.pick("leaver")

    await caller.rows("Set-Mailbox", Identity=user, EmailAddresses=added("smtp:x1@contoso.com"))
    before = await mailbox(caller, "x1@contoso.com")
    await caller.rows("Set-Mailbox", Identity=user, EmailAddresses=added("SMTP:x2@contoso.com"))
    after = await mailbox(caller, "x2@contoso.com")

    assert before["PrimarySmtpAddress"] == user
    assert after["PrimarySmtpAddress"] == "x2@contoso.com"
    assert after["ExchangeGuid"] == before["ExchangeGuid"]
    assert f"smtp:{user}" in after["EmailAddresses"]
    assert [one for one in after["EmailAddresses"] if one.startswith("SMTP:")] == [
        "SMTP:x2@contoso.com"
    ]


async def test_an_address_that_was_taken_away_finds_nobody(caller):
    [user] = await caller.pick("leaver")
    address = "gone@contoso.com"
    await caller.rows("Set-Mailbox", Identity=user, EmailAddresses=added(address))

    await caller.rows("Set-Mailbox", Identity=user, EmailAddresses=removed(f"smtp:{address}"))

    assert (await caller.run("Get-Mailbox", Identity=address)).status_code == 404


async def test_addresses_of_others_of_groups_and_of_strangers_are_refused(caller):
    user, other = await caller.pick("leaver", 2)
    group = next(one for one in caller.tenant.groups if one.mail)

    async def ask(address: str) -> str:
        change = {"EmailAddresses": added(f"smtp:{address}")}
        return refusal_of(await caller.run("Set-Mailbox", Identity=user, **change))

    assert await ask(other) == "ProxyAddressExistsException"
    assert await ask(group.mail) == "ProxyAddressExistsException"
    assert await ask("somebody@elsewhere.example") == "NotAcceptedDomainException"


async def test_the_primary_address_cannot_just_go(caller):
    [user] = await caller.pick("leaver")

    answer = await caller.run("Set-Mailbox", Identity=user, EmailAddresses=removed(user))

    assert refusal_of(answer) == "RecipientTaskException"
    assert (await mailbox(caller, user))["PrimarySmtpAddress"] == user


@pytest.mark.parametrize(
    "change",
    [
        {"HiddenFromAddressListsEnabled": True},
        {"CustomAttribute3": "x"},
        {"DisplayName": "x"},
        {"GrantSendOnBehalfTo": []},
    ],
)
async def test_what_is_mastered_on_premises_is_refused_here(caller, change):
    [user] = await caller.pick("synced")

    answer = await caller.run("Set-Mailbox", Identity=user, **change)

    assert refusal_of(answer) == "RecipientTaskException"
    assert "synchronized from your on-premises organization" in answer.text
    assert next(iter(change)) in answer.text


async def test_a_mailbox_managed_in_the_cloud_takes_what_a_synced_one_refuses(caller):
    [user] = await caller.pick("synced")

    await caller.rows("Set-Mailbox", Identity=user, IsExchangeCloudManaged=True)
    await caller.rows("Set-Mailbox", Identity=user, HiddenFromAddressListsEnabled=True)

    assert (await mailbox(caller, user))["HiddenFromAddressListsEnabled"] is True


@pytest.mark.parametrize("cloud_managed", [True, False])
async def test_the_type_of_a_synced_mailbox_can_be_changed_until_the_next_sync(
    caller, cloud_managed
):
    [synced], [plain] = await caller.pick("synced"), await caller.pick("leaver")
    for user in (synced, plain):
        await caller.rows(
            "Set-Mailbox", Identity=user, Type="Shared", IsExchangeCloudManaged=cloud_managed
        )
    before = (await mailbox(caller, synced))["RecipientTypeDetails"]

    answer = await caller.http.post("/_tenant/sync")

    assert before == (await mailbox(caller, plain))["RecipientTypeDetails"] == "SharedMailbox"
    assert answer.json() == {"turnedBack": [] if cloud_managed else [synced]}
    after = (await mailbox(caller, synced))["RecipientTypeDetails"]
    assert after == ("SharedMailbox" if cloud_managed else "UserMailbox")


@pytest.mark.parametrize(
    ("name", "details", "resource"),
    [
        ("Room", "RoomMailbox", "Room"),
        ("Desk", "RoomMailbox", "Desk"),
        ("Workspace", "RoomMailbox", "Workspace"),
        ("Equipment", "EquipmentMailbox", "Equipment"),
        ("Regular", "UserMailbox", None),
    ],
)
async def test_each_type_is_what_it_says(caller, name, details, resource):
    [user] = await caller.pick("leaver")

    await caller.rows("Set-Mailbox", Identity=user, Type=name)

    row = await mailbox(caller, user)
    assert (row["RecipientTypeDetails"], row["ResourceType"]) == (details, resource)


async def test_a_hold_that_is_lifted_works_on_for_a_month_unless_that_is_lifted_too(caller):
    user = await licensed(caller, "ExchangeOnlineEnterprise")
    hold = {"LitigationHoldDuration": "30.00:00:00", "LitigationHoldOwner": "legal@contoso.com"}

    await caller.rows("Set-Mailbox", Identity=user, LitigationHoldEnabled=True, **hold)
    held = await mailbox(caller, user)
    await caller.rows("Set-Mailbox", Identity=user, LitigationHoldEnabled=False)
    lifted = await mailbox(caller, user)
    await caller.rows("Set-Mailbox", Identity=user, RemoveDelayHoldApplied=True)
    free = await mailbox(caller, user)

    assert (held["LitigationHoldDuration"], held["LitigationHoldOwner"]) == tuple(hold.values())
    assert held["RecoverableItemsQuota"].startswith("100 GB")
    assert (lifted["LitigationHoldEnabled"], lifted["DelayHoldApplied"]) == (False, True)
    assert lifted["RecoverableItemsQuota"].startswith("30 GB")
    assert free["DelayHoldApplied"] is False


async def test_a_hold_needs_a_licence_for_it(caller):
    [shared] = await caller.pick("shared")
    kiosk = await licensed(caller, "ExchangeOnlineDeskless")

    for user in (shared, kiosk):
        answer = await caller.run("Set-Mailbox", Identity=user, LitigationHoldEnabled=True)
        assert "doesn't permit you to put a litigation hold" in answer.text


async def test_editing_audited_actions_takes_the_logon_type_off_the_managed_list(caller):
    [user] = await caller.pick("leaver")

    await caller.rows("Set-Mailbox", Identity=user, AuditOwner=removed("MailItemsAccessed"))
    edited = await mailbox(caller, user)
    await caller.rows("Set-Mailbox", Identity=user, DefaultAuditSet=["Admin", "Delegate", "Owner"])
    managed = await mailbox(caller, user)
    wrong = await caller.run("Set-Mailbox", Identity=user, AuditOwner=["FolderBind"])

    assert edited["DefaultAuditSet"] == ["Admin", "Delegate"]
    assert "MailItemsAccessed" not in edited["AuditOwner"]
    assert managed["DefaultAuditSet"] == ["Admin", "Delegate", "Owner"]
    assert "MailItemsAccessed" in managed["AuditOwner"]
    assert refusal_of(wrong) == "ParameterTransformationException"


async def test_sizes_spans_dates_and_lists_are_read_back_in_their_own_form(caller):
    [user] = await caller.pick("leaver")

    await caller.rows(
        "Set-Mailbox", Identity=user, MaxSendSize="50MB", RetainDeletedItemsFor="30",
        RetentionHoldEnabled=True, EndDateForRetentionHold="2027-01-02T00:00:00Z",
        AcceptMessagesOnlyFrom=["a", "b"], ExtensionCustomAttribute2=added("x"),
        HiddenFromAddressListsEnabled=True,
    )  # fmt: skip

    row = await mailbox(caller, user)
    assert row["MaxSendSize"] == "50 MB (52,428,800 bytes)"
    assert row["RetainDeletedItemsFor"] == "30.00:00:00"
    assert row["EndDateForRetentionHold"] == "2027-01-02T00:00:00.0000000Z"
    assert (row["AcceptMessagesOnlyFrom"], row["ExtensionCustomAttribute2"]) == (["a", "b"], ["x"])
    assert row["HiddenFromAddressListsEnabled"] is row["RetentionHoldEnabled"] is True


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"MaxSendSize": "151 MB"}, "RecipientTaskException"),
        ({"RetainDeletedItemsFor": "31.00:00:00"}, "RecipientTaskException"),
        ({"RetainDeletedItemsFor": "P90D"}, "ParameterTransformationException"),
        ({"RulesQuota": "16 KB"}, "RecipientTaskException"),
        ({"ForwardingSmtpAddress": "no address"}, "ParameterTransformationException"),
        ({"ArchiveQuota": "50 GB"}, "AmbiguousParameterSetException"),
        ({"RecoverableItemsQuota": "50 GB"}, "AmbiguousParameterSetException"),
    ],
)
async def test_what_is_out_of_bounds_or_no_parameter_is_refused(caller, change, name):
    [user] = await caller.pick("leaver")

    answer = await caller.run("Set-Mailbox", Identity=user, **change)

    assert (answer.status_code, refusal_of(answer)) == (400, name)
