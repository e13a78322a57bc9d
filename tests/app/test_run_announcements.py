"""A run has a row and a message, though a crash comes between the two."""

import pytest

from shared.runs import BadMessage, Runs, run_of
from shared.store.ports import Store, Unavailable
from tests.fakes import FakeClock, MemoryStore

QUEUE = "quota-batches"
TENANT = "11111111-2222-3333-4444-555555555555"


class Broken:
    """Queues that take nothing."""

    async def send(self, queue: str, body: str) -> None:
        raise Unavailable(queue)


async def test_a_run_whose_message_was_not_sent_is_announced_again_and_then_no_more():
    clock, memory = FakeClock(), MemoryStore()
    run = run_of("quota", TENANT, clock.now())
    broken = Store(memory.tables, memory.blobs, Broken())
    with pytest.raises(Unavailable):
        await Runs(broken, clock).announce(run, QUEUE)

    for _ in range(3):
        await Runs(memory.store, clock).announce(run, QUEUE)

    assert memory.queues.sent[QUEUE] == [run.message]


@pytest.mark.parametrize(
    "message",
    [
        "",
        "null",
        "[" * 40_000,
        '{"tenant":"a/b","run":"x"}',
        f'{{"tenant":"{TENANT}","run":"../x"}}',
    ],
)
async def test_a_message_with_keys_that_are_not_ours_is_no_run(message):
    with pytest.raises(BadMessage, match="not a run's message"):
        await Runs(MemoryStore().store, FakeClock()).accept("quota", message)
