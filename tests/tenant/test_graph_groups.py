"""Who owns a group and who is in it, where Graph may change that; groups that follow a rule."""

import pytest

from local.tenant.graph.odata.cursor import Misread
from local.tenant.membership.follower import wants
from local.tenant.membership.rule import rule
from tests.tenant.graphing import ADVANCED, refusal, rows, status

GRAPH = "https://graph.microsoft.com/v1.0"


def group_named(caller, name):
    return next(one for one in caller.tenant.groups if one.name == name)


def reference(identity):
    return {"@odata.id": f"{GRAPH}/directoryObjects/{identity}"}


def object_id(caller, index):
    return caller.tenant.people.who(index).object_id


def people_of(group):
    return set(group.members())


async def test_the_last_owner_of_a_team_stays(caller):
    team = next(one for one in caller.tenant.groups if one.name == "Team 1")
    path = f"/groups/{team.id}/owners"
    ids = [one["id"] for one in await rows(caller, path)]

    answers = [await caller.graph("DELETE", f"{path}/{one}/$ref") for one in ids]

    assert [one.status_code for one in answers] == [204] * (len(ids) - 1) + [400]
    assert "at least one owner" in answers[-1].json()["error"]["message"]
    assert [one["id"] for one in await rows(caller, path)] == ids[-1:]


async def test_an_owner_comes_before_the_last_one_goes(caller):
    team = group_named(caller, "Team 2")
    path, first = f"/groups/{team.id}/owners", object_id(caller, team.owners[0])
    [upn] = await caller.pick("leaver")
    [leaver] = caller.tenant.people.find(upn)

    assert await status(caller, "POST", f"{path}/$ref", reference(leaver.who.object_id)) == 204
    twice = await caller.graph("POST", f"{path}/$ref", reference(leaver.who.object_id))
    assert await status(caller, "DELETE", f"{path}/{first}/$ref") == 204
    owned = await rows(caller, f"/users/{upn}/ownedObjects/microsoft.graph.group")

    assert "already exist" in twice.json()["error"]["message"]
    assert team.id in [one["id"] for one in owned]


async def test_owned_objects_say_of_which_type_they_are(caller):
    team = group_named(caller, "Team 1")
    owner = caller.tenant.people.who(team.owners[0])

    found = await rows(caller, f"/users/{owner.upn}/ownedObjects")

    assert {one["@odata.type"] for one in found} == {"#microsoft.graph.group"}


@pytest.mark.parametrize(
    ("name", "status_code", "text"),
    [
        ("News", 400, "mail-enabled security groups and or distribution list"),
        ("VPN Users", 400, "mail-enabled security groups and or distribution list"),
        ("On-premises File Server", 400, "on-premises mastered"),
        ("Tier 0 Operators", 403, "Insufficient privileges"),
    ],
)
async def test_owners_of_groups_kept_elsewhere_are_refused(caller, name, status_code, text):
    group = group_named(caller, name)
    body = reference(object_id(caller, 3))

    answer = await caller.graph("POST", f"/groups/{group.id}/owners/$ref", body)

    assert answer.status_code == status_code
    assert text in answer.json()["error"]["message"]


async def test_without_ref_it_is_the_person_who_is_deleted(caller):
    [upn] = await caller.pick("leaver")
    [leaver] = caller.tenant.people.find(upn)
    group = next(one for one in caller.tenant.groups.of(leaver.who.index) if not one.in_exchange)

    path = f"/groups/{group.id}/members/{leaver.who.object_id}"

    assert await status(caller, "DELETE", path) == 204
    assert await status(caller, "GET", f"/users/{upn}") == 404


async def test_members_are_counted(caller):
    group = group_named(caller, "Department Sales")
    path = f"/groups/{group.id}/members/$count"

    bare = await caller.graph("GET", path)
    counted = await caller.graph("GET", path, **ADVANCED)

    assert refusal(bare) == (400, "Request_BadRequest")
    assert counted.text == str(len(group.members()))


def test_every_dynamic_group_is_what_its_rule_says(caller):
    people = caller.tenant.people
    dynamic = [one for one in caller.tenant.groups if one.dynamic_rule]

    assert len(dynamic) > 1
    for group in dynamic:
        wanted = {index for index in people.everyone if wants(group, people.read(index))}
        assert people_of(group) == wanted


async def test_who_is_disabled_leaves_the_groups_whose_rules_read_it(caller):
    group = group_named(caller, "Active Sales")
    who = caller.tenant.people.who(group.members()[3])
    path = f"/users/{who.upn}/memberOf/microsoft.graph.group?$select=displayName"

    async def names():
        return {one["displayName"] for one in await rows(caller, path)}

    before = await names()
    await caller.graph("PATCH", f"/users/{who.upn}", {"accountEnabled": False})
    during = await names()
    await caller.graph("PATCH", f"/users/{who.upn}", {"accountEnabled": True})

    assert before - during == {"Active Sales", "Everyone"}
    assert await names() == before


async def test_who_moves_joins_the_group_of_the_new_place(caller):
    [upn] = await caller.pick("leaver")

    await caller.graph("PATCH", f"/users/{upn}", {"department": "Sales"})
    path = f"/users/{upn}/memberOf/microsoft.graph.group?$select=displayName"

    assert "Active Sales" in {one["displayName"] for one in await rows(caller, path)}


async def test_a_rule_is_looked_at_only_after_a_while(caller):
    group = group_named(caller, "Active Sales")
    who = caller.tenant.people.who(group.members()[3])
    await caller.http.post("/_tenant/dynamic-groups", json={"seconds": 60})

    async def is_in():
        found = await rows(caller, f"/groups/{group.id}/members?$top=999&$select=id")
        return who.object_id in {one["id"] for one in found}

    await caller.graph("PATCH", f"/users/{who.upn}", {"accountEnabled": False})
    at_once = await is_in()
    await caller.world.clock.sleep(61)

    assert at_once
    assert not await is_in()


async def test_a_lag_does_not_make_a_rule_miss_a_change(caller):
    group = group_named(caller, "Active Sales")
    who = caller.tenant.people.who(group.members()[3])
    await caller.fault(kind="lag", path="/users/", method="PATCH", seconds=5)

    await caller.graph("PATCH", f"/users/{who.upn}", {"accountEnabled": False})
    await rows(caller, f"/groups/{group.id}/members")

    assert not group_named(caller, "Active Sales").has(who.index)


@pytest.mark.parametrize(
    "text",
    ["user.accountEnabled", "user.a -like 'x'", "(user.a -eq 1)", "user.a -eq 'x' -and", "nothing"],
)
def test_a_rule_that_is_not_understood_is_said_to_be(text):
    with pytest.raises(Misread):
        rule(text)
