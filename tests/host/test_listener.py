"""The life of a message in the local host."""

import asyncio
import base64
from contextlib import asynccontextmanager, suppress

import pytest

from local.host.errors import Unavailable
from local.host.listener import IdleDelay, Listener
from local.host.settings import QueueOptions
from tests.host.stage import Calls, FakeQueue, SteppedClock, settled

LEASE_S = 30.0
OPTIONS = QueueOptions(
    batch_size=4,
    new_batch_threshold=2,
    max_dequeue_count=3,
    visibility_timeout_s=60.0,
    max_polling_interval_s=10.0,
    encoding="none",
    lease_s=LEASE_S,
)


class Bench:
    """A listener on a fake queue, with a function that ends when the test says so."""

    def __init__(self, name: str = "work", options: QueueOptions = OPTIONS) -> None:
        self.clock = SteppedClock()
        self.queue = FakeQueue(self.clock, name)
        self.poison = FakeQueue(self.clock, f"{name}-poison", exists=False)
        self.calls = Calls()
        poison = None if name.endswith("-poison") else self.poison
        idle = IdleDelay(options.max_polling_interval_s, lambda: 0.5)
        self.listener = Listener(self.queue, poison, self.calls, options, self.clock, idle)
        self.stop = asyncio.Event()

    @asynccontextmanager
    async def running(self):
        task = asyncio.create_task(self.listener.run(self.stop))
        await settled()
        try:
            yield task
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def test_a_message_whose_function_returns_is_deleted():
    bench = Bench()
    bench.queue.put("hello")

    async with bench.running():
        await bench.calls.end("hello")

    assert bench.calls.started == ["hello"]
    assert bench.queue.bodies == []


async def test_a_failed_message_is_seen_again_after_the_visibility_timeout():
    bench = Bench()
    bench.queue.put("hello")

    async with bench.running():
        await bench.calls.end("hello", well=False)
        await bench.clock.advance(59)
        assert bench.calls.started == ["hello"]
        await bench.clock.advance(11)  # the timeout, and the longest idle wait

    assert bench.calls.started == ["hello", "hello"]


async def test_the_last_permitted_failure_moves_the_body_to_the_poison_queue():
    bench = Bench()
    bench.queue.put("hello", dequeue_count=2)

    async with bench.running():
        await bench.calls.end("hello", well=False)

    assert (bench.queue.bodies, bench.poison.bodies) == ([], ["hello"])


async def test_a_failure_before_the_last_leaves_the_poison_queue_empty():
    bench = Bench()
    bench.queue.put("hello", dequeue_count=1)

    async with bench.running():
        await bench.calls.end("hello", well=False)

    assert (bench.queue.bodies, bench.poison.bodies) == (["hello"], [])


async def test_a_message_whose_workers_died_is_poison_without_a_run():
    bench = Bench()
    bench.queue.put("hello", dequeue_count=3)

    async with bench.running():
        pass

    assert (bench.calls.started, bench.poison.bodies) == ([], ["hello"])


@pytest.mark.parametrize("deliveries_before", [0, 2])
async def test_what_fails_in_a_poison_queue_comes_back_when_its_lease_ends(deliveries_before):
    bench = Bench("work-poison")
    bench.queue.put("hello", dequeue_count=deliveries_before)

    async with bench.running():
        await bench.calls.end("hello", well=False)
        assert bench.queue.visible == []
        await bench.clock.advance(LEASE_S)

    assert bench.queue.visible == ["hello"]
    assert bench.poison.bodies == []


async def test_a_poison_queues_message_is_not_run_beyond_the_permitted_deliveries():
    bench = Bench("work-poison")
    bench.queue.put("hello", dequeue_count=3)

    async with bench.running():
        await bench.clock.advance(5 * LEASE_S)

    assert bench.calls.started == []
    assert bench.queue.bodies == ["hello"]


async def test_the_lease_is_renewed_for_as_long_as_the_function_runs():
    bench = Bench()
    bench.queue.put("slow")

    async with bench.running():
        await bench.clock.advance(10 * LEASE_S)
        assert bench.calls.started == ["slow"]  # not delivered a second time
        await bench.calls.end("slow")

    assert bench.queue.bodies == []


async def test_a_renewal_under_way_when_the_function_ends_does_not_void_the_delete():
    bench = Bench()
    bench.queue.put("slow")

    async with bench.running():
        bench.queue.answers.clear()
        await bench.clock.advance(LEASE_S / 2)
        await bench.calls.end("slow")
        bench.queue.answers.set()
        await settled()

    assert bench.queue.bodies == []


