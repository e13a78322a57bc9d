"""Groups as holders of rights and as what rights are held on; listings of rights in pages."""

import pytest

from local.tenant.exchange.recipients import groups
from local.tenant.world import World
from tests.fakes import FakeClock
from tests.tenant.conftest import ANCHOR, refusal_of

RIGHT = {"AccessRights": "SendAs"}


@pytest.fixture
async def user(caller):
    [user] = await caller.pick("leaver")
    return user


@pytest.fixture
async def team(caller):
    """A security group with an address."""
    [row] = await caller.rows("New-DistributionGroup", Name="Payroll team", Type="Security")
    return row["PrimarySmtpAddress"]


async def test_a_security_group_can_open_a_mailbox_and_loses_that_right_again(caller, user, team):
    who = {"Identity": user, "User": team, "AccessRights": ["FullAccess"]}
    await caller.rows("Add-MailboxPermission", **who)

    [held] = await caller.rows("Get-MailboxPermission", Identity=user, User=team)
    seen = (await caller.picture(user))["mailbox"]["permissions"]
    await caller.rows("Remove-MailboxPermission", **who)

    assert held["User"] == seen[-1]["user"] == groups(caller.tenant, team)[0].alias
    assert await caller.rows("Get-MailboxPermission", Identity=user, User=team) == []


async def test_a_group_for_mail_alone_holds_no_rights(caller, user):
    [row] = await caller.rows("New-DistributionGroup", Name="Bulletin")

    answer = await caller.run(
        "Add-RecipientPermission", Identity=user, Trustee=row["PrimarySmtpAddress"], **RIGHT
    )

    assert (answer.status_code, refusal_of(answer)) == (400, "RecipientTaskException")


async def test_somebody_may_send_as_a_group_and_is_found_by_that(caller, user):
    [row] = await caller.rows("New-DistributionGroup", Name="Bulletin")
    group = row["PrimarySmtpAddress"]
    await caller.rows("Add-RecipientPermission", Identity=group, Trustee=user, **RIGHT)

    mine = await caller.rows("Get-RecipientPermission", Trustee=user)
    on_group = await caller.rows("Get-RecipientPermission", Identity=group)
    native = await caller.native(f"Recipient('{group}')?$expand=RecipientPermission")

    assert on_group == [one for one in mine if one["Identity"] == row["Name"]]
    assert [one["Trustee"] for one in native.json()["RecipientPermission"]] == [user]


async def test_every_recipient_can_be_listed_with_who_may_send_as_it(caller):
    answer = await caller.native(
        "Recipient?$expand=RecipientPermission", Prefer="odata.maxpagesize=1000"
    )

    assert answer.status_code == 200
    kinds = {one["RecipientTypeDetails"]: one for one in answer.json()["value"]}
    assert kinds["GuestMailUser"]["RecipientPermission"] == []
    assert len(kinds["SharedMailbox"]["RecipientPermission"]) == 2


async def test_pages_of_rights_may_end_between_two_rows_of_one_mailbox(caller):
    whole = await caller.rows("Get-RecipientPermission", ResultSize="Unlimited")
    body = {
        "CmdletInput": {
            "CmdletName": "Get-RecipientPermission",
            "Parameters": {"ResultSize": len(whole) - 1},
        }
    }
    headers = {**caller.exchange_headers, "X-AnchorMailbox": ANCHOR}
    headers["Prefer"] = "odata.maxpagesize=5"

    rows, url = [], f"{caller.root}/InvokeCommand"
    while url:
        answer = (await caller.http.post(url, headers=headers, json=body)).json()
        rows += answer["value"]
        url = answer.get("@odata.nextLink")

    assert rows == whole[:-1]
    assert "more results" in answer["@adminapi.warnings"][0]


async def test_the_rights_of_one_are_those_that_a_full_listing_shows(caller):
    [shared] = await caller.pick("shared")
    [holder] = (await caller.picture(shared))["mailbox"]["sendAs"]
    whole = await caller.rows("Get-RecipientPermission", ResultSize="Unlimited")

    mine = await caller.rows("Get-RecipientPermission", Trustee=holder)

    assert mine == [one for one in whole if one["Trustee"] == holder]
    assert mine


class TestManyMailboxes:
    """At this size a listing that made all rows at once would show."""

    @pytest.fixture
    def world(self):
        return World.create(mailboxes=100_000, clock=FakeClock())

    async def test_the_first_page_of_rights_reads_no_more_people_than_it_has_rows(
        self, caller, monkeypatch
    ):
        births = caller.tenant.people.births
        born, person = [], births.person

        def counted(index):
            born.append(index)
            return person(index)

        monkeypatch.setattr(births, "person", counted)

        rows = await caller.rows("Get-RecipientPermission")

        assert len(rows) == 1000
        assert len(born) <= 1001
