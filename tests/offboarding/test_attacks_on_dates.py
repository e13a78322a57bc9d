"""What comes between a request and its day: cancels, new dates, faults, other settings."""

from datetime import timedelta

import pytest

from shared.offboarding.model import State
from tests.harness import House
from tests.offboarding.meddling import add_breach_profile, reconfigure, set_mode

LATER = "2026-12-24T09:00:00Z"
FAR = "2198-01-01T00:00:00Z"


@pytest.fixture
def house(tmp_path):
    return House(tmp_path, mailboxes=60)


async def control(house: House, action: str, request_id: str, upn: str, **members: object) -> None:
    """A cancel or reschedule of request r-1, or of another that is named."""
    plain = {"about": "r-1", "issuedAt": "2026-11-25T00:00:00Z"}
    await house.ask(action=action, requestId=request_id, user=upn, **{**plain, **members})


async def out_of_order(house: House, count: int) -> None:
    fault = {"kind": "status", "status": 504, "count": count}
    await house.control("POST", "faults", [fault])


def told(house: House) -> list[tuple[str, str, str | None]]:
    """Of each answer: the request, the state, the reason's code."""
    answers = [answer["data"] for answer in house.answers()]
    return [(one["requestId"], one["state"], (one["reason"] or {}).get("code")) for one in answers]


async def test_faults_at_admission_do_not_count_weeks_later(house):
    [upn] = await house.picks("leaver")
    await out_of_order(house, 6)
    await house.ask(requestId="r-1", user=upn, effectiveAt=LATER)
    assert (await house.case("r-1")).state is State.WAITING
    await house.settle()
    assert (await house.case("r-1")).state is State.SCHEDULED

    house.clock.advance(30 * 86_400)
    await out_of_order(house, 60)
    await house.settle()

    assert (await house.case("r-1")).state is State.COMPLETED
    assert (await house.person(upn))["user"]["accountEnabled"] is False


async def test_a_tenant_set_back_to_report_is_written_to_no_more(house):
    [upn] = await house.picks("leaver")
    before = await house.person(upn)
    await house.ask(requestId="r-1", user=upn, effectiveAt=LATER)

    set_mode(house, "report")
    await house.settle(timedelta(days=40))

    case = await house.case("r-1")
    assert (case.state, case.dry_run) == (State.COMPLETED, True)
    assert await house.person(upn) == before


async def test_who_became_an_emergency_account_meanwhile_is_not_offboarded(house):
    [upn] = await house.picks("leaver")
    await house.ask(requestId="r-1", user=upn, effectiveAt=LATER)

    reconfigure(house, "offboarding.yaml", lambda content: content["breakGlass"].append(upn))
    await house.settle(timedelta(days=40))

    case = await house.case("r-1")
    assert (case.state, case.reason.code) == (State.REJECTED, "break-glass")
    assert (await house.person(upn))["user"]["accountEnabled"] is True


async def test_a_breach_is_not_said_to_be_served_by_a_case_that_stays_ordinary(house):
    add_breach_profile(house)
    [upn] = await house.picks("leaver")
    await house.ask(requestId="r-1", user=upn)

    await house.ask(requestId="r-2", user=upn, profile="security-breach")

    assert (await house.case("r-2")).reason.code == "open-case"
    assert (await house.case("r-1")).profile == "security-breach"


async def test_a_request_taken_in_report_mode_is_carried_out_once_the_mode_is_enforce(house):
    set_mode(house, "report")
    [upn] = await house.picks("leaver")
    await house.ask(requestId="r-1", user=upn, effectiveAt=LATER)

    set_mode(house, "enforce")
    await house.settle(timedelta(days=40))

    case = await house.case("r-1")
    assert (case.state, case.dry_run) == (State.COMPLETED, False)
    assert (await house.person(upn))["user"]["accountEnabled"] is False


@pytest.mark.parametrize("action", ["cancel", "reschedule"])
async def test_a_change_that_names_another_person_changes_nothing(house, action):
    one, other = await house.picks("leaver", 2)
    await house.ask(requestId="r-1", user=one, effectiveAt=LATER)

    date = {"effectiveAt": FAR} if action == "reschedule" else {}
    await control(house, action, "c-1", other, **date)

    case = await house.case("r-1")
    assert (case.state, case.effective_at.year) == (State.SCHEDULED, 2026)
    assert told(house)[1:] == [("c-1", "rejected", "facts-disagree")]


async def test_a_cancel_with_a_long_text_still_cancels(house):
    [upn] = await house.picks("leaver")
    await house.ask(requestId="r-1", user=upn, effectiveAt=LATER)

    await control(house, "cancel", "c-1", upn, autoReply="x" * 40_000)

    assert (await house.case("r-1")).state is State.CANCELLED


async def test_a_reschedule_that_was_called_too_late_does_not_come_true(house):
    [upn] = await house.picks("leaver")
    await out_of_order(house, 8)
    await house.ask(requestId="r-1", user=upn, effectiveAt=LATER)
    assert (await house.case("r-1")).state is State.WAITING

    await control(house, "reschedule", "s-1", upn, effectiveAt=FAR)
    await house.settle()

    assert ("s-1", "rejected", "too-late") in told(house)
    assert (await house.case("r-1")).effective_at.year == 2026


