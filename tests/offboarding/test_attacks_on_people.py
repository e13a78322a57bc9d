"""What must not happen to a person, whatever the services, the clock and the settings do."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from azure.core.exceptions import ServiceResponseError

from shared.offboarding.decision import Done
from shared.offboarding.model import Access, State
from shared.offboarding.plan import catalogue
from tests.harness import House, Minted
from tests.offboarding.builders import CONTEXT, facts, mailbox
from tests.offboarding.meddling import (
    Between,
    add_step,
    blocks,
    revokes,
    set_mode,
    somebody_sends,
    start_anew,
)


@pytest.fixture
def house(tmp_path):
    return House(tmp_path, mailboxes=60)


async def faulty(house: House, **rule: object) -> None:
    await house.control("POST", "faults", [{"kind": "status", **rule}])


async def enabled(house: House, upn: str) -> bool:
    return (await house.person(upn))["user"]["accountEnabled"]


@pytest.mark.parametrize("body", ["not found", "<html>404</html>", ""])
async def test_a_404_without_a_word_of_exchange_s_frees_no_licence(house, body):
    [upn] = await house.picks("leaver")
    await faulty(house, status=404, cmdlet="Get-.*", body=body)

    await house.ask(requestId="r-1", user=upn)
    await house.settle()

    assert (await house.person(upn))["mailbox"]["type"] == "UserMailbox"
    assert (await house.control("GET", "state"))["violations"] == 0


async def test_a_404_without_a_word_of_graph_s_makes_nobody_unknown(house):
    [upn] = await house.picks("leaver")
    await faulty(house, status=404, path="/v1.0/users/", body="<html>gateway</html>", count=1)

    await house.ask(requestId="r-1", user=upn)
    await house.settle()

    assert (await house.case("r-1")).state is State.COMPLETED


async def test_a_half_done_case_waits_while_its_tenant_is_set_to_report(house):
    [upn] = await house.picks("leaver")
    await faulty(house, status=504, path="assignLicense", count=7)
    await house.ask(requestId="r-1", user=upn)
    await house.deliver()
    set_mode(house, "report")

    await house.settle(timedelta(hours=3))
    case = await house.case("r-1")
    assert (case.state, case.reason.code) == (State.WAITING, "report-mode")

    set_mode(house, "enforce")
    await house.settle(timedelta(hours=3))
    assert (await house.case("r-1")).state is State.COMPLETED


async def test_access_is_not_called_closed_when_somebody_opened_it_meanwhile(house):
    [upn] = await house.picks("leaver")
    await faulty(house, status=504, cmdlet="Set-Mailbox", count=40)
    await house.ask(requestId="r-1", user=upn)
    await house.deliver()
    case = await house.case("r-1")
    assert (case.state, case.access) == (State.WAITING, Access.CLOSED)

    await somebody_sends(house, "PATCH", f"/users/{upn}", {"accountEnabled": True})
    await house.control("DELETE", "faults")
    await house.settle()

    case = await house.case("r-1")
    assert (case.state, case.access) == (State.COMPLETED, Access.CLOSED)
    assert not await enabled(house, upn)


async def test_who_is_let_in_again_while_the_case_runs_is_blocked_again(house):
    [upn] = await house.picks("leaver")
    index = (await house.person(upn))["index"]
    once = iter([True])

    def let_in(request: httpx.Request) -> None:
        if request.url.path.endswith("assignLicense") and next(once, False):
            house.tenant.people.write(index).account.enabled = True

    house.asgi = Between(house, let_in)
    await house.ask(requestId="r-1", user=upn)
    await house.deliver()
    assert (await house.case("r-1")).state is State.WAITING
    await house.settle()

    assert (await house.case("r-1")).access is Access.CLOSED
    assert not await enabled(house, upn)


async def test_sessions_are_revoked_after_the_block_even_when_the_block_must_wait(house):
    [upn] = await house.picks("leaver")
    failing = iter(range(7))
    sent: list[object] = []

    def answer(request: httpx.Request) -> httpx.Response | None:
        if blocks(request) and next(failing, None) is not None:
            return httpx.Response(503, json={"error": {"code": "x", "message": "y"}})
        sent.extend(name for name in (blocks, revokes) if name(request))
        return None

    house.asgi = Between(house, answer)
    await house.ask(requestId="r-1", user=upn)
    await house.settle()

    assert (await house.case("r-1")).access is Access.CLOSED
    assert sent == [blocks, revokes]


class Unsteady(Minted):
    """Credentials whose token endpoint breaks off the first *times*."""

    def __init__(self, house: House, times: int) -> None:
        super().__init__(house.world)
        self._left = times

    async def make(self, tenant, auth):
        steady = await super().make(tenant, auth)
        return _UnsteadyCredential(self, steady)

    def asked(self) -> None:
        self._left -= 1
        if self._left >= 0:
            raise ServiceResponseError("connection reset")


class _UnsteadyCredential:
    def __init__(self, endpoint: Unsteady, steady) -> None:
        self._endpoint, self._steady = endpoint, steady
        self.close = steady.close

    async def get_token(self, scope: str, **options: object):
        self._endpoint.asked()
        return await self._steady.get_token(scope, **options)


async def test_an_outage_of_the_sign_in_service_makes_nobody_s_case_fail(house):
    [upn] = await house.picks("leaver")
    start_anew(house, credentials=Unsteady(house, times=3))

    await house.ask(requestId="r-1", user=upn)
    assert (await house.case("r-1")).state is State.WAITING

    await house.settle()
    assert (await house.case("r-1")).state is State.COMPLETED


@pytest.mark.parametrize("asked", [30 * 86_400, 1e12])
async def test_no_service_puts_a_leaver_off_for_longer_than_an_hour_at_a_time(house, asked):
    [upn] = await house.picks("leaver")
    throttled = {"kind": "throttle", "retryAfter": asked, "count": 1}
    await house.control("POST", "faults", [throttled])

    await house.ask(requestId="r-1", user=upn)
    await house.settle(timedelta(hours=2))

    assert (await house.case("r-1")).state is State.COMPLETED


async def test_who_was_left_half_way_gets_out_though_the_limit_cannot_be_read_at_first(house):
    [upn] = await house.picks("leaver")
    await faulty(house, status=403, path="assignLicense")
    await house.ask(requestId="r-1", user=upn)
    await house.settle()
    await house.control("DELETE", "faults")
    house.clock.advance(86_400)

    await faulty(house, status=504, path=r"users/(\$|%24)count", count=6)
    await house.ask(requestId="r-2", user=upn)
    assert (await house.case("r-2")).state is State.WAITING
    await house.settle()

    assert (await house.case("r-2")).state is State.COMPLETED


async def test_who_was_cancelled_half_way_can_be_offboarded_by_a_new_request(house):
    [upn] = await house.picks("leaver")
    await faulty(house, status=504, path="assignLicense", count=30)
    await house.ask(requestId="r-1", user=upn)
    await house.deliver()
    cancel = {"action": "cancel", "about": "r-1", "issuedAt": "2026-11-25T00:00:00Z"}
    await house.ask(requestId="c-1", user=upn, **cancel)
    assert (await house.case("r-1")).state is State.CANCELLED

    await house.control("DELETE", "faults")
    await house.ask(requestId="r-2", user=upn)
    await house.settle()

    assert (await house.case("r-2")).state is State.COMPLETED


async def test_the_manager_named_by_object_id_is_given_access(house):
    [upn] = await house.picks("leaver")
    tenant = house.app.tenants.find(None)
    async with house.app.connections.open(tenant, run="x", reason="x", what_if=True) as session:
        manager = await session.graph.get(f"/users/{upn}/manager")

    await house.ask(requestId="r-1", user=upn, delegateTo=[manager["id"]])
    await house.settle()

    assert (await house.case("r-1")).state is State.COMPLETED


async def test_mail_goes_to_nobody_but_the_manager_unless_a_second_person_agrees(house):
    add_step(house, "forward-mail")
    upn, other = await house.picks("leaver", 2)

    await house.ask(requestId="r-1", user=upn, forwardTo=other)
    await house.settle()

    case = await house.case("r-1")
    assert (case.state, case.reason.code) == (State.AWAITING_APPROVAL, "forward-differs")


def test_a_mailbox_that_forwards_as_wanted_already_is_done():
    there = facts(mailbox=mailbox(forwarding_address="Boss", deliver_and_forward=True))
    wanted = replace(CONTEXT, forward_to="boss@contoso.com")

    assert isinstance(catalogue()["forward-mail"].decide(there, wanted), Done)
