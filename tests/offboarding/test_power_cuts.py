"""
A power cut before and after each outward effect of a case, in turn.

Whatever the place: the next delivery ends in the same tenant, the ledger tells what the first
attempt found, no unconverted mailbox is ever without licence, nothing is answered twice.
"""

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from shared.offboarding.model import Outcome, State
from shared.store import names
from tests.harness import House
from tests.offboarding.power import Fuse, FusedTransport, PowerCut, fused


@dataclass(frozen=True)
class Undisturbed:
    """What a case without a cut comes to."""

    state: State
    effects: int
    tenant: str
    ledger: dict[str, tuple[str, str]]


class Rig:
    """A house with fuses, in which one leaver leaves."""

    def __init__(self, folder: Path, fuse: Fuse) -> None:
        self.fuse = fuse
        self.house = House(folder, mailboxes=60)
        house = self.house
        house.asgi = FusedTransport(house.asgi, fuse)
        house.app._given_store = fused(house.memory, fuse)

    async def run(self) -> None:
        """The leaver's request comes; after a cut the app starts again and goes on."""
        [upn] = await self.house.picks("leaver")
        self.upn = upn
        body = json.dumps({"requestId": "r-1", "user": upn})
        with suppress(PowerCut):
            await self.house.app.offboarding.accept(body)
            await self.house.settle()
        if self.fuse.dark:
            self._restart()
            # The queue gives back what was not deleted: the request, or the run.
            await self.house.app.offboarding.accept(body)
            await self.house.settle()
            # An answer that is owed after the end has no due case; the next timer sees it.
            self.house.clock.advance(60)
            await self.house.app.offboarding.release()

    def _restart(self) -> None:
        self.fuse.mend()
        old = self.house.app
        self.house.app = type(old)(
            old.settings,
            clock=old._given_clock,
            store=old._given_store,
            credentials=old._given_credentials,
            http=old._given_http,
        )

    async def tenant(self) -> str:
        """The person as the tenant has them, without what moves."""
        person = await self.house.person(self.upn)
        return json.dumps(_still(person), sort_keys=True)

    async def ledger(self) -> dict[str, tuple[str, str]]:
        """Outcome and before-state of each step."""
        case = await self.house.case("r-1")
        tenant = self.house.app.tenants.find(None)
        found = await self.house.app.offboarding.status(tenant, case.case_id)
        assert found is not None
        return {
            record.step: (str(record.outcome), json.dumps(record.before, sort_keys=True))
            for record in found[1]
        }


def _still(value):
    """*value* without times, which differ from run to run without meaning."""
    if isinstance(value, dict):
        return {key: _still(part) for key, part in value.items() if not key.endswith("DateTime")}
    return [_still(part) for part in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """How the case ends when nothing happens to it, and how many effects it has."""

    async def run() -> Undisturbed:
        rig = Rig(tmp_path_factory.mktemp("undisturbed"), Fuse())
        await rig.run()
        state = (await rig.house.case("r-1")).state
        return Undisturbed(state, rig.fuse.count, await rig.tenant(), await rig.ledger())

    return asyncio.run(run())


_STRIDE = 10  # the cuts are shared out over so many tests


def test_an_undisturbed_case_completes_in_many_effects(undisturbed):
    assert undisturbed.state is State.COMPLETED
    assert undisturbed.effects > 50


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("start", range(1, _STRIDE + 1))
async def test_a_case_cut_short_ends_like_one_that_was_not(tmp_path, undisturbed, start, after):
    for blow_at in range(start, undisturbed.effects + 1, _STRIDE):
        folder = tmp_path / str(blow_at)
        folder.mkdir()
        rig = Rig(folder, Fuse(blow_at, after))

        await rig.run()

        place = f"{'after' if after else 'before'} effect {blow_at}: {rig.fuse.names[blow_at - 1]}"
        assert (await rig.house.case("r-1")).state is State.COMPLETED, place
        assert await rig.tenant() == undisturbed.tenant, place
        assert (await rig.house.control("GET", "state"))["violations"] == 0, place
        _same_ledger(await rig.ledger(), undisturbed.ledger, place)
        ids = {answer["id"] for answer in rig.house.answers()}
        assert len(ids) == 1, place
        results = [key for key in rig.house.memory.blobs.blobs if key[0] == names.RESULTS]
        assert len(results) == 1, place


def _same_ledger(found, expected, place):
    assert found.keys() == expected.keys(), place
    for step, (outcome, before) in expected.items():
        assert found[step][0] == outcome, (place, step)
        if step != "revoke-sessions":  # its before-state is the reset's own time
            assert found[step][1] == before, (place, step)
        assert outcome != Outcome.FAILED, (place, step)
