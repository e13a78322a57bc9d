"""Who signed in when, and who may know."""

from tests.tenant.graphing import read, refusal, rows, without


async def test_sign_ins_come_newest_first_over_all_pages(caller):
    path, times = "/auditLogs/signIns?$top=100", []
    while path:
        page = await read(caller, path)
        times += [one["createdDateTime"] for one in page["value"]]
        path = page.get("@odata.nextLink", "").removeprefix("https://localhost/v1.0")

    assert times == sorted(times, reverse=True)
    assert len(times) > 300


async def test_a_person_and_the_log_agree_on_the_last_sign_in(caller):
    [upn] = await caller.pick("leaver")

    mine = await rows(caller, f"/auditLogs/signIns?$filter=userPrincipalName eq '{upn}'")
    found = await read(caller, f"/users/{upn}?$select=id,signInActivity")
    by_id = await rows(caller, f"/auditLogs/signIns?$filter=userId eq '{found['id']}'")
    one = await read(caller, f"/auditLogs/signIns/{mine[0]['id']}")

    assert found["signInActivity"]["lastSignInDateTime"] == mine[0]["createdDateTime"]
    assert by_id == mine
    assert one["userPrincipalName"] == upn


async def test_who_never_signed_in_has_no_activity(caller):
    [shared] = await caller.pick("shared")

    found = await read(caller, f"/users/{shared}?$select=signInActivity")

    assert found["signInActivity"] is None
    assert await rows(caller, f"/auditLogs/signIns?$filter=userPrincipalName eq '{shared}'") == []


async def test_activity_takes_the_permission_for_the_log(caller):
    [upn] = await caller.pick("leaver")
    without(caller, "AuditLog.Read.All")

    asked = await caller.graph("GET", f"/users/{upn}?$select=signInActivity")
    filtered = await caller.graph(
        "GET", "/users?$filter=signInActivity/lastSignInDateTime le 2026-01-01T00:00:00Z"
    )
    plain = await caller.graph("GET", f"/users/{upn}")

    for answer in (asked, filtered):
        assert refusal(answer) == (403, "Authentication_MSGraphPermissionMissing")
        assert "AuditLog.Read.All" in answer.json()["error"]["message"]
    assert plain.status_code == 200


async def test_people_are_found_by_how_long_ago_they_signed_in(caller):
    everybody = await rows(caller, "/users?$select=id,signInActivity&$top=999")
    times = sorted(
        one["signInActivity"]["lastSignInDateTime"] for one in everybody if one["signInActivity"]
    )
    middle = times[len(times) // 2]

    found = await rows(
        caller,
        f"/users?$filter=signInActivity/lastSignInDateTime le {middle}&$select=id&$top=999",
    )

    assert len(found) == sum(one <= middle for one in times)


async def test_the_day_of_leaving_takes_its_own_permission(caller):
    [upn] = await caller.pick("leaver")
    without(caller, "User-LifeCycleInfo.Read.All", "User-LifeCycleInfo.ReadWrite.All")

    answer = await caller.graph("GET", f"/users/{upn}?$select=employeeLeaveDateTime")

    assert refusal(answer) == (403, "Authentication_MSGraphPermissionMissing")
