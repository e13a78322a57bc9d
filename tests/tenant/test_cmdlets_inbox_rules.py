"""Inbox rules are kept in their order, and forwards show where mail goes."""

import pytest

from local.tenant.seed.rules import leaks
from tests.tenant.conftest import refusal_of

TAG = "#Exchange.GenericHashTable"


def leaking(caller) -> str:
    layout = caller.tenant.people.layout
    index = next(one for one in range(layout.mailboxes) if leaks(one) and layout.is_person(one))
    return caller.tenant.people.identities.of(index).upn


async def test_a_rule_that_forwards_to_outside_waits_to_be_found(caller):
    user = leaking(caller)
    [mailbox] = await caller.rows("Get-Mailbox", Identity=user)

    rule = (await caller.rows("Get-InboxRule", Mailbox=user))[-1]

    assert rule["RuleIdentity"] > 1 << 63
    assert "RuleIdentity@data.type" not in rule
    assert rule["Identity"] == f"{mailbox['ExchangeGuid']}\\{rule['RuleIdentity']}"
    assert rule["ForwardTo"][0].endswith(f'@home.example" [SMTP:{user.split("@")[0]}@home.example]')
    assert (rule["Enabled"], rule["ErrorType"], rule["RedirectTo"]) == (True, "None", None)
    assert "forward the message to" in rule["Description"]


async def test_a_new_rule_comes_last_unless_it_says_where(caller):
    user, other = await caller.pick("leaver", 2)
    before = [row["Name"] for row in await caller.rows("Get-InboxRule", Mailbox=user)]

    [made] = await caller.rows("New-InboxRule", Mailbox=user, Name="Pass on", ForwardTo=[other])
    await caller.rows("New-InboxRule", Mailbox=user, Name="First", Priority=1, DeleteMessage=True)
    rules = await caller.rows("Get-InboxRule", Mailbox=user)

    assert [row["Name"] for row in rules] == ["First", *before, "Pass on"]
    assert [row["Priority"] for row in rules] == list(range(1, len(rules) + 1))
    assert made["ForwardTo"][0].partition("[")[2].startswith("EX:/o=ExchangeLabs/")


async def test_a_rule_is_turned_off_changed_and_removed(caller):
    user = leaking(caller)
    [rule] = [row for row in await caller.rows("Get-InboxRule", Mailbox=user) if row["ForwardTo"]]
    which = {"Identity": rule["Identity"]}

    await caller.rows("Disable-InboxRule", **which, Confirm=False)
    await caller.rows("Set-InboxRule", **which, ForwardTo=None, MoveToFolder="Old", Name="Mild")
    [off] = await caller.rows("Get-InboxRule", **which)
    await caller.rows("Enable-InboxRule", Identity="Mild", Mailbox=user)
    [on] = await caller.rows("Get-InboxRule", **which)
    await caller.rows("Remove-InboxRule", **which)
    again = await caller.run("Remove-InboxRule", **which)

    assert (off["Enabled"], on["Enabled"]) == (False, True)
    assert (on["ForwardTo"], on["MoveToFolder"], on["Name"]) == (None, "Old", "Mild")
    assert (again.status_code, refusal_of(again)) == (404, "ManagementObjectNotFoundException")


async def test_words_are_added_and_taken_away_one_by_one(caller):
    [user] = await caller.pick("leaver")
    words = {"SubjectContainsWords": ["a", "b"], "DeleteMessage": True}
    [rule] = await caller.rows("New-InboxRule", Mailbox=user, Name="Words", **words)

    change = {"@odata.type": TAG, "Add": ["c"], "Remove": ["A"]}
    await caller.rows("Set-InboxRule", Identity=rule["Identity"], SubjectContainsWords=change)
    [after] = await caller.rows("Get-InboxRule", Identity=rule["Identity"])

    assert after["SubjectContainsWords"] == ["b", "c"]
    assert after["DeleteMessage"] is True


async def test_two_rules_of_one_name_are_ambiguous(caller):
    [user] = await caller.pick("leaver")
    for _ in range(2):
        await caller.rows("New-InboxRule", Mailbox=user, Name="Twin", DeleteMessage=True)

    answer = await caller.run("Disable-InboxRule", Mailbox=user, Identity="Twin")

    assert refusal_of(answer) == "ManagementObjectAmbiguousException"


async def test_the_rule_that_sorts_out_junk_is_hidden(caller):
    [user] = await caller.pick("leaver")

    plain = await caller.rows("Get-InboxRule", Mailbox=user)
    with_hidden = await caller.rows("Get-InboxRule", Mailbox=user, IncludeHidden=True)

    assert [row["Name"] for row in with_hidden[len(plain) :]] == ["Junk E-mail Rule"]


@pytest.mark.parametrize(
    ("cmdlet", "parameters"),
    [
        ("Get-InboxRule", {}),
        ("Get-InboxRule", {"Mailbox": "ghost@contoso.com"}),
        ("New-InboxRule", {"Name": "x", "DeleteMessage": True}),
        ("Disable-InboxRule", {"Identity": "Newsletters"}),
    ],
)
async def test_an_app_has_no_mailbox_of_its_own(caller, cmdlet, parameters):
    answer = await caller.run(cmdlet, **parameters)

    assert (answer.status_code, refusal_of(answer)) == (404, "ManagementObjectNotFoundException")


async def test_a_rule_for_nobody_is_refused_and_not_made(caller):
    [user] = await caller.pick("leaver")
    before = len(await caller.rows("Get-InboxRule", Mailbox=user))

    answer = await caller.run("New-InboxRule", Mailbox=user, Name="x", RedirectTo=["nobody here"])

    assert answer.status_code == 404
    assert len(await caller.rows("Get-InboxRule", Mailbox=user)) == before
