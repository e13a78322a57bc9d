"""The table of calls, the local tenant and the manual agree on which permission is enough."""

import re
from pathlib import Path

import httpx
import pytest

from local.tenant.app import build_app
from local.tenant.state.clients import (
    GRAPH,
    PRIVILEGED_AUTHENTICATION_ADMINISTRATOR,
    Client,
    ClientKind,
)
from local.tenant.world import World
from shared.graph.calls import CALLS, declared
from shared.offboarding.model import State
from shared.web.request import Effect
from tests.fakes import FakeClock
from tests.harness import House

MANUAL = Path(__file__).resolve().parents[2] / "docs" / "deploy.md"
GRANT = re.compile(r'^grant "\$operator" "\$graph" ((?:.*\\\n)*.*)$', re.MULTILINE)
READING = tuple({call.least for call in CALLS if call.effect is Effect.READ})
UNKNOWN = "Resource not found for the segment"
BODIES = {
    "accountEnabled": False,
    "passwordProfile": {"password": "Xy7-long-enough-for-anybody"},
    "employeeLeaveDateTime": "2026-11-30T17:00:00Z",
    "displayName": "Changed",
}


class Caller:
    """Somebody who calls the tenant with the permissions they are given."""

    def __init__(self):
        self.world = World.create(seed=1, mailboxes=40, clock=FakeClock())
        self.tenant = self.world.tenants[0]
        app = build_app(self.world)
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app), base_url="https://127.0.0.1:1"
        )

    async def call(self, call, *permissions):
        admin = (PRIVILEGED_AUTHENTICATION_ADMINISTRATOR,)
        kind = ClientKind.APPLICATION
        client = Client("one", "c-1", "o-1", kind, {GRAPH: permissions}, admin)
        token = self.world.mint(self.tenant, GRAPH, client=client)
        names = {name: self.names().get(name, f"{name}-1") for name in call.placeholders}
        return await self.http.request(
            call.method,
            f"/v1.0{call.path(**names)}",
            headers={"Authorization": f"Bearer {token}", "ConsistencyLevel": "eventual"},
            json=self.body(call),
        )

    def names(self):
        person = self.tenant.people.read(3)
        group = next(iter(self.tenant.groups))
        return {"user": person.who.object_id, "group": group.id, "period": "D7"}

    def body(self, call):
        if call.method not in {"POST", "PATCH", "PUT"}:
            return None
        name = call.sets or "displayName"
        return {name: BODIES[name]}


@pytest.fixture
async def caller():
    found = Caller()
    yield found
    await found.http.aclose()


async def known(caller, call):
    answer = await caller.call(call, "Nothing.At.All")
    return UNKNOWN not in answer.text


async def test_a_permission_that_is_too_weak_is_refused_and_the_least_is_enough(caller):
    # What a subscription takes depends on its resource, and reading that is enough.
    calls = [
        call
        for call in CALLS
        if "/subscriptions" not in call.template and await known(caller, call)
    ]

    for call in calls:
        weak = READING if call.effect is Effect.WRITE else ("Mail.Send",)
        refused = await caller.call(call, *weak)
        assert refused.status_code == 403, (call, refused.text)
    for call in calls:
        answer = await caller.call(call, call.least)
        assert answer.status_code not in {401, 403}, (call, answer.text)
    assert len(calls) > 20


def granted_by_the_manual():
    [text] = GRANT.findall(MANUAL.read_text(encoding="utf-8"))
    return tuple(text.replace("\\", " ").split())


async def test_what_the_manual_grants_is_enough_for_a_leaver_and_nothing_in_vain(tmp_path):
    granted = granted_by_the_manual()
    house = House(tmp_path)
    house.tenant.clients[0].grants[GRAPH] = granted
    [upn] = await house.picks("leaver")

    await house.ask(requestId="r-1", user=upn)
    await house.settle()
    case = await house.case("r-1")
    await house.app.close()

    assert case.state is State.COMPLETED
    used = {
        permission
        for entry in house.world.journal.since(0)
        for call in declared(entry.method, entry.path.removeprefix("/v1.0"))
        for permission in (call.least, *call.wider)
    }
    assert sorted(set(granted) - used) == []
