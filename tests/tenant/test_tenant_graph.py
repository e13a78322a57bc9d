import pytest

from local.tenant.seed.groups import LICENSE_GROUP

SKU_E3 = "05e9a617-0261-4cee-bb44-138d3ef5d965"


def code_of(answer):
    return answer.status_code, answer.json()["error"]["code"]


def group_named(caller, name):
    return next(group for group in caller.tenant.groups if group.name == name)


async def user(caller, upn, *names):
    answer = await caller.graph("GET", f"/users/{upn}?$select={','.join(('id', *names))}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_blocking_sign_in_is_read_back(caller):
    [upn] = await caller.pick("leaver")

    answer = await caller.graph("PATCH", f"/users/{upn}", {"accountEnabled": False})

    assert (answer.status_code, answer.content) == (204, b"")
    assert (await user(caller, upn, "accountEnabled"))["accountEnabled"] is False


async def test_each_revocation_moves_the_time_even_within_a_second(caller):
    [upn] = await caller.pick("leaver")
    times = []

    for _ in range(3):
        answer = await caller.graph("POST", f"/users/{upn}/revokeSignInSessions")
        assert answer.json()["value"] is True
        found = await user(caller, upn, "signInSessionsValidFromDateTime")
        times.append(found["signInSessionsValidFromDateTime"])

    assert len(set(times)) == 3
    assert times == sorted(times)
    assert all(len(time) == len("2026-11-24T06:00:00Z") for time in times)


async def test_a_new_password_moves_its_own_time_and_the_sessions(caller):
    [upn] = await caller.pick("leaver")
    names = ("lastPasswordChangeDateTime", "signInSessionsValidFromDateTime")
    before = await user(caller, upn, *names)

    profile = {"passwordProfile": {"password": "a long enough one"}}
    answer = await caller.graph("PATCH", f"/users/{upn}", profile)

    after = await user(caller, upn, *names)
    assert answer.status_code == 204
    assert all(after[name] > before[name] for name in names)


async def test_a_weak_password_is_refused_and_nothing_else_changes(caller):
    [upn] = await caller.pick("leaver")
    changes = {"accountEnabled": False, "passwordProfile": {"password": "short"}}

    answer = await caller.graph("PATCH", f"/users/{upn}", changes)

    assert answer.status_code == 400
    assert (await user(caller, upn, "accountEnabled"))["accountEnabled"] is True


async def test_people_mastered_on_premises_are_changed_there(caller):
    [upn] = await caller.pick("synced")

    blocked = await caller.graph("PATCH", f"/users/{upn}", {"accountEnabled": False})
    revoked = await caller.graph("POST", f"/users/{upn}/revokeSignInSessions")

    assert code_of(blocked) == (400, "Request_BadRequest")
    assert "on-premises mastered" in blocked.json()["error"]["message"]
    assert revoked.status_code == 200


async def test_a_role_holder_is_out_of_reach_without_a_role_above(caller):
    [upn] = await caller.pick("role-holder")
    caller.client = caller.tenant.clients[0]
    held = caller.client.directory_roles
    caller.client.directory_roles = held[:1]

    refused = await caller.graph("PATCH", f"/users/{upn}", {"accountEnabled": False})
    caller.client.directory_roles = held
    allowed = await caller.graph("PATCH", f"/users/{upn}", {"accountEnabled": False})

    assert code_of(refused) == (403, "Authorization_RequestDenied")
    assert allowed.status_code == 204


async def test_an_employee_id_may_belong_to_two(caller):
    twins = await caller.pick("ambiguous", 4)
    numbers = [(await caller.picture(one))["user"]["employeeId"] for one in twins]
    [twice] = {number for number in numbers if numbers.count(number) == 2}

    both = (await caller.graph("GET", f"/users?$filter=employeeId eq '{twice}'")).json()["value"]

    assert len(both) == 2
    assert both[0]["id"] != both[1]["id"]


async def test_filters_select_and_others_are_refused(caller):
    [upn] = await caller.pick("leaver")

    one = await caller.graph("GET", f"/users?$filter=userPrincipalName eq '{upn}'")
    none = await caller.graph("GET", "/users?$filter=employeeId eq 'E999999'")
    odd = await caller.graph("GET", "/users?$filter=contains(displayName,'A')")

    assert [row["userPrincipalName"] for row in one.json()["value"]] == [upn]
    assert none.json()["value"] == []
    assert code_of(odd) == (400, "Request_UnsupportedQuery")


async def test_people_are_paged_on_the_same_origin(caller):
    path, seen = "/users?$top=100&$select=id", []

    while path:
        page = (await caller.graph("GET", path)).json()
        seen += [row["id"] for row in page["value"]]
        link = page.get("@odata.nextLink", "")
        assert link == "" or link.startswith("https://localhost/v1.0/users?")
        path = link.removeprefix("https://localhost/v1.0")

    assert len(set(seen)) == 256


async def test_counting_needs_its_header(caller):
    without = await caller.graph("GET", "/users/$count")
    counted = await caller.graph("GET", "/users/$count", ConsistencyLevel="eventual")

    assert without.status_code == 400
    assert counted.text == "256"


async def test_manager_and_reports_agree(caller):
    [boss] = await caller.pick("manager")

    reports = (await caller.graph("GET", f"/users/{boss}/directReports")).json()["value"]
    back = await caller.graph("GET", f"/users/{reports[0]['id']}/manager")
    top = await caller.graph("GET", f"/users/{await _first(caller)}/manager")

    assert 1 <= len(reports) <= 8
    assert back.json()["userPrincipalName"] == boss
    assert code_of(top) == (404, "Request_ResourceNotFound")


async def _first(caller):
    return caller.tenant.people.identities.of(0).upn


async def test_leaving_a_group_is_read_back_and_twice_is_not_found(caller):
    [upn] = await caller.pick("leaver")
    me = await user(caller, upn)
    groups = (await caller.graph("GET", f"/users/{upn}/memberOf/microsoft.graph.group")).json()
    own = next(one for one in groups["value"] if one["displayName"].startswith("Department"))
    path = f"/groups/{own['id']}/members"

    gone = await caller.graph("DELETE", f"{path}/{me['id']}/$ref")
    again = await caller.graph("DELETE", f"{path}/{me['id']}/$ref")
    left = await caller.graph("GET", f"{path}?$top=999&$select=id")
    reference = {"@odata.id": f"https://graph.microsoft.com/v1.0/directoryObjects/{me['id']}"}
    back = await caller.graph("POST", f"{path}/$ref", reference)
    twice = await caller.graph("POST", f"{path}/$ref", reference)

    assert (gone.status_code, again.status_code) == (204, 404)
    assert me["id"] not in [row["id"] for row in left.json()["value"]]
    assert (back.status_code, twice.status_code) == (204, 400)


@pytest.mark.parametrize(
    ("name", "status"),
    [("Everyone", 400), ("On-premises File Server", 400), ("News", 400), ("Tier 0 Operators", 403)],
)
async def test_groups_kept_elsewhere_are_refused(caller, name, status):
    group = group_named(caller, name)
    member = caller.tenant.people.identities.of(group.members()[0]).object_id

    answer = await caller.graph("DELETE", f"/groups/{group.id}/members/{member}/$ref")

    assert answer.status_code == status
    assert group.has(group.members()[0])


async def test_an_inherited_licence_goes_with_its_group_only(caller):
    group = group_named(caller, LICENSE_GROUP)
    person = caller.tenant.people.identities.of(group.members()[5])
    body = {"addLicenses": [], "removeLicenses": [SKU_E3]}

    refused = await caller.graph("POST", f"/users/{person.upn}/assignLicense", body)
    await caller.graph("DELETE", f"/groups/{group.id}/members/{person.object_id}/$ref")

    assert "inherited from a group membership" in refused.json()["error"]["message"]
    assert (await caller.picture(person.upn))["licenses"] == []


async def licenseless(caller, upn):
    states = (await user(caller, upn, "licenseAssignmentStates"))["licenseAssignmentStates"]
    body = {"addLicenses": [], "removeLicenses": [one["skuId"] for one in states]}
    answer = await caller.graph("POST", f"/users/{upn}/assignLicense", body)
    assert answer.status_code == 200, answer.text


async def test_a_user_mailbox_without_licence_starts_its_clock_and_is_a_violation(caller):
    [upn] = await caller.pick("leaver")

    await licenseless(caller, upn)

    state = (await caller.http.get("/_tenant/state")).json()
    assert (await caller.picture(upn))["mailbox"]["deletionClock"] is not None
    assert state["violations"] == 1
    assert state["tenants"][0]["violations"][0]["user"] == upn


async def test_a_shared_mailbox_may_lose_its_licence(caller):
    [upn] = await caller.pick("leaver")
    await caller.rows("Set-Mailbox", Identity=upn, Type="Shared")

    await licenseless(caller, upn)

    assert (await caller.picture(upn))["mailbox"]["deletionClock"] is None
    assert (await caller.http.get("/_tenant/state")).json()["violations"] == 0


async def test_a_shared_mailbox_that_is_too_large_needs_its_licence(caller):
    large = caller.tenant.planted.quota_refused[0]
    await caller.rows("Set-Mailbox", Identity=large, Type="Shared")

    await licenseless(caller, large)

    [violation] = (await caller.http.get("/_tenant/state")).json()["tenants"][0]["violations"]
    assert violation["kind"] == "shared-mailbox-needs-license"


async def test_a_deleted_person_is_gone_until_restored(caller):
    [upn] = await caller.pick("leaver")
    me = await user(caller, upn)

    await caller.graph("DELETE", f"/users/{upn}")
    gone = await caller.graph("GET", f"/users/{upn}")
    mailbox = await caller.run("Get-Mailbox", Identity=upn)
    kept = await caller.graph("GET", f"/directory/deletedItems/{me['id']}")
    await caller.graph("POST", f"/directory/deletedItems/{me['id']}/restore")

    assert (gone.status_code, mailbox.status_code, kept.status_code) == (404, 404, 200)
    assert (await user(caller, upn))["id"] == me["id"]


async def test_role_assignments_are_found_by_their_holder(caller):
    [upn] = await caller.pick("breakglass")
    me = await user(caller, upn)
    query = f"$filter=principalId eq '{me['id']}'&$expand=roleDefinition"

    answer = await caller.graph("GET", f"/roleManagement/directory/roleAssignments?{query}")
    roles = await caller.graph(
        "GET", f"/users/{upn}/transitiveMemberOf/microsoft.graph.directoryRole"
    )

    [assignment] = answer.json()["value"]
    assert assignment["roleDefinition"]["displayName"] == "Global Administrator"
    assert [one["displayName"] for one in roles.json()["value"]] == ["Global Administrator"]


async def test_licences_in_use_add_up(caller):
    skus = (await caller.graph("GET", "/subscribedSkus")).json()["value"]

    used = {one["skuPartNumber"]: one["consumedUnits"] for one in skus}
    assert sum(used.values()) == 225
    assert used["SPE_E3"] > used["SPE_E5"] > used["SPE_F1"] > 0


async def test_a_batch_keeps_order_where_asked_and_gives_each_part_its_status(caller):
    [upn] = await caller.pick("leaver")
    requests = [
        {"id": "1", "method": "PATCH", "url": f"/users/{upn}", "body": {"accountEnabled": False}},
        {"id": "2", "method": "GET", "url": f"/users/{upn}?$select=accountEnabled",
         "dependsOn": ["1"]},
        {"id": "3", "method": "GET", "url": "/users/ghost"},
        {"id": "4", "method": "GET", "url": "/organization", "dependsOn": ["3"]},
    ]  # fmt: skip

    answer = await caller.graph("POST", "/$batch", {"requests": requests})

    by_id = {one["id"]: one for one in answer.json()["responses"]}
    assert {key: one["status"] for key, one in by_id.items()} == {
        "1": 204,
        "2": 200,
        "3": 404,
        "4": 424,
    }
    assert by_id["2"]["body"]["accountEnabled"] is False
    assert "body" not in by_id["1"]


async def test_a_batch_of_twenty_one_is_refused(caller):
    requests = [{"id": str(n), "method": "GET", "url": "/organization"} for n in range(21)]

    answer = await caller.graph("POST", "/$batch", {"requests": requests})

    assert answer.status_code == 400
