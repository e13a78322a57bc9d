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


async def half_done_and_let_in_again(house: House) -> str:
    """As above, with the mailbox free again: the next attempt can go through."""
    upn = await contained_and_let_in_again(house)
    await house.control("DELETE", "faults")
    return upn


async def next_attempt(house: House, after_s: float) -> None:
    """The release timer takes the case up *after_s* seconds later."""
    house.clock.advance(after_s)
    await house.app.offboarding.release()
    await house.deliver()


@pytest.mark.parametrize("status", [403, 504])
async def test_a_second_revocation_that_never_ran_is_not_called_done(house, status):
    await half_done_and_let_in_again(house)
    await faulty(house, status=status, path="revokeSignInSessions", count=6)

    await next_attempt(house, after_s=3600)

    assert (await house.case("r-1")).access is not Access.CLOSED


async def test_containment_is_that_of_the_last_closing(house):
    await half_done_and_let_in_again(house)
    again = house.clock.now() + timedelta(hours=6)

    await next_attempt(house, after_s=6 * 3600)

    case = await house.case("r-1")
    assert case.state is State.COMPLETED
    assert case.contained_at >= again
    assert case.tokens_until == case.contained_at + timedelta(minutes=90)


async def test_who_is_let_in_for_a_day_is_never_told_to_be_out(house):
    [upn] = await house.picks("leaver")
    index = (await house.person(upn))["index"]

    def let_in(request):
        if request.url.path.endswith("revokeSignInSessions"):
            house.tenant.people.write(index).account.enabled = True

    house.asgi = Between(house, let_in)
    await house.ask(requestId="r-1", user=upn)
    await house.settle(timedelta(days=3))

    case = await house.case("r-1")
    assert (await house.person(upn))["user"]["accountEnabled"] is True
    assert (case.state, case.access) == (State.FAILED, Access.OPEN)


async def test_a_case_that_stumbled_at_its_admission_does_not_hide_who_was_left_half_way(house):
    [upn] = await house.picks("leaver")
    await faulty(house, status=403, cmdlet="Add-MailboxPermission")
    await house.ask(requestId="r-1", user=upn)
    await house.settle()
    await house.control("DELETE", "faults")
    await faulty(house, status=504, count=6)
    await house.ask(requestId="r-2", user=upn, effectiveAt=LATER)
    await house.settle()
    cancel = {"action": "cancel", "requestId": "c-2", "about": "r-2"}
    await house.ask(user=upn, issuedAt="2026-11-25T00:00:00Z", **cancel)

    await house.ask(requestId="r-3", user=upn)
    await house.settle()

    assert (await house.case("r-2")).state is State.CANCELLED
    assert (await house.case("r-3")).state is State.COMPLETED


async def test_a_group_that_nobody_touched_is_never_told_as_changed(house):
    [upn] = await house.picks("leaver")
    index = (await house.person(upn))["index"]
    groups = house.tenant.groups.of(index)
    group = next(g for g in groups if not (g.in_exchange or g.sku_ids or g.dynamic_rule))
    group.synced = True

    await house.ask(requestId="r-1", user=upn)
    await house.settle(timedelta(hours=8))

    case = await house.case("r-1")
    found = await house.app.offboarding.status(house.app.tenants.find(None), case.case_id)
    [left] = [record for record in found[1] if record.step == "leave-groups"]
    told = [item.outcome for item in left.items if group.id in item.target]
    assert told == [Outcome.MANUAL]


async def test_a_case_that_cannot_be_read_is_kept_for_a_person_to_see(house):
    [upn] = await house.picks("leaver")
    day = "2026-11-24T08:00:00Z"
    await house.ask(requestId="r-1", user=upn, effectiveAt=day, autoReply="x" * 40_000)
    blobs = house.memory.blobs.blobs
    for key in [key for key in blobs if key[1].startswith("requests/")]:
        del blobs[key]

    await next_attempt(house, after_s=3 * 3600)

    assert [one.code for one in await house.app.failures.list()] == ["unreadable-case"]
