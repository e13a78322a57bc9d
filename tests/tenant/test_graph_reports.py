"""The mailbox usage report: a redirect to a file that wants no token, and speaks of the past."""

import csv
from datetime import date, timedelta
from io import StringIO

import pytest

from tests.tenant.graphing import read, refusal, status, without

PATH = "/reports/getMailboxUsageDetail(period='D7')"


async def place(caller, path=PATH):
    answer = await caller.graph("GET", path)
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]


async def report(caller):
    answer = await caller.http.get(await place(caller))
    assert answer.status_code == 200
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))


async def row_of(caller, upn):
    return next(row for row in await report(caller) if row["User Principal Name"] == upn)


async def test_the_report_has_every_mailbox_and_its_size(caller):
    rows = await report(caller)
    [upn] = await caller.pick("leaver")
    [person] = caller.tenant.people.find(upn)
    own = next(row for row in rows if row["User Principal Name"] == upn)

    with_mailbox = [
        one
        for one in map(caller.tenant.people.read, caller.tenant.people.everyone)
        if one.mailbox is not None
    ]
    assert len(rows) == len(with_mailbox)
    assert int(own["Storage Used (Byte)"]) == person.mailbox.used_bytes
    assert int(own["Prohibit Send/Receive Quota (Byte)"]) == person.mailbox.quotas.send_receive
    assert (own["Is Deleted"], own["Report Period"]) == ("False", "7")


async def test_the_report_is_as_old_as_it_says(caller):
    await caller.http.post("/_tenant/report", json={"daysOld": 3})
    row, *_ = await report(caller)

    today = caller.world.clock.now().date()

    assert date.fromisoformat(row["Report Refresh Date"]) == today - timedelta(days=3)


async def test_a_change_is_in_the_report_only_some_days_later(caller):
    [upn] = await caller.pick("leaver")
    before = await row_of(caller, upn)
    await caller.rows(
        "Set-Mailbox",
        Identity=upn,
        ProhibitSendReceiveQuota="1900 MB",
        ProhibitSendQuota="1800 MB",
        IssueWarningQuota="1700 MB",
        UseDatabaseQuotaDefaults=False,
    )

    at_once = await row_of(caller, upn)
    await caller.world.clock.sleep(3 * 86400)
    later = await row_of(caller, upn)

    name = "Prohibit Send/Receive Quota (Byte)"
    assert at_once[name] == before[name]
    assert later[name] == str(1900 << 20)


async def test_who_was_deleted_says_so_once_the_report_knows(caller):
    [upn] = await caller.pick("leaver")
    await caller.graph("DELETE", f"/users/{upn}")

    at_once = await row_of(caller, upn)
    await caller.world.clock.sleep(3 * 86400)
    later = await row_of(caller, upn)

    assert (at_once["Is Deleted"], at_once["Deleted Date"]) == ("False", "")
    assert later["Is Deleted"] == "True"
    assert later["Deleted Date"] != ""


async def test_nobody_knows_how_large_an_unused_mailbox_is(caller):
    unknown = caller.tenant.planted.quota_unknown[0]

    row = await row_of(caller, unknown)

    assert (row["Storage Used (Byte)"], row["Item Count"], row["Last Activity Date"]) == (
        "",
        "",
        "",
    )


async def test_concealed_names_join_to_nobody(caller):
    assert (
        await status(caller, "PATCH", "/admin/reportSettings", {"displayConcealedNames": True})
        == 204
    )

    rows = await report(caller)
    names = [row["User Principal Name"] for row in rows]

    assert (await read(caller, "/admin/reportSettings"))["displayConcealedNames"] is True
    assert not any("@" in name for name in names)
    assert len(set(names)) == len(names)
    assert {len(row["Display Name"]) for row in rows} == {32}


async def test_a_token_sent_to_the_file_is_refused_and_counted(caller):
    address = await place(caller)

    answer = await caller.http.get(address, headers=caller.token("https://graph.microsoft.com"))
    state = (await caller.http.get("/_tenant/state")).json()

    assert answer.status_code == 401
    assert state["tenants"][0]["violations"][0]["kind"] == "token-sent-to-a-download"


async def test_the_address_is_good_for_some_minutes_only(caller):
    address = await place(caller)
    await caller.world.clock.sleep(301)

    assert (await caller.http.get(address)).status_code == 403
    assert (await caller.http.get(await place(caller))).status_code == 200


@pytest.mark.parametrize("tail", ["x", "", ".", "AAAA"])
async def test_an_address_that_was_changed_is_none(caller, tail):
    address = await place(caller)

    answers = [await caller.http.get(f"{address}{tail}xx"), await caller.http.get(address[:-8])]

    assert {one.status_code for one in answers} == {403}
    assert (await caller.http.get("/data/download/nobody.key")).status_code == 404


async def test_the_report_takes_its_permission_and_a_period_that_exists(caller):
    odd = await caller.graph("GET", PATH.replace("D7", "D8"))
    asked = await caller.graph("GET", f"{PATH}?$format=application/json")
    without(caller, "Reports.Read.All", "ReportSettings.ReadWrite.All")

    assert refusal(odd) == (400, "Request_BadRequest")
    assert refusal(asked) == (400, "Request_BadRequest")
    assert await status(caller, "GET", PATH) == 403
    body = {"displayConcealedNames": True}
    assert await status(caller, "PATCH", "/admin/reportSettings", body) == 403


@pytest.mark.parametrize(
    "body", [{"concealed": "yes"}, {"daysOld": -1}, {"daysold": 3}, {"tenant": "nowhere"}]
)
async def test_a_report_that_cannot_be_is_explained(caller, body):
    answer = await caller.http.post("/_tenant/report", json=body)

    assert (answer.status_code, bool(answer.json()["error"])) == (400, True)
