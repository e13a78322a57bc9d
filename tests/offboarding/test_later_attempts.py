"""What a later attempt finds undone, and what it then says of access."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.offboarding.answers import LARGEST, body_of, event
from shared.offboarding.model import Access, Answer, Outcome, Reason, Record, State, Status
from tests.harness import House
from tests.offboarding.meddling import Between, somebody_sends

LATER, FAR = "2026-12-24T09:00:00Z", "2198-01-01T00:00:00Z"


@pytest.fixture
def house(tmp_path):
    return House(tmp_path, mailboxes=60)


async def faulty(house: House, **rule: object) -> None:
    await house.control("POST", "faults", [{"kind": "status", **rule}])


async def contained_and_let_in_again(house: House) -> str:
    """A leaver whose case waits for the mailbox, and who was let in again meanwhile."""
    [upn] = await house.picks("leaver")
    await faulty(house, status=504, cmdlet="Set-Mailbox", count=100_000)
    await house.ask(requestId="r-1", user=upn)
    await house.deliver()
    assert (await house.case("r-1")).access is Access.CLOSED
    await somebody_sends(house, "PATCH", f"/users/{upn}", {"accountEnabled": True})
    return upn


async def test_who_was_let_in_again_is_blocked_and_thrown_out_again(house):
    upn = await contained_and_let_in_again(house)
    await house.control("DELETE", "faults")
    since = (await house.control("GET", "requests?since=0"))["requests"][-1]["number"]

    await house.settle()

    made = (await house.control("GET", f"requests?since={since}"))["requests"]
    sent = [(one["method"], one["path"].rsplit("/", 1)[-1]) for one in made]
    assert ("POST", "revokeSignInSessions") in sent
    case = await house.case("r-1")
    assert (case.state, case.access) == (State.COMPLETED, Access.CLOSED)
    assert (await house.person(upn))["user"]["accountEnabled"] is False


async def test_a_case_that_gives_up_does_not_say_closed_of_an_open_account(house):
    upn = await contained_and_let_in_again(house)
    await faulty(house, status=504, method="PATCH", count=100_000)

    await house.settle(timedelta(days=3))

    assert (await house.person(upn))["user"]["accountEnabled"] is True
    assert (await house.case("r-1")).state is State.FAILED
    assert house.answers()[-1]["data"]["access"] != "closed"


async def test_access_is_open_when_it_was_just_read_open(house):
    [upn] = await house.picks("leaver")
    index = (await house.person(upn))["index"]
    done: list[bool] = []

    def let_in(request):
        if request.url.path.endswith("assignLicense") and not done:
            done.append(True)
            house.tenant.people.write(index).account.enabled = True

    house.asgi = Between(house, let_in)
    await house.ask(requestId="r-1", user=upn)
    await house.deliver()

    case = await house.case("r-1")
    assert (case.state, case.access) == (State.WAITING, Access.OPEN)


async def test_a_reschedule_of_the_same_moment_as_its_original_counts(house):
    [upn] = await house.picks("leaver")
    issued = "2026-11-23T00:00:00Z"
    await house.ask(requestId="r-1", user=upn, effectiveAt=LATER, issuedAt=issued)

    new = {"action": "reschedule", "requestId": "s-1", "about": "r-1", "effectiveAt": FAR}
    await house.ask(user=upn, issuedAt=issued, **new)
    await house.ask(user=upn, issuedAt=issued, **new)

    assert (await house.case("r-1")).effective_at.year == 2198
    assert [one["data"]["state"] for one in house.answers()] == ["scheduled", "scheduled"]


async def test_who_was_left_half_way_stays_so_through_a_case_that_never_began(house):
    [upn] = await house.picks("leaver")
    await faulty(house, status=403, cmdlet="Add-MailboxPermission")
    await house.ask(requestId="r-1", user=upn)
    await house.settle()
    await house.control("DELETE", "faults")
    await house.ask(requestId="r-2", user=upn, effectiveAt=LATER)
    cancel = {"action": "cancel", "requestId": "c-2", "about": "r-2"}
    await house.ask(user=upn, issuedAt="2026-11-25T00:00:00Z", **cancel)

    await house.ask(requestId="r-3", user=upn)
    await house.settle()

    assert (await house.case("r-2")).state is State.CANCELLED
    assert (await house.case("r-3")).state is State.COMPLETED


async def test_an_answer_fits_whatever_script_its_reasons_are_in(house):
    [upn] = await house.picks("leaver")
    await house.ask(requestId="r-1", user=upn, effectiveAt=LATER)
    long = Reason("x", "\u6f22" * 4000)
    records = {
        str(n): Record(str(n), Status.ENDED, 1, Outcome.FAILED, reason=long) for n in range(11)
    }

    case = replace(await house.case("r-1"), reason=long)
    told = event(case, Answer(1, case.state, "2026-11-24T06:00:00+00:00"), records)

    assert len(body_of(told)) <= LARGEST
