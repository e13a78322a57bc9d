"""Role groups: made, filled and emptied, and what membership lets an application do."""

import json

import pytest

from local.tenant.snapshot.document import document_of, world_of
from tests.tenant.conftest import Caller, refusal_of

VIEWERS = "View-Only Organization Management"


@pytest.fixture
def app(caller):
    """An application without any directory role; the operator runs the set-up."""
    app = caller.tenant.clients[2]
    app.directory_roles = ()
    return app


async def as_app(caller: Caller, app, cmdlet, **parameters):
    """What the application gets, whatever the caller was before."""
    before, caller.client = caller.client, app
    try:
        return await caller.run(cmdlet, **parameters)
    finally:
        caller.client = before


async def known(caller, app):
    await caller.rows(
        "New-ServicePrincipal", AppId=app.client_id, ObjectId=app.object_id, DisplayName="Worker"
    )


async def test_membership_of_a_role_group_opens_what_its_roles_hold(caller, app):
    await known(caller, app)
    before = await as_app(caller, app, "Get-Mailbox", ResultSize=1)

    await caller.rows("Add-RoleGroupMember", Identity=VIEWERS, Member="Worker")
    read = await as_app(caller, app, "Get-Mailbox", ResultSize=1)
    write = await as_app(caller, app, "Set-Mailbox", Identity="x")
    await caller.rows("Remove-RoleGroupMember", Identity=VIEWERS, Member=app.object_id)
    after = await as_app(caller, app, "Get-Mailbox", ResultSize=1)

    statuses = [one.status_code for one in (before, read, write, after)]
    assert statuses == [403, 200, 403, 403]


async def test_directory_roles_and_role_groups_add_up(caller, app):
    app.directory_roles = ("5d6b6bb7-de71-4623-b4af-96380a352509",)  # Security Reader
    await known(caller, app)
    await caller.rows("New-RoleGroup", Name="Movers", Roles=["Move Mailboxes"], Members=["Worker"])

    by_directory_role = await as_app(caller, app, "Get-HostedContentFilterPolicy")
    by_role_group = await as_app(caller, app, "Get-MoveRequest", Nonsense=1)

    assert (by_directory_role.status_code, by_role_group.status_code) == (200, 400)


async def test_until_a_membership_has_spread_every_cmdlet_answers_401(caller, app):
    await caller.http.post("/_tenant/exchange", json={"roleSeconds": 3600})
    await known(caller, app)
    await caller.rows("Add-RoleGroupMember", Identity=VIEWERS, Member="Worker")

    early = await as_app(caller, app, "Get-Mailbox", ResultSize=1)
    caller.world.clock.advance(3600)
    late = await as_app(caller, app, "Get-Mailbox", ResultSize=1)

    assert (early.status_code, late.status_code) == (401, 200)
    assert early.json()["error"]["code"] == "Unauthorized"


async def test_what_has_not_spread_is_401_and_what_is_not_granted_403(caller, app):
    app.directory_roles = ("5d6b6bb7-de71-4623-b4af-96380a352509",)  # Security Reader
    await caller.http.post("/_tenant/exchange", json={"roleSeconds": 3600})
    await known(caller, app)
    await caller.rows("Add-RoleGroupMember", Identity=VIEWERS, Member="Worker")

    allowed = await as_app(caller, app, "Get-HostedContentFilterPolicy")
    coming = await as_app(caller, app, "Get-Mailbox")
    never = await as_app(caller, app, "Set-Mailbox", Identity="x")

    assert [one.status_code for one in (allowed, coming, never)] == [200, 401, 403]


async def test_who_stays_in_a_group_keeps_what_has_spread(caller, app):
    await caller.http.post("/_tenant/exchange", json={"roleSeconds": 60})
    await known(caller, app)
    await caller.rows("Update-RoleGroupMember", Identity=VIEWERS, Members=["Worker"])
    caller.world.clock.advance(60)

    await caller.rows("Update-RoleGroupMember", Identity=VIEWERS, Members=[app.client_id])

    assert (await as_app(caller, app, "Get-Mailbox", ResultSize=1)).status_code == 200


async def test_the_object_id_of_the_registration_brings_nothing(caller, app):
    wrong = "00000000-0000-4000-8000-00000000abcd"
    await caller.rows("New-ServicePrincipal", AppId=app.client_id, ObjectId=wrong)
    await caller.rows("Add-RoleGroupMember", Identity=VIEWERS, Member=wrong)

    answer = await as_app(caller, app, "Get-Mailbox", ResultSize=1)

    assert answer.status_code == 403


async def test_a_group_that_is_made_is_read_back_and_removed(caller, app):
    [made] = await caller.rows("New-RoleGroup", Name="Desk", Roles=["user options"])
    [found] = await caller.rows("Get-RoleGroup", Identity=made["Guid"])
    await caller.rows("Remove-RoleGroup", Identity="desk")
    gone = await caller.run("Get-RoleGroup", Identity="Desk")

    assert (found["Name"], found["Roles"]) == ("Desk", ["User Options"])
    assert refusal_of(gone) == "ManagementObjectNotFoundException"