async def test_a_reschedule_into_a_full_hour_waits_for_a_second_person(tmp_path):
    house = House(tmp_path, mailboxes=60, limits={"leaversPerHour": 2})
    people = await house.picks("leaver", 5)
    for day, upn in enumerate(people, 1):
        await house.ask(requestId=f"r-{day}", user=upn, effectiveAt=f"2026-12-{day:02}T09:00:00Z")

    soon = "2026-11-24T06:30:00Z"
    for day, upn in enumerate(people, 1):
        await control(house, "reschedule", f"s-{day}", upn, about=f"r-{day}", effectiveAt=soon)
    await house.settle(timedelta(hours=1))

    states = [(case.state.value, case.reason and case.reason.code) for case in await house.cases()]
    assert sorted(states) == [("awaiting-approval", "leaver-limit")] * 3 + [("completed", None)] * 2


async def test_of_two_reschedules_the_one_issued_later_counts(house):
    [upn] = await house.picks("leaver")
    late = {"issuedAt": "2026-11-25T05:00:00Z", "effectiveAt": "2198-05-05T00:00:00Z"}
    early = {"issuedAt": "2026-11-25T03:00:00Z", "effectiveAt": "2198-03-03T00:00:00Z"}

    await control(house, "reschedule", "s-2", upn, **late)
    await house.ask(requestId="r-1", user=upn, effectiveAt=LATER, issuedAt="2026-11-24T00:00:00Z")
    assert (await house.case("r-1")).effective_at.month == 5
    await control(house, "reschedule", "s-1", upn, **early)

    assert (await house.case("r-1")).effective_at.month == 5


async def test_a_second_request_issued_earlier_does_not_move_the_date(house):
    [upn] = await house.picks("leaver")
    await house.ask(requestId="r-1", user=upn, effectiveAt=LATER, issuedAt="2026-11-24T05:00:00Z")

    await house.ask(requestId="r-2", user=upn, effectiveAt=FAR, issuedAt="2026-11-24T04:00:00Z")

    assert (await house.case("r-1")).effective_at.year == 2026


async def test_a_cancel_issued_before_a_reschedule_does_not_win(house):
    [upn] = await house.picks("leaver")
    await house.ask(requestId="r-1", user=upn, effectiveAt=FAR)
    soon = {"issuedAt": "2026-11-24T06:30:00Z", "effectiveAt": "2026-11-24T07:00:00Z"}

    await control(house, "reschedule", "s-1", upn, **soon)
    await control(house, "cancel", "c-1", upn, issuedAt="2026-11-24T06:10:00Z")
    await house.settle()

    assert (await house.case("r-1")).state is State.COMPLETED


async def test_a_reschedule_taken_in_late_counts_for_a_request_that_says_no_time(house):
    [upn] = await house.picks("leaver")
    await house.ask(requestId="r-1", user=upn, effectiveAt=LATER)

    backlog = {"issuedAt": "2026-11-24T05:59:00Z", "effectiveAt": FAR}
    await control(house, "reschedule", "s-1", upn, **backlog)

    assert (await house.case("r-1")).effective_at.year == 2198


async def test_a_reschedule_to_now_that_comes_again_and_again_is_answered_once(house):
    [upn] = await house.picks("leaver")
    await house.ask(requestId="r-1", user=upn, effectiveAt=FAR)

    for _ in range(3):
        await control(house, "reschedule", "s-1", upn, effectiveAt="2020-01-01T00:00:00Z")
        house.clock.advance(1)
    await house.settle()
    await control(house, "reschedule", "s-1", upn, effectiveAt="2020-01-01T00:00:00Z")

    assert told(house) == [
        ("r-1", "scheduled", None),
        ("r-1", "scheduled", None),
        ("r-1", "completed", None),
    ]


async def test_a_case_moved_to_today_waits_out_an_outage_and_ends_well(house):
    [upn] = await house.picks("leaver")
    await house.ask(requestId="r-1", user=upn, effectiveAt=FAR)
    await control(house, "reschedule", "s-1", upn, effectiveAt="2026-11-24T07:00:00Z")

    await out_of_order(house, 40)
    await house.settle()

    assert (await house.case("r-1")).state is State.COMPLETED


async def test_an_earlier_reschedule_does_not_put_a_breach_off(house):
    add_breach_profile(house)
    [upn] = await house.picks("leaver")
    await house.ask(requestId="r-1", user=upn, effectiveAt=LATER, issuedAt="2026-11-20T00:00:00Z")
    put_off = {"issuedAt": "2026-11-24T05:59:00Z", "effectiveAt": FAR}
    await control(house, "reschedule", "s-1", upn, **put_off)

    breach = {"profile": "security-breach", "issuedAt": "2026-11-24T05:58:00Z"}
    await house.ask(requestId="r-2", user=upn, **breach)
    await house.settle()

    case = await house.case("r-1")
    assert (case.state, case.profile) == (State.COMPLETED, "security-breach")
