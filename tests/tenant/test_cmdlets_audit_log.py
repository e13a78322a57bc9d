"""The unified audit log: what it holds, how it is paged through, when it is switched."""

import json
from datetime import timedelta

import pytest

SEARCH = "Search-UnifiedAuditLog"


@pytest.fixture
def days(caller):
    """The last two days."""
    now = caller.world.clock.now()
    return {
        "StartDate": (now - timedelta(days=2)).isoformat(),
        "EndDate": (now + timedelta(hours=2)).isoformat(),
    }


async def test_what_an_administrator_changed_is_there_without_its_secrets(caller, days):
    [user] = await caller.pick("leaver")
    await caller.rows("Set-Mailbox", Identity=user, Office="Bonn", CustomAttribute1=None)
    await caller.rows("Set-Mailbox", Identity=user, Office="Rome", WhatIf=True)
    await caller.rows(
        "New-Mailbox", Name="Late Comer", MicrosoftOnlineServicesID="late@contoso.com",
        Password="very secret",
    )  # fmt: skip
    caller.world.clock.advance(1)

    rows = await caller.rows(SEARCH, **days, RecordType="ExchangeAdmin")
    [set_once] = [row for row in rows if row["Operations"] == "Set-Mailbox"]

    data = json.loads(set_once["AuditData"])
    assert {"Name": "Office", "Value": "Bonn"} in data["Parameters"]
    assert data["ObjectId"] == user
    assert "very secret" not in json.dumps(rows)


async def test_sent_mail_is_there_and_can_be_searched(caller, days):
    rows = await caller.rows(SEARCH, **days, Operations=["Send"])
    sender = rows[0]["UserIds"]

    by_user = await caller.rows(SEARCH, **days, UserIds=[sender])
    by_text = await caller.rows(SEARCH, **days, FreeText=rows[0]["Identity"])
    nothing = await caller.rows(SEARCH, **days, Operations=["FileAccessed"])

    assert len(rows) == 100
    assert [row["CreationDate"] for row in rows] == sorted(
        (row["CreationDate"] for row in rows), reverse=True
    )
    assert {row["UserIds"] for row in by_user} == {sender}
    assert by_text == [{**rows[0], "ResultIndex": 1, "ResultCount": 1}]
    assert nothing == []


@pytest.mark.parametrize("command", ["ReturnLargeSet", "ReturnNextPreviewPage"])
async def test_a_session_goes_on_until_nothing_is_left(caller, days, command):
    asked = {**days, "ResultSize": 150, "SessionId": "mine", "SessionCommand": command}
    pages = [await caller.rows(SEARCH, **asked)]
    while pages[-1]:
        pages.append(await caller.rows(SEARCH, **asked))

    rows = [row for page in pages for row in page]
    again = await caller.rows(SEARCH, **{**asked, "SessionId": "another", "ResultSize": 5000})
    assert rows == again
    assert [row["ResultIndex"] for row in rows] == [*range(1, rows[0]["ResultCount"] + 1)]
    assert len(pages) > 3


@pytest.mark.parametrize("size", [0, 5001, "Unlimited"])
async def test_a_page_has_at_most_five_thousand_rows(caller, days, size):
    answer = await caller.run(SEARCH, **days, ResultSize=size)

    assert answer.status_code == 400


async def test_a_switch_of_the_log_takes_its_time_and_then_nothing_more_is_taken(caller, days):
    await caller.http.post("/_tenant/exchange", json={"auditConfigSeconds": 3600})
    name = "UnifiedAuditLogIngestionEnabled"
    await caller.rows("Set-AdminAuditLogConfig", **{name: False})
    caller.world.clock.advance(3000)
    [early] = await caller.rows("Get-AdminAuditLogConfig")
    caller.world.clock.advance(601)
    [late] = await caller.rows("Get-AdminAuditLogConfig")
    off_at = caller.world.clock.now()
    caller.world.clock.advance(3600)

    rows = await caller.rows(SEARCH, **days)

    assert (early[name], late[name]) == (True, False)
    assert rows
    assert rows[0]["CreationDate"] < off_at.isoformat()
