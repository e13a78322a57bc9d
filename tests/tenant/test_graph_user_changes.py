"""What can be written to a person and shows in Exchange; how long a deletion is kept."""

import pytest

from tests.tenant.graphing import read, refusal, rows, status


async def patch(caller, upn, **changes):
    return await caller.graph("PATCH", f"/users/{upn}", changes)


async def test_a_new_name_is_the_name_in_exchange_too(caller):
    [upn] = await caller.pick("leaver")

    assert (await patch(caller, upn, displayName="Somebody Else", jobTitle=None)).status_code == 204

    found = await rows(caller, "/users?$filter=displayName eq 'Somebody Else'&$select=jobTitle")
    [mailbox] = await caller.rows("Get-Mailbox", Identity="Somebody Else")
    assert found == [{"jobTitle": None}]
    assert mailbox["UserPrincipalName"] == upn


async def test_a_new_sign_in_name_takes_the_place_of_the_old_one(caller):
    [upn] = await caller.pick("leaver")

    await patch(caller, upn, userPrincipalName="moved@contoso.com")

    assert await status(caller, "GET", "/users/moved@contoso.com") == 200
    assert await status(caller, "GET", f"/users/{upn}") == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"userPrincipalName": "moved@elsewhere.example"},
        {"userPrincipalName": "breakglass1@contoso.onmicrosoft.com"},
        {"userPrincipalName": ""},
        {"displayName": None},
        {"department": 5},
        {"accountEnabled": "false"},
        {"employeeLeaveDateTime": "2026-11-30T17:00:00+01:00"},
        {"employeeLeaveDateTime": "2026-11-30T17:00:00"},
        {"employeeLeaveDateTime": "soon"},
        {"shoeSize": 42},
        {"id": "another"},
        {"mail": "a@contoso.com"},
    ],
)
async def test_what_cannot_be_written_is_refused_with_all_that_came_along(caller, changes):
    [upn] = await caller.pick("leaver")

    answer = await patch(caller, upn, city="Oslo", **changes)

    assert refusal(answer) == (400, "Request_BadRequest")
    assert (await read(caller, f"/users/{upn}?$select=city"))["city"] is None


async def test_the_day_of_leaving_is_read_back_as_it_was_written(caller):
    [upn] = await caller.pick("leaver")

    await patch(caller, upn, employeeLeaveDateTime="2026-11-30T17:00:00Z")

    found = await read(caller, f"/users/{upn}?$select=employeeLeaveDateTime")
    assert found["employeeLeaveDateTime"] == "2026-11-30T17:00:00Z"


async def test_where_somebody_works_is_the_cloud_s_even_for_people_kept_on_premises(caller):
    [upn] = await caller.pick("synced")

    assert (await patch(caller, upn, usageLocation="NO")).status_code == 204
    assert (await patch(caller, upn, usageLocation="NO", displayName="X")).status_code == 400


async def test_a_guest_is_found_by_a_name_that_must_be_escaped(caller):
    [upn] = await caller.pick("guest")

    found = await read(caller, f"/users/{upn.replace('#', '%23')}?$select=userType,mail")
    guests = await rows(caller, "/users?$filter=userType eq 'Guest'&$select=userPrincipalName")

    assert found["userType"] == "Guest"
    assert upn in [one["userPrincipalName"] for one in guests]


async def test_a_quote_in_a_name_is_doubled_where_a_name_is_quoted(caller):
    [upn] = await caller.pick("quote")
    doubled = upn.replace("'", "''")

    by_filter = await rows(caller, f"/users?$filter=userPrincipalName eq '{doubled}'")
    by_key = await read(caller, f"/users('{doubled}')")

    assert [one["userPrincipalName"] for one in by_filter] == [upn]
    assert by_key["userPrincipalName"] == upn


async def test_who_was_deleted_can_be_had_back_for_thirty_days_only(caller):
    [upn] = await caller.pick("leaver")
    me = (await read(caller, f"/users/{upn}?$select=id"))["id"]
    await caller.graph("DELETE", f"/users/{upn}")
    path = "/directory/deletedItems"

    await caller.world.clock.sleep(29 * 86400)
    [kept] = await rows(caller, f"{path}/microsoft.graph.user")
    await caller.world.clock.sleep(2 * 86400)

    assert kept["id"] == me
    assert await rows(caller, f"{path}/microsoft.graph.user") == []
    assert await status(caller, "POST", f"{path}/{me}/restore") == 404


async def test_a_purged_person_is_gone_with_their_mailbox(caller):
    [upn] = await caller.pick("leaver")
    me = (await read(caller, f"/users/{upn}?$select=id"))["id"]
    await caller.graph("DELETE", f"/users/{upn}")

    assert await status(caller, "DELETE", f"/directory/deletedItems/{me}") == 204
    assert await status(caller, "GET", f"/directory/deletedItems/{me}") == 404
    answer = await caller.run("Get-Mailbox", Identity=upn, SoftDeletedMailbox=True)
    assert answer.status_code == 404
