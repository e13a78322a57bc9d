"""Directory roles: held by people, groups and applications; given and taken."""

from local.tenant.seed.groups import ROLE_GROUP
from local.tenant.state.clients import EXCHANGE_ADMINISTRATOR, GLOBAL_ADMINISTRATOR
from tests.tenant.graphing import read, refusal, rows, status

BASE = "/roleManagement/directory"


def administrator(caller):
    caller.client = caller.tenant.clients[3]
    assert caller.client.name == "administrator"


async def of(caller, principal):
    query = f"$filter=principalId eq '{principal}'"
    return await rows(caller, f"{BASE}/roleAssignments?{query}")


async def give(caller, principal, role=EXCHANGE_ADMINISTRATOR):
    body = {"principalId": principal, "roleDefinitionId": role, "directoryScopeId": "/"}
    return await caller.graph("POST", f"{BASE}/roleAssignments", body)


async def test_a_role_is_given_to_a_person_and_taken(caller):
    administrator(caller)
    [upn] = await caller.pick("leaver")
    me = (await read(caller, f"/users/{upn}?$select=id"))["id"]

    given = await give(caller, me)
    twice = await give(caller, me)
    picture = await caller.picture(upn)
    gone = await status(caller, "DELETE", f"{BASE}/roleAssignments/{given.json()['id']}")

    assert given.status_code == 201
    assert refusal(twice) == (400, "Request_BadRequest")
    assert picture["roles"] == [EXCHANGE_ADMINISTRATOR]
    assert gone == 204
    assert await of(caller, me) == []


async def test_giving_roles_takes_the_permission_for_it(caller):
    [upn] = await caller.pick("leaver")
    me = (await read(caller, f"/users/{upn}?$select=id"))["id"]

    assert refusal(await give(caller, me)) == (403, "Authorization_RequestDenied")


async def test_a_role_reaches_the_next_token_of_an_application(caller):
    reader = caller.tenant.clients[1]
    administrator(caller)

    given = await give(caller, reader.object_id)
    held = [one["roleDefinitionId"] for one in await of(caller, reader.object_id)]
    await caller.graph("DELETE", f"{BASE}/roleAssignments/{given.json()['id']}")

    assert EXCHANGE_ADMINISTRATOR in held
    assert EXCHANGE_ADMINISTRATOR not in reader.directory_roles


async def test_only_groups_made_for_it_carry_roles(caller):
    administrator(caller)
    plain = next(one for one in caller.tenant.groups if one.name == "Department Sales")
    able = next(one for one in caller.tenant.groups if one.name == ROLE_GROUP)

    assert refusal(await give(caller, plain.id)) == (400, "Request_BadRequest")
    assert (await give(caller, able.id)).status_code == 201


async def test_a_role_through_a_group_is_held_transitively_only(caller):
    group = next(one for one in caller.tenant.groups if one.name == ROLE_GROUP)
    who = caller.tenant.people.who(group.members()[0])
    cast = "microsoft.graph.directoryRole"

    own = await rows(caller, f"/users/{who.upn}/memberOf/{cast}")
    whole = await rows(caller, f"/users/{who.upn}/transitiveMemberOf/{cast}")

    assert [one["displayName"] for one in own] == ["User Administrator"]
    assert {one["displayName"] for one in whole} == {
        "User Administrator",
        "Helpdesk Administrator",
    }


async def test_unknown_roles_scopes_and_principals_are_refused(caller):
    administrator(caller)
    nobody = "00000000-0000-4000-a000-000000000001"

    assert (await give(caller, nobody)).status_code == 404
    assert (await give(caller, nobody, nobody)).status_code == 400
    assert await status(caller, "DELETE", f"{BASE}/roleAssignments/{nobody}") == 404
    assert await status(caller, "GET", f"{BASE}/roleDefinitions/{nobody}") == 404


async def test_roles_are_named_by_their_template_and_by_their_own_id(caller):
    roles = await rows(caller, "/directoryRoles")
    top = next(one for one in roles if one["roleTemplateId"] == GLOBAL_ADMINISTRATOR)

    members = await rows(caller, f"/directoryRoles/{top['id']}/members?$select=userPrincipalName")
    by_template = await status(caller, "GET", f"/directoryRoles/{GLOBAL_ADMINISTRATOR}")

    assert "breakglass1@contoso.onmicrosoft.com" in [one["userPrincipalName"] for one in members]
    assert by_template == 404


async def test_a_member_is_taken_out_of_a_role(caller):
    administrator(caller)
    roles = await rows(caller, "/directoryRoles")
    top = next(one for one in roles if one["roleTemplateId"] == GLOBAL_ADMINISTRATOR)
    first, *_ = await rows(caller, f"/directoryRoles/{top['id']}/members")
    path = f"/directoryRoles/{top['id']}/members/{first['id']}/$ref"

    assert await status(caller, "DELETE", path) == 204
    assert await status(caller, "DELETE", path) == 404


async def test_who_is_eligible_does_not_hold_the_role(caller):
    [eligible] = await rows(caller, f"{BASE}/roleEligibilityScheduleInstances")

    assert await of(caller, eligible["principalId"]) == []
