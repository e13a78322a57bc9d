"""Who may do what: the two grants of Exchange, its role groups, and Graph's least permissions."""

from typing import Any

import pytest

from tests.conformance.desk import command
from tests.conformance.newcomer import EXCHANGE, GRAPH, Newcomer

EXCHANGE_HOST, GRAPH_HOST = "outlook.office365.com", "graph.microsoft.com"
EXCHANGE_ADMINISTRATOR = "29232cdf-9323-42fd-ade2-1d097af3e4de"
GLOBAL_READER = "f2ef992c-3afb-46b9-b7cf-a126ee74c451"


@pytest.fixture
async def newcomer(desk):
    return await Newcomer.register(desk)


async def run(desk, bearer, cmdlet, /, *, surface="beta", place="InvokeCommand", **given):
    url = f"/adminapi/{surface}/{desk.tenant['tenantId']}/{place}"
    headers = bearer | {"X-AnchorMailbox": "UPN:admin@contoso.com", "X-CmdletName": cmdlet}
    return await desk.http.post(url, headers=headers, json=command(cmdlet, **given))


async def test_exchange_wants_two_grants_and_a_new_token_after_each(desk, newcomer):
    nothing = await newcomer.bearer(EXCHANGE_HOST)
    await newcomer.grant(EXCHANGE, "Exchange.ManageAsApp")
    app_role = await newcomer.bearer(EXCHANGE_HOST)
    await newcomer.assign(EXCHANGE_ADMINISTRATOR)
    both = await newcomer.bearer(EXCHANGE_HOST)

    answers = [await run(desk, token, "Get-Mailbox") for token in (nothing, app_role, both)]

    assert [one.status_code for one in answers] == [401, 403, 200]
    assert said_of_401(answers[0]) == ("Unauthorized", "User is not allowed to call Get-Mailbox")
    assert "isn't supported in this scenario" in answers[1].text


async def test_a_reader_reads_and_what_it_may_not_do_does_not_seem_to_exist(desk, newcomer):
    await newcomer.grant(EXCHANGE, "Exchange.ManageAsApp")
    await newcomer.assign(GLOBAL_READER)
    token = await newcomer.bearer(EXCHANGE_HOST)
    [leaver] = await desk.pick("leaver")

    read = await run(desk, token, "Get-Mailbox", Identity=leaver)
    write = await run(desk, token, "Set-Mailbox", Identity=leaver, Type="Shared")
    unknown = await run(desk, token, "Get-Nonsense")

    assert read.status_code == 200
    assert (write.status_code, unknown.status_code) == (403, 403)
    assert set(write.content) == set(unknown.content) == {0}


async def test_a_role_group_gives_rights_without_a_directory_role(desk, newcomer):
    await newcomer.grant(EXCHANGE, "Exchange.ManageAsApp")
    name = {"AppId": newcomer.app_id, "ObjectId": newcomer.object_id}
    await desk.rows("New-ServicePrincipal", **name, DisplayName="Newcomer")
    token = await newcomer.bearer(EXCHANGE_HOST)
    before = await run(desk, token, "Get-Mailbox", ResultSize=1)

    members = {"Identity": "View-Only Organization Management", "Member": newcomer.object_id}
    await desk.rows("Add-RoleGroupMember", **members)
    read = await run(desk, token, "Get-Mailbox", ResultSize=1)
    write = await run(desk, token, "Set-Mailbox", Identity="x", Type="Shared")

    assert (before.status_code, read.status_code, write.status_code) == (403, 200, 403)


async def test_each_surface_has_a_permission_of_its_own(desk, newcomer):
    await newcomer.assign(EXCHANGE_ADMINISTRATOR)
    await newcomer.grant(EXCHANGE, "Exchange.ManageAsAppV2")
    token = await newcomer.bearer(EXCHANGE_HOST)

    new = await run(desk, token, "Get-AcceptedDomain", surface="v2.0", place="AcceptedDomain")
    old = await run(desk, token, "Get-AcceptedDomain")

    assert (new.status_code, old.status_code) == (200, 401)


