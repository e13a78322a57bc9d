"""Meetings that a leaver called are cancelled: those with others, in the window, as a whole."""

import pytest

from tests.tenant.conftest import refusal_of


async def ask(caller, user: str, **given) -> list[str]:
    answer = await caller.run("Remove-CalendarEvents", Identity=user, **given)
    assert answer.status_code == 200, answer.text
    assert answer.json()["value"] == []
    return answer.json()["@adminapi.warnings"]


def with_series(caller) -> str:
    return caller.tenant.people.who(60).upn


async def test_meetings_ahead_are_cancelled_once_a_series_as_a_whole(caller):
    user = with_series(caller)
    window = {"QueryWindowInDays": 30, "CancelOrganizedMeetings": True}

    preview = await ask(caller, user, **window, PreviewOnly=True)
    cancelled = await ask(caller, user, **window)
    again = await ask(caller, user, **window)

    assert cancelled == preview
    assert ["Review" in one or "Weekly" in one for one in cancelled] == [True, True]
    assert all("queued for cancellation" in one for one in cancelled)
    assert again == []


async def test_nothing_is_cancelled_without_the_switch(caller):
    user = with_series(caller)

    assert await ask(caller, user, QueryWindowInDays=30) == []
    assert len(await ask(caller, user, QueryWindowInDays=30, CancelOrganizedMeetings=True)) == 2


async def test_a_window_before_today_finds_what_was_and_leaves_the_rest(caller):
    user = with_series(caller)
    past = {"QueryStartDate": "2026-10-25T00:00:00Z", "CancelOrganizedMeetings": True}

    found = await ask(caller, user, **past, QueryWindowInDays=30)
    ahead = await ask(caller, user, QueryWindowInDays=30, CancelOrganizedMeetings=True)

    assert ["Workshop" in one or "Weekly" in one for one in found] == [True, True]
    assert ["Review" in one for one in ahead] == [True]


@pytest.mark.parametrize("days", [0, 1826])
async def test_a_window_is_at_least_a_day_and_at_most_five_years(caller, days):
    answer = await caller.run(
        "Remove-CalendarEvents", Identity=with_series(caller), QueryWindowInDays=days
    )

    assert (answer.status_code, refusal_of(answer)) == (400, "RecipientTaskException")
