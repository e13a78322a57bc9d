"""Who manages whom: read both ways, changed, and never a circle of one."""

from tests.tenant.graphing import read, refusal, rows, status

GRAPH = "https://graph.microsoft.com/v1.0"


def reference(identity):
    return {"@odata.id": f"{GRAPH}/users/{identity}"}


async def me(caller, upn):
    return (await read(caller, f"/users/{upn}?$select=id"))["id"]


async def test_a_report_moves_to_another_manager(caller):
    [boss] = await caller.pick("manager")
    [other] = await caller.pick("leaver")
    first, *_ = await rows(caller, f"/users/{boss}/directReports?$select=id")
    path = f"/users/{first['id']}/manager"

    assert await status(caller, "PUT", f"{path}/$ref", reference(await me(caller, other))) == 204

    assert (await read(caller, path))["userPrincipalName"] == other
    assert first["id"] in [one["id"] for one in await rows(caller, f"/users/{other}/directReports")]
    left = await rows(caller, f"/users/{boss}/directReports")
    assert first["id"] not in [one["id"] for one in left]


async def test_a_manager_is_removed_once(caller):
    [upn] = await caller.pick("leaver")
    path = f"/users/{upn}/manager"

    assert await status(caller, "DELETE", f"{path}/$ref") == 204
    assert await status(caller, "GET", path) == 404
    assert refusal(await caller.graph("DELETE", f"{path}/$ref")) == (
        404,
        "Request_ResourceNotFound",
    )


async def test_what_is_no_manager_is_refused(caller):
    [upn] = await caller.pick("leaver")
    [synced] = await caller.pick("synced")
    path, own = f"/users/{upn}/manager/$ref", reference(await me(caller, upn))

    assert await status(caller, "PUT", path, own) == 400
    assert await status(caller, "PUT", path, {"id": "x"}) == 400
    assert await status(caller, "PUT", path, reference("nobody")) == 404
    assert await status(caller, "PUT", f"/users/{synced}/manager/$ref", own) == 400


async def test_a_deleted_manager_is_none(caller):
    [boss] = await caller.pick("manager")
    first, *_ = await rows(caller, f"/users/{boss}/directReports?$select=id")

    await caller.graph("DELETE", f"/users/{boss}")

    assert await status(caller, "GET", f"/users/{first['id']}/manager") == 404


async def test_readers_lag_behind_a_new_manager(caller):
    [upn] = await caller.pick("leaver")
    await caller.fault(kind="lag", path="manager", method="DELETE", seconds=5)

    await caller.graph("DELETE", f"/users/{upn}/manager/$ref")
    at_once = await status(caller, "GET", f"/users/{upn}/manager")
    await caller.world.clock.sleep(6)

    assert (at_once, await status(caller, "GET", f"/users/{upn}/manager")) == (200, 404)
