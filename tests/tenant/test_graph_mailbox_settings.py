"""The automatic reply through Graph is the one that Exchange has."""

import pytest

from tests.tenant.graphing import read, refusal, status

SCHEDULED = {
    "status": "scheduled",
    "externalAudience": "contactsOnly",
    "internalReplyMessage": "gone",
    "externalReplyMessage": "away",
    "scheduledStartDateTime": {"dateTime": "2026-12-01T08:00:00", "timeZone": "UTC"},
    "scheduledEndDateTime": {"dateTime": "2026-12-24T08:00:00", "timeZone": "UTC"},
}


async def test_what_graph_sets_exchange_reads(caller):
    [upn] = await caller.pick("leaver")

    path = f"/users/{upn}/mailboxSettings"
    answer = await caller.graph("PATCH", path, {"automaticRepliesSetting": SCHEDULED})
    [row] = await caller.rows("Get-MailboxAutoReplyConfiguration", Identity=upn)

    assert answer.status_code == 200
    assert (row["AutoReplyState"], row["ExternalAudience"]) == ("Scheduled", "Known")
    assert (row["InternalMessage"], row["ExternalMessage"]) == ("gone", "away")
    assert row["EndTime"].startswith("2026-12-24T08:00:00")


async def test_what_exchange_sets_graph_reads(caller):
    [upn] = await caller.pick("leaver")
    await caller.run("Set-MailboxAutoReplyConfiguration", Identity=upn, AutoReplyState="Enabled")

    found = await read(caller, f"/users/{upn}/mailboxSettings")

    assert found["automaticRepliesSetting"]["status"] == "alwaysEnabled"
    assert found["userPurpose"] == "user"


@pytest.mark.parametrize(
    "setting",
    [
        {"status": "sometimes"},
        {"externalAudience": 1},
        {"internalReplyMessage": ["x"]},
        {"scheduledStartDateTime": "2026-12-01"},
        {"scheduledStartDateTime": {"dateTime": "2026-12-01T08:00:00", "timeZone": "Mars"}},
        {**SCHEDULED, "scheduledEndDateTime": SCHEDULED["scheduledStartDateTime"]},
        {"internalReplyMessage": "x", "colour": "red"},
    ],
)
async def test_what_cannot_be_is_refused_and_nothing_is_set(caller, setting):
    [upn] = await caller.pick("leaver")
    path = f"/users/{upn}/mailboxSettings"
    before = await read(caller, path)

    answer = await caller.graph("PATCH", path, {"automaticRepliesSetting": setting})

    assert refusal(answer) == (400, "ErrorInvalidArgument")
    assert await read(caller, path) == before


async def test_an_account_without_a_mailbox_has_no_settings(caller):
    [upn] = await caller.pick("breakglass")

    answer = await caller.graph("GET", f"/users/{upn}/mailboxSettings")

    assert refusal(answer) == (404, "MailboxNotEnabledForRESTAPI")


async def test_other_settings_are_not_passed_over(caller):
    [upn] = await caller.pick("leaver")

    assert (
        await status(caller, "PATCH", f"/users/{upn}/mailboxSettings", {"timeZone": "UTC"}) == 400
    )
