"""Licences are counted: what is not there cannot be had, by hand or through a group."""

import pytest

from local.tenant.seed.groups import LICENSE_GROUP
from tests.tenant.graphing import read, refusal, rows, status

E3, E5 = "05e9a617-0261-4cee-bb44-138d3ef5d965", "06ebc4ee-1bb5-47dd-8120-11324bc54e06"
EXCHANGE_PLAN = "efb87545-963c-4e0d-99df-69c6916d9eb0"
GRAPH = "https://graph.microsoft.com/v1.0"


async def consumed(caller, sku):
    skus = {one["skuId"]: one for one in await rows(caller, "/subscribedSkus")}
    return skus[sku]["consumedUnits"], skus[sku]["prepaidUnits"]["enabled"]


async def states(caller, upn):
    found = await read(caller, f"/users/{upn}?$select=licenseAssignmentStates")
    return [
        (one["skuId"], one["assignedByGroup"], one["state"], one["error"])
        for one in found["licenseAssignmentStates"]
    ]


async def full(caller, part="SPE_E3", sku=E3):
    used, _ = await consumed(caller, sku)
    answer = await caller.http.post("/_tenant/seats", json={part: used})
    assert answer.status_code == 200


def license_group(caller):
    return next(one for one in caller.tenant.groups if one.name == LICENSE_GROUP)


async def assign(caller, upn, *, add=(), remove=()):
    body = {"addLicenses": list(add), "removeLicenses": list(remove)}
    return await caller.graph("POST", f"/users/{upn}/assignLicense", body)


async def outsider(caller):
    """Somebody with E5 alone."""
    people = caller.tenant.people
    for index in range(people.layout.mailboxes):
        if [one.sku_id for one in people.read(index).account.licenses] == [E5]:
            return people.who(index)
    raise AssertionError("nobody has E5 alone")


async def test_what_is_given_and_taken_is_counted(caller):
    who, (used, bought) = await outsider(caller), await consumed(caller, E3)

    await assign(caller, who.upn, add=[{"skuId": E3}])
    with_it = await consumed(caller, E3)
    await assign(caller, who.upn, remove=[E3])

    assert with_it == (used + 1, bought)
    assert await consumed(caller, E3) == (used, bought)


async def test_a_deleted_person_frees_their_licences(caller):
    who, (used, _) = await outsider(caller), await consumed(caller, E5)

    await caller.graph("DELETE", f"/users/{who.upn}")

    assert (await consumed(caller, E5))[0] == used - 1


async def test_without_a_licence_left_nobody_gets_one(caller):
    who = await outsider(caller)
    await full(caller)

    answer = await assign(caller, who.upn, add=[{"skuId": E3}])

    assert refusal(answer) == (400, "Request_BadRequest")
    assert "does not have any available licenses" in answer.json()["error"]["message"]


async def test_a_member_without_a_licence_left_waits_for_one(caller):
    who, group = await outsider(caller), license_group(caller)
    await full(caller)
    body = {"@odata.id": f"{GRAPH}/directoryObjects/{who.object_id}"}

    assert await status(caller, "POST", f"/groups/{group.id}/members/$ref", body) == 204
    waiting = await states(caller, who.upn)
    await caller.http.post("/_tenant/seats", json={"SPE_E3": 10_000})
    again = await status(caller, "POST", f"/users/{who.upn}/reprocessLicenseAssignment")

    assert (E3, group.id, "Error", "CountViolation") in waiting
    assert again == 200
    assert (E3, group.id, "Active", "None") in await states(caller, who.upn)


async def test_who_leaves_the_group_does_not_wait_any_more(caller):
    who, group = await outsider(caller), license_group(caller)
    await full(caller)
    body = {"@odata.id": f"{GRAPH}/directoryObjects/{who.object_id}"}
    await caller.graph("POST", f"/groups/{group.id}/members/$ref", body)

    await caller.graph("DELETE", f"/groups/{group.id}/members/{who.object_id}/$ref")

    assert await states(caller, who.upn) == [(E5, None, "Active", "None")]


async def test_a_licence_without_its_mailbox_plan_carries_no_mailbox(caller):
    who = await outsider(caller)
    await caller.rows("Set-Mailbox", Identity=who.upn, Type="Shared")

    given = await assign(
        caller, who.upn, add=[{"skuId": E3, "disabledPlans": [EXCHANGE_PLAN]}], remove=[E5]
    )
    [held] = given.json()["assignedLicenses"]
    person = caller.tenant.people.read(who.index)

    assert held == {"skuId": E3, "disabledPlans": [EXCHANGE_PLAN]}
    assert person.mailbox.plan is None


async def test_a_product_given_again_has_the_plans_given_last(caller):
    who = await outsider(caller)
    await assign(caller, who.upn, add=[{"skuId": E5, "disabledPlans": [EXCHANGE_PLAN]}])
    last = await assign(caller, who.upn, add=[{"skuId": E5, "disabledPlans": []}])

    assert last.json()["assignedLicenses"] == [{"skuId": E5, "disabledPlans": []}]


@pytest.mark.parametrize(
    "add",
    [
        [{"skuId": "11111111-1111-1111-1111-111111111111"}],
        [{"skuId": E3, "disabledPlans": ["11111111-1111-1111-1111-111111111111"]}],
        [{"disabledPlans": []}],
        ["a text"],
        [{"skuId": E3, "disabledPlans": "none"}],
    ],
)
async def test_what_is_no_licence_is_refused(caller, add):
    who = await outsider(caller)

    assert (await assign(caller, who.upn, add=add)).status_code == 400
    assert await states(caller, who.upn) == [(E5, None, "Active", "None")]


async def test_without_a_place_of_use_there_is_no_licence(caller):
    who = await outsider(caller)
    await caller.graph("PATCH", f"/users/{who.upn}", {"usageLocation": None})

    answer = await assign(caller, who.upn, add=[{"skuId": E3}])

    assert "invalid usage location" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    "body", [{"SPE_E3": -1}, {"SPE_E3": "many"}, {"NOTHING": 1}, {"tenant": "nowhere", "SPE_E3": 1}]
)
async def test_seats_that_cannot_be_are_explained(caller, body):
    answer = await caller.http.post("/_tenant/seats", json=body)

    assert answer.status_code == 400
    assert answer.json()["error"]