async def test_the_module_file_names_what_may_be_run(desk, newcomer):
    await newcomer.grant(EXCHANGE, "Exchange.ManageAsApp")
    await newcomer.assign(GLOBAL_READER)
    token = await newcomer.bearer(EXCHANGE_HOST)
    url = f"/adminapi/v1.0/{desk.tenant['tenantId']}/EXOModuleFile?Version=3.9.2"

    answer = await desk.http.get(url, headers=token | {"CommandName": "*"})

    [row] = answer.json()["value"]
    names = row["exportedCmdlets"].split(",")
    assert "Get-Mailbox" in names
    assert "Set-Mailbox" not in names


# The least application permission of each call. Source: Microsoft Graph permissions reference.
LEAST: list[tuple[str, str, str, dict[str, Any] | None]] = [
    ("GET", "/users/{leaver}", "User.Read.All", None),
    ("PATCH", "/users/{leaver}", "User.EnableDisableAccount.All", {"accountEnabled": False}),
    ("POST", "/users/{leaver}/revokeSignInSessions", "User.RevokeSessions.All", None),
    ("GET", "/users/{leaver}/authentication/methods", "UserAuthenticationMethod.Read.All", None),
    ("GET", "/users/{leaver}/memberOf", "Directory.Read.All", None),
    ("GET", "/users/{leaver}/licenseDetails", "LicenseAssignment.Read.All", None),
    ("GET", "/subscribedSkus", "LicenseAssignment.Read.All", None),
    (
        "POST",
        "/users/{leaver}/assignLicense",
        "LicenseAssignment.ReadWrite.All",
        {"addLicenses": [], "removeLicenses": []},
    ),
    ("GET", "/users/{leaver}/oauth2PermissionGrants", "Directory.Read.All", None),
    ("GET", "/users/{leaver}/appRoleAssignments", "Directory.Read.All", None),
    ("GET", "/users/{leaver}/registeredDevices", "User.Read.All", None),
    ("GET", "/users/{leaver}/manager", "User.Read.All", None),
    ("GET", "/users/{leaver}/directReports", "User.Read.All", None),
    ("DELETE", "/users/{leaver}", "User.DeleteRestore.All", None),
    ("GET", "/directory/deletedItems/microsoft.graph.user", "User.Read.All", None),
    (
        "GET",
        "/roleManagement/directory/roleAssignments",
        "RoleManagement.Read.Directory",
        None,
    ),
]


@pytest.mark.parametrize("desk", ["in-process"], indirect=True)
@pytest.mark.parametrize(("method", "path", "permission", "body"), LEAST)
async def test_the_least_permission_is_enough_and_none_is_not(
    desk, newcomer, method, path, permission, body
):
    [leaver] = await desk.pick("leaver")
    url = f"/v1.0{path.format(leaver=leaver)}"
    nothing = await newcomer.bearer(GRAPH_HOST)
    await newcomer.grant(GRAPH, permission)
    allowed = await newcomer.bearer(GRAPH_HOST)

    refused = await desk.http.request(method, url, headers=nothing, json=body)
    done = await desk.http.request(method, url, headers=allowed, json=body)

    assert (refused.status_code, refused.json()["error"]["code"]) == (
        403,
        "Authorization_RequestDenied",
    )
    assert done.status_code in {200, 204}, done.text


async def test_a_password_takes_a_role_beside_the_permission(desk, newcomer):
    [leaver] = await desk.pick("leaver")
    body = {"passwordProfile": {"password": "Zq7!nine-lives.of.it"}}
    await newcomer.grant(GRAPH, "User.ReadWrite.All")
    permission = await newcomer.bearer(GRAPH_HOST)
    await newcomer.assign("fe930be7-5e62-47db-91af-98c3a49a38b1")  # User Administrator
    role = await newcomer.bearer(GRAPH_HOST)

    answers = [
        await desk.http.patch(f"/v1.0/users/{leaver}", headers=token, json=body)
        for token in (permission, role)
    ]

    assert [one.status_code for one in answers] == [403, 204]


def said_of_401(answer):
    error = answer.json()["error"]
    return error["code"], error["innererror"]["message"]
