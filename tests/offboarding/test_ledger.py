"""The ledger: a later lease's word is never overwritten by an earlier one's."""

import pytest

from shared.offboarding.cases import LeaseLost
from shared.offboarding.ledger import Ledger
from shared.offboarding.model import Outcome, Record, Status
from tests.fakes import MemoryStore


def record(epoch: int, outcome: Outcome | None = None) -> Record:
    status = Status.VERIFIED if outcome else Status.INTENDED
    return Record("block-sign-in", status, epoch, outcome, before={"accountEnabled": True})


def ledger(memory: MemoryStore) -> Ledger:
    return Ledger(memory.store, "t", "c")


@pytest.mark.parametrize("knows_the_row", [True, False], ids=["wrote-it-before", "comes-anew"])
async def test_a_worker_whose_lease_is_over_cannot_write_a_step(knows_the_row):
    memory = MemoryStore()
    earlier = ledger(memory)
    if knows_the_row:
        await earlier.write(record(1))
    await ledger(memory).write(record(2, Outcome.CHANGED))

    with pytest.raises(LeaseLost):
        await earlier.write(record(1, Outcome.FAILED))

    kept = await ledger(memory).records()
    assert (kept["block-sign-in"].epoch, kept["block-sign-in"].outcome) == (2, Outcome.CHANGED)


async def test_a_later_lease_writes_over_what_an_earlier_one_left_meanwhile():
    memory = MemoryStore()
    later = ledger(memory)
    await ledger(memory).write(record(1))
    await later.records()
    await ledger(memory).write(record(1, Outcome.FAILED))

    await later.write(record(2, Outcome.CHANGED))

    kept = await ledger(memory).records()
    assert (kept["block-sign-in"].epoch, kept["block-sign-in"].outcome) == (2, Outcome.CHANGED)


async def test_a_case_has_begun_once_a_write_was_intended():
    memory = MemoryStore()
    await ledger(memory).write(record(1))
    assert not await ledger(memory).begun()

    intended = Record("hide", Status.INTENDED, 1, intended_at="2026-11-24T06:00:00.000000Z")
    await ledger(memory).write(intended)

    assert await ledger(memory).begun()
