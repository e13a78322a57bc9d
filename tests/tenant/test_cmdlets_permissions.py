"""Who may open a mailbox: denials, mapping into Outlook, people who are gone."""

import pytest

from local.tenant.state.person import Permission
from tests.tenant.conftest import refusal_of


async def listed(caller, user: str, **switches: bool) -> list[dict]:
    return (await caller.rows("Get-MailboxPermission", Identity=user, **switches))[1:]


async def test_a_denial_stands_beside_what_is_granted_and_goes_by_itself(caller):
    user, other = await caller.pick("leaver", 2)
    who = {"Identity": user, "User": other, "AccessRights": ["FullAccess"]}
    before = await listed(caller, user)
    await caller.rows("Add-MailboxPermission", **who)
    await caller.rows("Add-MailboxPermission", **who, Deny=True)

    both = await listed(caller, user)
    await caller.rows("Remove-MailboxPermission", **who, Deny=True)
    left = await listed(caller, user)

    assert [row["Deny"] for row in both[len(before) :]] == [False, True]
    assert [row["Deny"] for row in left[len(before) :]] == [False]


async def test_rights_of_one_trustee_are_one_text(caller):
    user, other = await caller.pick("leaver", 2)
    who = {"Identity": user, "User": other}

    await caller.rows("Add-MailboxPermission", **who, AccessRights="ReadPermission")
    [row] = await caller.rows("Add-MailboxPermission", **who, AccessRights="FullAccess")

    assert row["AccessRights"] == ["ReadPermission, FullAccess"]


async def test_mapping_is_cleared_for_all_and_a_reset_leaves_the_owner_alone(caller):
    [shared] = await caller.pick("shared")
    assert len(await listed(caller, shared)) == 2

    await caller.rows("Remove-MailboxPermission", Identity=shared, ClearAutoMapping=True)
    held = (await caller.picture(shared))["mailbox"]["permissions"]
    await caller.rows("Remove-MailboxPermission", Identity=shared, ResetDefault=True)

    assert [one["autoMapping"] for one in held] == [False, False]
    assert await listed(caller, shared) == []


async def test_of_a_trustee_who_was_deleted_only_the_sid_is_left(caller):
    user, other = await caller.pick("leaver", 2)
    await caller.rows(
        "Add-MailboxPermission", Identity=user, User=other, AccessRights=["FullAccess"]
    )
    await caller.rows("Remove-Mailbox", Identity=other)

    plain = await listed(caller, user)
    [row] = [
        one
        for one in await listed(caller, user, IncludeUnresolvedPermissions=True)
        if one not in plain
    ]
    await caller.rows(
        "Remove-MailboxPermission", Identity=user, User=row["User"], AccessRights=["FullAccess"]
    )

    assert row["User"] == row["UserSid"]
    assert await listed(caller, user, IncludeUnresolvedPermissions=True) == plain


@pytest.mark.parametrize("given", [{}, {"User": "x"}, {"AccessRights": ["FullAccess"]}])
async def test_a_removal_says_whose_rights_and_which(caller, given):
    [user] = await caller.pick("leaver")

    answer = await caller.run("Remove-MailboxPermission", Identity=user, **given)

    assert refusal_of(answer) == "ParameterBindingException"


async def test_a_mailbox_takes_no_more_than_five_hundred_entries(caller):
    [user] = await caller.pick("leaver")
    mailbox = caller.tenant.people.write(caller.tenant.people.find(user)[0].who.index).mailbox
    mailbox.permissions = [Permission(1_000_000 + number, ["FullAccess"]) for number in range(500)]
    [other] = await caller.pick("manager")

    answer = await caller.run(
        "Add-MailboxPermission", Identity=user, User=other, AccessRights=["FullAccess"]
    )

    assert refusal_of(answer) == "InvalidOperationException"
    assert "access control entries of 500" in answer.text
