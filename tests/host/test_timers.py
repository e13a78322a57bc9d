"""When timer functions are fired."""

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from local.host.ncrontab import parse
from local.host.timers import Timer, TimerStatus
from tests.host.stage import START, FakeMonitor, SteppedClock, settled

NIGHTLY = "0 0 1 * * *"
EACH_MINUTE = "0 * * * * *"
DAY_S = 86400


class Bench:
    """A timer whose function takes *takes_s* and notes when, and how, it was fired."""

    def __init__(self, monitor: FakeMonitor | None = None, takes_s: float = 0) -> None:
        self.clock = SteppedClock()
        self.monitor = monitor or FakeMonitor()
        self.fired: list[tuple[datetime, bool]] = []
        self.takes_s = takes_s

    async def fire(self, past_due, status):
        self.fired.append((self.clock.now(), past_due))
        if self.takes_s:
            await self.clock.sleep(self.takes_s)

    @asynccontextmanager
    async def running(self, schedule: str, **options: bool):
        timer = Timer("t", parse(schedule), self.fire, self.monitor, self.clock, **options)
        stop = asyncio.Event()
        task = asyncio.create_task(timer.run(stop))
        await settled()
        yield
        stop.set()
        await settled()
        await self.clock.advance(self.takes_s)
        await asyncio.wait_for(task, 1)


def ran_at(moment: datetime) -> TimerStatus:
    return TimerStatus(moment, moment, None)


async def test_a_timer_fires_at_each_occurrence():
    bench = Bench()

    async with bench.running(EACH_MINUTE):
        await bench.clock.advance(150)

    assert [when for when, _ in bench.fired] == [START + timedelta(minutes=n) for n in (1, 2)]


async def test_nothing_is_fired_at_start_when_nothing_was_missed():
    bench = Bench(FakeMonitor(ran_at(datetime(2026, 11, 24, 1, tzinfo=UTC))))

    async with bench.running(NIGHTLY):
        assert bench.fired == []


async def test_a_first_start_fires_nothing_and_remembers_when_it_was():
    bench = Bench()

    async with bench.running(NIGHTLY):
        pass

    assert bench.fired == []
    assert bench.monitor.kept == TimerStatus(None, START, datetime(2026, 11, 25, 1, tzinfo=UTC))


async def test_missed_occurrences_are_made_good_once_at_start():
    bench = Bench(FakeMonitor(ran_at(datetime(2026, 11, 20, 1, tzinfo=UTC))))

    async with bench.running(NIGHTLY):
        await bench.clock.advance(3600)

    assert bench.fired == [(START, True)]


async def test_a_run_is_remembered_with_its_end():
    bench = Bench(takes_s=100)

    async with bench.running(EACH_MINUTE):
        await bench.clock.advance(170)

    assert bench.monitor.kept == TimerStatus(
        START + timedelta(minutes=1),
        START + timedelta(seconds=160),
        START + timedelta(minutes=3),
    )


async def test_a_run_that_outlasts_an_occurrence_swallows_it():
    bench = Bench(takes_s=90)

    async with bench.running(EACH_MINUTE):
        await bench.clock.advance(200)

    assert [when for when, _ in bench.fired] == [START + timedelta(minutes=n) for n in (1, 3)]


async def test_below_a_minute_nothing_is_remembered():
    bench = Bench()

    async with bench.running("*/10 * * * * *"):
        await bench.clock.advance(25)

    assert len(bench.fired) == 2
    assert bench.monitor.kept is None


async def test_without_a_monitor_a_missed_run_stays_missed():
    bench = Bench(FakeMonitor(ran_at(datetime(2026, 11, 20, 1, tzinfo=UTC))))

    async with bench.running(NIGHTLY, use_monitor=False):
        assert bench.fired == []


async def test_run_on_startup_fires_once_and_is_not_past_due():
    bench = Bench()

    async with bench.running(NIGHTLY, run_on_startup=True):
        await bench.clock.advance(60)

    assert bench.fired == [(START, False)]


async def test_a_host_that_is_not_elected_stands_by():
    bench = Bench(FakeMonitor(chosen=False))

    async with bench.running(EACH_MINUTE):
        await bench.clock.advance(600)
        assert bench.fired == []
        bench.monitor.chosen = True
        await bench.clock.advance(61)

    assert len(bench.fired) == 1


async def test_a_host_that_takes_over_makes_good_what_the_dead_one_missed():
    bench = Bench(FakeMonitor(ran_at(datetime(2026, 11, 23, 1, tzinfo=UTC)), chosen=False))

    async with bench.running(NIGHTLY):
        bench.monitor.chosen = True
        await bench.clock.advance(15)

    assert [past_due for _, past_due in bench.fired] == [True]


async def test_a_host_that_lost_the_election_fires_no_more():
    bench = Bench()

    async with bench.running(EACH_MINUTE):
        await bench.clock.advance(61)
        bench.monitor.chosen = False
        await bench.clock.advance(300)

    assert len(bench.fired) == 1


async def test_run_on_startup_is_not_repeated_by_another_election():
    bench = Bench()

    async with bench.running(NIGHTLY, run_on_startup=True):
        bench.monitor.chosen = False
        await bench.clock.advance(DAY_S)  # past the night's occurrence, so the loss is noticed
        bench.monitor.chosen = True
        bench.monitor.kept = ran_at(bench.clock.now())
        await bench.clock.advance(10)

    assert len(bench.fired) == 1


async def test_a_schedule_without_an_occurrence_waits_for_the_stop():
    bench = Bench()

    async with bench.running("0 0 0 30 2 *"):
        await bench.clock.advance(DAY_S)

    assert bench.fired == []
