"""Mail flow rules keep their order; connectors and policies keep what they are told."""

import pytest

from tests.tenant.conftest import refusal_of

TAG = "#Exchange.GenericHashTable"


async def names(caller) -> list[str]:
    rows = await caller.rows("Get-TransportRule")
    assert [row["Priority"] for row in rows] == list(range(len(rows)))
    return [row["Name"] for row in rows]


async def test_rules_stand_in_the_order_they_are_told(caller):
    for name in ("a", "b"):
        await caller.rows("New-TransportRule", Name=name, PrependSubject="!")
    await caller.rows("New-TransportRule", Name="first", Priority=0, DeleteMessage=True)
    made = await names(caller)

    await caller.rows("Set-TransportRule", Identity="b", Priority=0)
    moved = await names(caller)
    await caller.rows("Remove-TransportRule", Identity="first")
    too_far = await caller.run("Set-TransportRule", Identity="b", Priority=2)

    assert made == ["first", "a", "b"]
    assert moved == ["b", "first", "a"]
    assert await names(caller) == ["b", "a"]
    assert too_far.status_code == 400


async def test_a_rule_says_what_it_uses_and_what_it_does_not(caller):
    [row] = await caller.rows(
        "New-TransportRule", Name="Block forwards", FromScope="InOrganization",
        SentToScope="NotInOrganization", MessageTypeMatches="AutoForward",
        RejectMessageReasonText="No.", ExceptIfSenderDomainIs=["fabrikam.com"],
    )  # fmt: skip

    kinds = [one.rpartition(".")[2] for one in row["Conditions"]]
    assert kinds == ["FromScopePredicate", "SentToScopePredicate", "MessageTypeMatchesPredicate"]
    assert [one.rpartition(".")[2] for one in row["Actions"]] == ["RejectMessageReasonTextAction"]
    assert row["ExceptIfSenderDomainIs"] == ["fabrikam.com"]
    assert (row["RedirectMessageTo"], row["DeleteMessage"]) == (None, False)
    assert (row["State"], row["Mode"]) == ("Enabled", "Enforce")


async def test_a_rule_is_turned_off_and_on(caller):
    await caller.rows("New-TransportRule", Name="r", DeleteMessage=True)

    await caller.rows("Disable-TransportRule", Identity="r")
    off = await caller.rows("Get-TransportRule", State="Disabled")
    await caller.rows("Enable-TransportRule", Identity="r", Mode="AuditAndNotify")
    [on] = await caller.rows("Get-TransportRule", Identity=off[0]["Guid"])

    assert (on["State"], on["Mode"]) == ("Enabled", "AuditAndNotify")


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"Name": "R", "DeleteMessage": True}, "ADObjectAlreadyExistsException"),
        ({"Name": "x"}, "RecipientTaskException"),
        ({"Name": "x", "DeleteMessage": True, "Priority": 2}, "RecipientTaskException"),
    ],
)
async def test_a_rule_that_cannot_be_is_not_made(caller, given, name):
    await caller.rows("New-TransportRule", Name="r", DeleteMessage=True)

    answer = await caller.run("New-TransportRule", **given)

    assert refusal_of(answer) == name
    assert await names(caller) == ["r"]


@pytest.mark.parametrize(
    ("family", "new", "change"),
    [
        ("InboundConnector", {"SenderDomains": ["*"]}, {"RequireTls": True}),
        ("OutboundConnector", {"SmartHosts": ["mx.partner.example"]}, {"Enabled": False}),
        ("AuthenticationPolicy", {}, {"AllowBasicAuthImap": True}),
    ],
)
async def test_an_object_is_made_changed_and_removed(caller, family, new, change):
    [made] = await caller.rows(f"New-{family}", Name="One", **new)
    twice = await caller.run(f"New-{family}", Name="one", **new)
    await caller.rows(f"Set-{family}", Identity="One", **change)
    [row] = await caller.rows(f"Get-{family}")
    await caller.rows(f"Remove-{family}", Identity=made["Guid"])
    gone = await caller.run(f"Get-{family}", Identity="One")

    assert refusal_of(twice) == "ADObjectAlreadyExistsException"
    assert {**made, **change} == row
    assert (await caller.rows(f"Get-{family}"), gone.status_code) == ([], 404)


async def test_a_list_of_a_policy_is_edited_in_place(caller):
    change = {"@odata.type": TAG, "Remove": ["Anonymous:CalendarSharingFreeBusyReviewer"]}

    await caller.rows("Set-SharingPolicy", Identity="Default Sharing Policy", Domains=change)

    [row] = await caller.rows("Get-SharingPolicy")
    assert row["Domains"] == ["*:CalendarSharingFreeBusySimple"]


@pytest.mark.parametrize(
    "family",
    [
        "MailboxPlan", "RetentionPolicy", "RoleAssignmentPolicy", "SharingPolicy",
        "OwaMailboxPolicy", "MobileDeviceMailboxPolicy", "MalwareFilterPolicy", "AntiPhishPolicy",
        "SafeLinksPolicy", "SafeAttachmentPolicy", "AtpPolicyForO365", "QuarantinePolicy",
        "ExternalInOutlook",
    ],
)  # fmt: skip
async def test_every_policy_of_a_new_tenant_is_found_by_its_name(caller, family):
    rows = await caller.rows(f"Get-{family}")

    assert rows
    for row in rows:
        assert await caller.rows(f"Get-{family}", Identity=row["Name"]) == [row]
