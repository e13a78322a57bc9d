"""Change feeds: everything once, then what is new, until the link runs out."""

import pytest

from tests.tenant.graphing import read, refusal

HERE = "https://localhost/v1.0"


async def walked(caller, path):
    """All rows of a round, and the link for the next one."""
    rows = []
    while True:
        page = await read(caller, path)
        rows += page["value"]
        if "@odata.deltaLink" in page:
            return rows, page["@odata.deltaLink"].removeprefix(HERE)
        path = page["@odata.nextLink"].removeprefix(HERE)


async def ids(caller, path):
    rows, link = await walked(caller, path)
    return [one["id"] for one in rows], link


async def test_the_first_round_is_everybody_and_the_second_nobody(caller):
    first, link = await ids(caller, "/users/delta?$select=displayName")
    second, _ = await ids(caller, link)

    assert len(first) == len(set(first)) == len(caller.tenant.people.everyone)
    assert second == []


async def test_who_was_changed_is_told_once_with_what_was_asked_for(caller):
    [upn] = await caller.pick("leaver")
    _, link = await walked(caller, "/users/delta?$select=accountEnabled")

    await caller.graph("PATCH", f"/users/{upn}", {"accountEnabled": False})
    await caller.graph("PATCH", f"/users/{upn}", {"department": "Sales"})
    [row], link = await walked(caller, link)
    again, _ = await walked(caller, link)

    assert set(row) == {"id", "accountEnabled"}
    assert row["accountEnabled"] is False
    assert again == []


async def test_what_was_changed_back_is_no_change(caller):
    [upn] = await caller.pick("leaver")
    _, link = await walked(caller, "/users/delta")

    for enabled in (False, True):
        await caller.graph("PATCH", f"/users/{upn}", {"accountEnabled": enabled})

    assert (await walked(caller, link))[0] == []


async def test_what_only_exchange_shows_is_no_change(caller):
    [upn] = await caller.pick("leaver")
    _, link = await walked(caller, "/users/delta")

    await caller.rows("Set-Mailbox", Identity=upn, HiddenFromAddressListsEnabled=True)

    assert (await walked(caller, link))[0] == []


async def test_who_goes_is_removed_and_who_comes_back_is_there(caller):
    [upn] = await caller.pick("leaver")
    me = (await read(caller, f"/users/{upn}?$select=id"))["id"]
    _, link = await walked(caller, "/users/delta")

    await caller.graph("DELETE", f"/users/{me}")
    gone, link = await walked(caller, link)
    await caller.graph("POST", f"/directory/deletedItems/{me}/restore")
    [back], link = await walked(caller, link)
    await caller.graph("DELETE", f"/users/{me}")
    await caller.graph("DELETE", f"/directory/deletedItems/{me}")
    for_good, _ = await walked(caller, link)
    anew, _ = await ids(caller, "/users/delta")

    assert gone == [{"id": me, "@removed": {"reason": "changed"}}]
    assert back["userPrincipalName"] == upn
    assert for_good == [{"id": me, "@removed": {"reason": "deleted"}}]
    assert me not in anew


async def test_a_change_that_readers_do_not_see_yet_is_told_later_not_never(caller):
    [upn] = await caller.pick("leaver")
    _, link = await walked(caller, "/users/delta?$select=id")
    await caller.fault(kind="lag", path="/users/", method="PATCH", seconds=10)

    await caller.graph("PATCH", f"/users/{upn}", {"accountEnabled": False})
    at_once, link = await walked(caller, link)
    await caller.world.clock.sleep(11)
    later, _ = await walked(caller, link)

    assert at_once == []
    assert len(later) == 1


async def test_latest_begins_with_nothing(caller):
    [upn] = await caller.pick("leaver")
    first, link = await walked(caller, "/users/delta?$deltatoken=latest")
    await caller.graph("PATCH", f"/users/{upn}", {"accountEnabled": False})

    assert first == []
    assert len((await walked(caller, link))[0]) == 1


async def test_a_link_runs_out_after_seven_days(caller):
    _, link = await walked(caller, "/users/delta?$deltatoken=latest")
    await caller.world.clock.sleep(7 * 86400 + 60)

    assert refusal(await caller.graph("GET", link)) == (410, "syncStateNotFound")


async def test_a_link_of_another_feed_or_none_is_refused(caller):
    _, link = await walked(caller, "/groups/delta?$deltatoken=latest")

    other = await caller.graph("GET", link.replace("groups", "users"))
    none = await caller.graph("GET", "/users/delta?$deltatoken=abc")
    filtered = await caller.graph("GET", "/users/delta?$filter=accountEnabled eq true")

    assert {one.status_code for one in (other, none, filtered)} == {400}


@pytest.mark.parametrize("what", ["members", "owners"])
async def test_a_group_is_told_when_somebody_joins_it(caller, what):
    group = next(one for one in caller.tenant.groups if one.name == "Team 1")
    outside = caller.tenant.people.who(200).object_id
    _, link = await walked(caller, "/groups/delta?$select=displayName")

    body = {"@odata.id": f"{HERE}/directoryObjects/{outside}"}
    await caller.graph("POST", f"/groups/{group.id}/{what}/$ref", body)
    rows, _ = await walked(caller, link)

    assert rows == [{"id": group.id, "displayName": "Team 1"}]


async def test_a_removed_group_is_told(caller):
    group = next(one for one in caller.tenant.groups if one.name == "Canteen")
    _, link = await walked(caller, "/groups/delta?$select=id")

    await caller.rows(
        "Remove-DistributionGroup", Identity="Canteen", BypassSecurityGroupManagerCheck=True
    )

    rows, _ = await walked(caller, link)
    assert {"id": group.id, "@removed": {"reason": "deleted"}} in rows