@pytest.mark.parametrize(
    ("cmdlet", "parameters", "name"),
    [
        ("New-RoleGroup", {"Name": "recipient management"}, "ADObjectAlreadyExistsException"),
        ("New-RoleGroup", {"Name": "x", "Roles": ["Nobody"]}, "ManagementObjectNotFoundException"),
        ("Remove-RoleGroup", {"Identity": "Recipient Management"}, "RecipientTaskException"),
        ("Add-RoleGroupMember", {"Identity": VIEWERS, "Member": "ghost"},
         "ManagementObjectNotFoundException"),
        ("Remove-RoleGroupMember", {"Identity": VIEWERS, "Member": "Worker"},
         "MemberNotFoundException"),
        ("Get-ServicePrincipal", {"Identity": "ghost"}, "ManagementObjectNotFoundException"),
        ("New-ManagementRoleAssignment", {"Role": "Mail Recipients", "App": "Worker"},
         "ManagementObjectNotFoundException"),
    ],
)  # fmt: skip
async def test_what_makes_no_sense_of_a_role_group_is_refused(
    caller, app, cmdlet, parameters, name
):
    await known(caller, app)

    assert refusal_of(await caller.run(cmdlet, **parameters)) == name


async def test_a_second_reference_and_a_second_membership_are_refused(caller, app):
    await known(caller, app)
    await caller.rows("Add-RoleGroupMember", Identity=VIEWERS, Member="Worker")

    again = await caller.run(
        "New-ServicePrincipal", AppId=app.client_id, ObjectId=app.object_id.upper()
    )
    twice = await caller.run("Add-RoleGroupMember", Identity=VIEWERS, Member=app.client_id)

    assert refusal_of(again) == "ADObjectAlreadyExistsException"
    assert refusal_of(twice) == "MemberAlreadyExistsException"


async def test_members_are_listed_by_name_and_replaced_as_a_whole(caller, app):
    [user] = await caller.pick("manager")
    await known(caller, app)
    await caller.rows("Update-RoleGroupMember", Identity=VIEWERS, Members=["Worker", user])
    both = await caller.rows("Get-RoleGroupMember", Identity=VIEWERS)

    await caller.rows("Update-RoleGroupMember", Identity=VIEWERS, Members=[user])
    one = await caller.rows("Get-RoleGroupMember", Identity=VIEWERS)

    assert [row["RecipientType"] for row in both] == ["ServicePrincipal", "UserMailbox"]
    assert len(one) == 1


async def test_removing_a_reference_takes_its_rights(caller, app):
    await known(caller, app)
    await caller.rows("Add-RoleGroupMember", Identity=VIEWERS, Member="Worker")

    await caller.rows("Remove-ServicePrincipal", Identity="Worker")

    assert await caller.rows("Get-RoleGroupMember", Identity=VIEWERS) == []
    assert (await as_app(caller, app, "Get-Mailbox")).status_code == 403


async def test_the_roles_that_have_a_parameter_are_told(caller):
    roles = await caller.rows(
        "Get-ManagementRole", Cmdlet="Set-Mailbox", CmdletParameters=["LitigationHoldEnabled"]
    )
    entries = await caller.rows("Get-ManagementRoleEntry", Identity="*\\Set-CASMailbox")

    assert [row["Name"] for row in roles] == ["Legal Hold"]
    assert [row["Role"] for row in entries] == ["Mail Recipients"]
    assert "OWAEnabled" in entries[0]["Parameters"]


async def test_an_application_role_is_assigned_and_tested(caller, app):
    await known(caller, app)
    await caller.rows("New-ManagementRoleAssignment", Role="Application Mail.Read", App="Worker")

    [assigned] = await caller.rows("Get-ManagementRoleAssignment", RoleAssignee=app.object_id)
    [unasked] = await caller.rows("Test-ServicePrincipalAuthorization", Identity="Worker")
    [asked] = await caller.rows(
        "Test-ServicePrincipalAuthorization", Identity="Worker", Resource="anyone"
    )

    assert assigned["Role"] == "Application Mail.Read"
    assert (unasked["InScope"], asked["InScope"]) == ("Not Run", True)


async def test_role_groups_and_switches_are_in_a_snapshot(caller, app):
    await caller.http.post("/_tenant/exchange", json={"roleSeconds": 5})
    await known(caller, app)
    await caller.rows("New-RoleGroup", Name="Desk", Roles=["User Options"], Members=["Worker"])

    again = world_of(json.loads(json.dumps(document_of(caller.world)))).tenants[0]

    assert again.role_groups == caller.tenant.role_groups
    assert again.protocol == caller.tenant.protocol
