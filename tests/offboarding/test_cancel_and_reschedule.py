"""A cancel, a new date, a second request for the same person."""

import json
from datetime import datetime, timedelta

import httpx
import pytest

from shared.offboarding.cases import Control
from shared.offboarding.model import State
from tests.harness import House
from tests.offboarding.overheard import Overheard


@pytest.fixture
def house(tmp_path):
    return House(tmp_path)


def _cancel(house: House, upn: str, **members: object) -> dict[str, object]:
    issued = (house.clock.now() + timedelta(seconds=1)).isoformat()
    return {
        "action": "cancel",
        "requestId": "c-1",
        "about": "r-1",
        "issuedAt": issued,
        "user": upn,
        **members,
    }


async def test_a_scheduled_leaver_can_be_cancelled(house):
    [upn] = await house.picks("leaver")
    await house.ask(requestId="r-1", user=upn, effectiveAt="2199-01-01T00:00:00Z")
    await house.settle()

    await house.ask(**_cancel(house, upn))
    await house.ask(**_cancel(house, upn))

    assert (await house.case("r-1")).state is State.CANCELLED
    assert [answer["data"]["state"] for answer in house.answers()] == ["scheduled", "cancelled"]


async def test_a_cancel_may_come_before_its_request(house):
    [upn] = await house.picks("leaver")

    await house.ask(**_cancel(house, upn))
    await house.ask(requestId="r-1", user=upn)
    await house.settle()

    assert (await house.case("r-1")).state is State.CANCELLED
    assert (await house.person(upn))["user"]["accountEnabled"] is True


async def test_a_cancel_that_comes_too_late_is_told_so(house):
    [upn] = await house.picks("leaver")
    await house.ask(requestId="r-1", user=upn)
    await house.settle()

    await house.ask(**_cancel(house, upn))

    late = await house.case("c-1")
    assert (late.state, late.reason.code) == (State.REJECTED, "too-late")


def _meanwhile(house: House, body: str) -> None:
    """*body* is accepted in the middle of the next look-up of a person."""
    sent: list[str] = []

    async def interrupted(request: httpx.Request) -> None:
        if request.url.path.startswith("/v1.0/users/") and not sent:
            sent.append(body)
            await house.app.offboarding.accept(body)

    house.asgi = Overheard(house.asgi, interrupted)


@pytest.mark.parametrize(
    "when", [{}, {"effectiveAt": "2199-01-01T00:00:00Z"}], ids=["now", "later"]
)
async def test_a_cancel_that_comes_during_admission_is_not_lost(tmp_path, when):
    house = House(tmp_path)
    [upn] = await house.picks("leaver")
    _meanwhile(house, json.dumps(_cancel(house, upn)))

    await house.ask(requestId="r-1", user=upn, **when)
    await house.settle()

    assert (await house.case("r-1")).state is State.CANCELLED
    assert (await house.person(upn))["user"]["accountEnabled"] is True
    assert house.answers()[-1]["data"]["state"] == "cancelled"


async def test_a_cancel_that_a_crash_left_unheeded_holds_the_case_back_when_it_is_due(house):
    [upn] = await house.picks("leaver")
    await house.ask(requestId="r-1", user=upn, effectiveAt="2199-01-01T00:00:00Z")
    case = await house.case("r-1")
    cancel = _cancel(house, upn)
    control = Control("cancel", "c-1", datetime.fromisoformat(cancel["issuedAt"]), cancel)
    await house.app.offboarding.cases.keep_control(case.tenant_id, case.case_id, control)

    await house.settle(timedelta(days=365 * 200))

    assert (await house.case("r-1")).state is State.CANCELLED
    assert (await house.person(upn))["user"]["accountEnabled"] is True


async def test_a_reschedule_moves_the_date_and_is_answered(house):
    [upn] = await house.picks("leaver")
    await house.ask(requestId="r-1", user=upn, effectiveAt="2199-01-01T00:00:00Z")

    moved = _cancel(house, upn, action="reschedule", effectiveAt="2198-01-01T00:00:00Z")
    await house.ask(**moved)

    case = await house.case("r-1")
    assert (case.state, case.next_at.year) == (State.SCHEDULED, 2198)
    assert [answer["data"]["state"] for answer in house.answers()] == ["scheduled", "scheduled"]


async def test_a_second_request_for_the_same_person_is_served_by_the_open_case(house):
    [upn] = await house.picks("leaver")
    await house.ask(requestId="r-1", user=upn, effectiveAt="2199-01-01T00:00:00Z")

    await house.ask(requestId="r-2", user=upn, effectiveAt="2197-01-01T00:00:00Z")

    first, second = await house.case("r-1"), await house.case("r-2")
    assert (second.state, second.reason.code) == (State.REJECTED, "open-case")
    assert second.open_case == first.case_id
    assert first.next_at.year == 2197
