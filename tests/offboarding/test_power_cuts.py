"""
A power cut before and after each outward effect of a case, in turn.

Whatever the place: the next delivery ends in the same tenant, the ledger tells what the first
attempt found, no unconverted mailbox is ever without licence, nothing is answered twice.
"""

import json
from contextlib import suppress
from pathlib import Path

import pytest

from shared.offboarding.model import Outcome, State
from shared.store import names
from tests.harness import House
from tests.offboarding.power import Fuse, FusedTransport, PowerCut, fused

# What differs from run to run without meaning.
_MOVING = ("lastPasswordChangeDateTime", "signInSessionsValidFromDateTime", "WhenChangedUTC")


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
    if isinstance(value, dict):
        return {key: _still(part) for key, part in value.items() if key not in _MOVING}
    return [_still(part) for part in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
async def undisturbed(tmp_path_factory):
    """How the case ends when nothing happens to it, and how many effects it has."""
    rig = Rig(tmp_path_factory.mktemp("undisturbed"), Fuse())
    await rig.run()
    return rig, await rig.tenant(), await rig.ledger()


_LONGEST = 130  # effects a case has at most; the first test holds the number to it
_STRIDE = 10


async def test_the_cuts_below_reach_every_effect(undisturbed):
    rig, _, _ = undisturbed

    assert (await rig.house.case("r-1")).state is State.COMPLETED
    assert 30 < rig.fuse.count <= _LONGEST


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("start", range(1, _STRIDE + 1))
async def test_a_case_cut_short_ends_like_one_that_was_not(tmp_path, undisturbed, start, after):
    reference, tenant, ledger = undisturbed
    for blow_at in range(start, reference.fuse.count + 1, _STRIDE):
        folder = tmp_path / str(blow_at)
        folder.mkdir()
        rig = Rig(folder, Fuse(blow_at, after))

        await rig.run()

        place = f"{'after' if after else 'before'} effect {blow_at}: {rig.fuse.names[blow_at - 1]}"
        assert (await rig.house.case("r-1")).state is State.COMPLETED, place
        assert await rig.tenant() == tenant, place
        assert (await rig.house.control("GET", "state"))["violations"] == 0, place
        _same_ledger(await rig.ledger(), ledger, place)
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