async def test_renewal_that_fails_once_is_tried_again_before_the_lease_ends():
    bench = Bench()
    bench.queue.put("slow")

    async with bench.running():
        await bench.clock.advance(14)
        bench.queue.fault = Unavailable("storage is away")
        await bench.clock.advance(2)
        bench.queue.fault = None
        await bench.clock.advance(10 * LEASE_S)
        assert bench.calls.started == ["slow"]
        await bench.calls.end("slow")

    assert bench.queue.bodies == []


async def test_a_message_that_another_has_taken_is_left_to_them(caplog):
    bench = Bench()
    bench.queue.put("hello")

    async with bench.running() as task:
        [(message, _)] = bench.queue._messages.values()
        await bench.queue.hide(message, message.receipt, 300)  # as another receiver would
        await bench.calls.end("hello")
        assert not task.done()

    assert bench.queue.bodies == ["hello"]
    assert caplog.text == ""  # it is nobody's fault


async def test_at_most_batch_plus_threshold_run_at_once():
    bench = Bench()
    for number in range(30):
        bench.queue.put(f"m{number}")

    async with bench.running():
        for number in range(30):
            await bench.calls.end(f"m{number}")

    assert bench.calls.peak == OPTIONS.batch_size + OPTIONS.new_batch_threshold
    assert bench.queue.bodies == []


async def test_a_batch_is_fetched_when_the_running_ones_fall_to_the_threshold():
    bench = Bench()
    for number in range(8):
        bench.queue.put(f"m{number}")

    async with bench.running():
        assert len(bench.calls.started) == 4
        await bench.calls.end("m0")
        assert len(bench.calls.started) == 4
        await bench.calls.end("m1")
        assert len(bench.calls.started) == 8
        await bench.calls.end_all()


async def test_an_empty_queue_is_asked_ever_less_often_but_within_the_longest_wait():
    idle = IdleDelay(2.0, lambda: 0.5)

    delays = [idle.next() for _ in range(8)]

    assert delays == [0.1, 0.2, 0.4, 0.8, 1.6, 2.0, 2.0, 2.0]


async def test_a_message_shortens_the_wait_again():
    idle = IdleDelay(2.0, lambda: 0.5)
    for _ in range(5):
        idle.next()

    idle.reset()

    assert idle.next() == 0.1


async def test_after_a_message_the_queue_is_asked_often_again():
    bench = Bench()

    async with bench.running():
        await bench.clock.advance(60)  # by now the idle wait is the longest
        bench.queue.put("first")
        while not bench.calls.started:
            await bench.clock.advance(0.1)
        await bench.calls.end("first")
        bench.queue.put("second")
        await bench.clock.advance(0.5)
        assert bench.calls.started == ["first", "second"]
        await bench.calls.end("second")


async def test_stopping_finishes_what_runs_and_receives_nothing_more():
    bench = Bench()
    for number in range(6):
        bench.queue.put(f"m{number}")

    async with bench.running() as task:
        bench.stop.set()
        await settled()
        assert not task.done()
        await bench.calls.end_all()
        await task

    assert bench.queue.bodies == ["m4", "m5"]


async def test_giving_up_leaves_the_message_to_its_lease():
    bench = Bench()
    bench.queue.put("slow")

    async with bench.running():
        pass  # leaving the block cancels the listener

    assert (bench.queue.bodies, bench.queue.visible) == (["slow"], [])
    await bench.clock.advance(LEASE_S)
    assert bench.queue.visible == ["slow"]


async def test_storage_that_is_away_is_asked_again(caplog):
    bench = Bench()
    bench.queue.fault = Unavailable("queue work: ServerBusy")

    async with bench.running():
        await bench.clock.advance(120)
        bench.queue.fault = None
        bench.queue.put("hello")
        await bench.clock.advance(10)
        await bench.calls.end("hello")

    assert bench.queue.bodies == []
    assert caplog.text.count("ServerBusy") == 1  # said once, not at every poll


@pytest.mark.parametrize(
    ("body", "started", "poison"),
    [
        pytest.param(base64.b64encode(b"hello").decode(), ["hello"], 0, id="base64"),
        pytest.param("plain text!", [], 1, id="not-base64"),
        pytest.param(base64.b64encode(b"\xff\xfe").decode(), [], 1, id="not-utf8"),
    ],
)
async def test_a_body_that_cannot_be_decoded_is_poison(body, started, poison):
    bench = Bench(options=QueueOptions(encoding="base64"))
    bench.queue.put(body)

    async with bench.running():
        await bench.calls.end_all()

    assert bench.calls.started == started
    assert bench.poison.bodies == [body] * poison
    assert bench.queue.bodies == []
