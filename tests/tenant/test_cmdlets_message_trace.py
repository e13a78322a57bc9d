"""Traces go back in time, are continued at the last row, and are counted."""

import re
from datetime import datetime, timedelta

import pytest

from local.tenant.seed.mail import Mail
from tests.tenant.conftest import refusal_of

DAY = 86400
_MORE = re.compile(r'-StartDate "(\S+)" -EndDate "(\S+)" -StartingRecipientAddress "(\S+)"')


def key(row: dict) -> tuple[str, str]:
    return row["MessageTraceId"], row["RecipientAddress"]


async def trace(caller, **given) -> dict:
    answer = await caller.run("Get-MessageTraceV2", **given)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_last_two_days_come_newest_first_and_in_the_service_s_words(caller):
    rows = (await trace(caller, ResultSize=5000))["value"]

    moments = [datetime.fromisoformat(row["Received"]) for row in rows]
    now = caller.world.clock.now()
    assert len(rows) > 2000
    assert moments == sorted(moments, reverse=True)
    assert now - timedelta(hours=48) <= moments[-1] <= moments[0] <= now
    assert set(rows[0]) == {
        "MessageTraceId", "MessageId", "Received", "Received@data.type", "SenderAddress",
        "RecipientAddress", "FromIP", "ToIP", "Subject", "Status", "Size", "Size@data.type",
    }  # fmt: skip


async def test_five_thousand_rows_come_in_one_piece(caller):
    ten_days = {"StartDate": "2026-11-14T06:00:00Z", "EndDate": "2026-11-24T06:00:00Z"}

    answer = await trace(caller, **ten_days, ResultSize=5000)

    assert len(answer["value"]) == 5000
    assert "@odata.nextLink" not in answer


async def test_going_on_repeats_the_last_row_and_loses_none(caller):
    given = {"StartDate": "2026-11-24T00:00:00Z", "EndDate": "2026-11-24T06:00:00Z"}
    whole = (await trace(caller, **given, ResultSize=5000))["value"]
    seen: list[dict] = []
    step = {**given, "ResultSize": 100}

    while True:
        answer = await trace(caller, **step)
        assert not seen or key(answer["value"][0]) == key(seen[-1])
        seen += answer["value"]
        if not answer["@adminapi.warnings"]:
            break
        start, end, recipient = _MORE.search(answer["@adminapi.warnings"][0]).groups()
        step |= {"StartDate": start, "EndDate": end, "StartingRecipientAddress": recipient}

    assert {key(row) for row in seen} == {key(row) for row in whole}
    assert len(whole) > len({key(row) for row in whole})  # some rows come twice


async def test_the_same_question_has_the_same_answer_and_time_brings_more(caller):
    given = {"StartDate": "2026-11-23T06:00:00Z", "EndDate": "2026-11-25T06:00:00Z"}
    first = await trace(caller, **given, ResultSize=5000)
    again = await trace(caller, **given, ResultSize=5000)

    caller.world.clock.advance(DAY / 2)
    later = await trace(caller, **given, ResultSize=5000)

    assert first["value"] == again["value"]
    assert len(later["value"]) > len(first["value"])


async def test_a_message_is_pending_before_it_is_delivered(caller):
    mail = Mail(caller.tenant.people.layout, caller.tenant.key)
    now = caller.world.clock.now()
    ahead = [mail.message(one) for one in mail.numbers(now, now + timedelta(minutes=10))]
    coming = next(one for one in ahead if one.received > now)

    async def statuses() -> set[str]:
        return {row["Status"] for row in (await trace(caller, **which))["value"]}

    which = {"MessageTraceId": coming.trace_id}
    before = await statuses()
    caller.world.clock.advance((coming.received - now).total_seconds() + 1)
    young = await statuses()
    caller.world.clock.advance(600)

    assert (before, young, await statuses()) == (set(), {"Pending"}, {coming.status})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SenderAddress", "sales@partner.example"),
        ("RecipientAddress", "*@shop.example"),
        ("Status", "Failed"),
        ("Subject", "voice"),
    ],
)
async def test_a_filter_gives_what_it_says_and_all_of_it(caller, name, value):
    def wanted(row: dict) -> bool:
        return value.strip("*").casefold() in row[name].casefold()

    every = (await trace(caller, ResultSize=5000))["value"]
    some = (await trace(caller, ResultSize=5000, **{name: value}))["value"]

    assert some
    assert [key(row) for row in some] == [key(row) for row in every if wanted(row)]


async def test_the_detail_of_a_row_ends_as_its_status_says(caller):
    failed = (await trace(caller, Status="Failed"))["value"][0]
    which = {name: failed[name] for name in ("MessageTraceId", "RecipientAddress")}

    events = await caller.rows("Get-MessageTraceDetailV2", **which)
    nobody = await caller.rows(
        "Get-MessageTraceDetailV2", **which | {"RecipientAddress": "ghost@contoso.com"}
    )

    assert [row["Event"] for row in events] == ["Receive", "Fail"]
    assert nobody == []


@pytest.mark.parametrize(
    "given",
    [
        {"StartDate": "2026-11-01T00:00:00Z", "EndDate": "2026-11-12T00:00:00Z"},
        {"StartDate": "2026-08-01T00:00:00Z", "EndDate": "2026-08-02T00:00:00Z"},
        {"StartDate": "2026-11-20T00:00:00Z", "EndDate": "2026-11-19T00:00:00Z"},
        {"ResultSize": 0},
        {"ResultSize": 5001},
    ],
)
async def test_a_window_too_wide_or_too_old_is_refused(caller, given):
    answer = await caller.run("Get-MessageTraceV2", **given)

    assert (answer.status_code, refusal_of(answer)) == (400, "InvalidExpressionException")


async def test_trace_and_detail_share_a_hundred_calls_in_five_minutes(caller):
    detail = {"MessageTraceId": "0" * 8 + "-0000-4000-8000-" + "0" * 12, "RecipientAddress": "x"}
    for number in range(100):
        call = ("Get-MessageTraceV2", {"ResultSize": 1}), ("Get-MessageTraceDetailV2", detail)
        cmdlet, given = call[number % 2]
        await caller.rows(cmdlet, **given)

    refused = await caller.run("Get-MessageTraceDetailV2", **detail)
    caller.world.clock.advance(299)
    early = await caller.run("Get-MessageTraceV2", ResultSize=1)
    caller.world.clock.advance(1)
    late = await caller.run("Get-MessageTraceV2", ResultSize=1)

    assert (refused.status_code, refused.headers["retry-after"]) == (429, "300")
    assert (early.status_code, early.headers["retry-after"]) == (429, "1")
    assert late.status_code == 200


async def test_the_old_trace_is_refused_and_names_the_new_one(caller):
    answer = await caller.run("Get-MessageTrace")

    assert answer.status_code == 400
    assert "Get-MessageTraceV2" in answer.text
