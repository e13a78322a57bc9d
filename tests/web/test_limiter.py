"""Turns: how many at once, in which order, and that none is ever lost."""

import asyncio

import pytest

from shared.web.errors import Call, NotFound, Throttled
from shared.web.limiter import Limiter
from shared.web.window import CEILING, Window
from tests.fakes import FakeClock

CALL_S = 0.1


class Calls:
    """Calls that take their time, and what was seen of them."""

    def __init__(self, limiter: Limiter, clock: FakeClock) -> None:
        self.limiter, self.clock = limiter, clock
        self.running = self.most = 0
        self.order: list[int] = []

    async def call(self, place: int | None = None, fails: Exception | None = None) -> None:
        mine = self.limiter.place() if place is None else place
        async with self.limiter.turn(mine):
            self.order.append(mine)
            self.running += 1
            self.most = max(self.most, self.running)
            try:
                await self.clock.sleep(CALL_S)
            finally:
                self.running -= 1
            if fails:
                raise fails

    async def most_of(self, count: int) -> int:
        self.most = 0
        await asyncio.gather(*(self.call() for _ in range(count)))
        return self.most

    async def throttled(self, wait_s: float | None = None) -> None:
        with pytest.raises(Throttled):
            await self.call(fails=Throttled(Call("x"), "slow down", wait_s=wait_s))


@pytest.fixture
def calls():
    clock = FakeClock()
    return Calls(Limiter(clock, chance=lambda: 0.5), clock)


async def test_it_starts_with_two_at_once(calls):
    assert await calls.most_of(2) == 2
    assert calls.limiter.limit <= 4


async def test_success_lets_more_through_up_to_the_ceiling(calls):
    await calls.most_of(100)

    assert await calls.most_of(40) == CEILING


async def test_one_call_after_the_other_asks_for_no_more_room(calls):
    for _ in range(20):
        await calls.call()

    assert calls.limiter.limit == 2


async def test_after_a_throttle_there_is_always_room_for_one(calls):
    for _ in range(10):
        await calls.throttled()

    assert await calls.most_of(3) == 1


async def test_a_call_that_was_not_found_is_no_reason_to_slow_down(calls):
    await calls.most_of(6)
    before = calls.limiter.limit

    with pytest.raises(NotFound):
        await calls.call(fails=NotFound(Call("x"), "nobody"))

    assert calls.limiter.limit == before


async def test_a_batch_whose_parts_were_throttled_counts_as_throttled(calls):
    async with calls.limiter.turn(calls.limiter.place()) as turn:
        turn.throttled = True

    assert calls.limiter.limit == 1


async def test_a_process_that_is_refused_its_only_call_twice_stays_away_as_it_was_told(calls):
    await calls.throttled(wait_s=30)
    refused_s = calls.clock.monotonic()
    await calls.throttled(wait_s=30)
    refused_again_s = calls.clock.monotonic()
    await calls.call()

    assert refused_again_s - refused_s < 2  # once may be chance
    assert calls.clock.monotonic() - refused_again_s == pytest.approx(30 + CALL_S)


async def test_without_a_word_it_stays_away_longer_each_time(calls):
    away = []
    for _ in range(3):
        begun = calls.clock.monotonic()
        await calls.throttled()
        away.append(calls.clock.monotonic() - begun)

    assert away[0] < away[1] < away[2]


async def test_who_came_first_goes_first_also_when_its_call_is_sent_again(calls):
    first = calls.limiter.place()
    limiter = Limiter(calls.clock, Window(start=1))
    calls.limiter = limiter
    holding = asyncio.create_task(calls.call(place=1))
    later = [asyncio.create_task(calls.call(place=place)) for place in (2, 3, 4)]
    await asyncio.sleep(0)  # noqa: TID251 - lets them queue

    await calls.call(place=first)

    await asyncio.gather(holding, *later)
    assert calls.order == [1, 0, 2, 3, 4]


@pytest.mark.parametrize("spins", [0, 1, 2, 3, 5, 8])
async def test_a_caller_that_gives_up_leaves_its_turn_to_the_next(spins):
    clock = FakeClock()
    calls = Calls(Limiter(clock, Window(start=1, ceiling=1)), clock)
    tasks = [asyncio.create_task(calls.call()) for _ in range(4)]
    for _ in range(spins):
        await asyncio.sleep(0)  # noqa: TID251 - it is interrupted in each of its states
    for task in tasks[:3]:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

    assert await calls.most_of(5) == 1
    assert (calls.limiter._taken, calls.limiter._under_way) == (0, 0)


async def test_a_caller_that_gives_up_while_the_window_pauses_leaves_its_turn(calls):
    await calls.throttled(wait_s=50)
    waiting = asyncio.create_task(calls.call())
    for _ in range(3):
        await asyncio.sleep(0)  # noqa: TID251 - lets it pause
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)

    await calls.call()

    assert calls.limiter._taken == 0


async def test_a_slot_that_was_handed_to_a_caller_who_gives_up_goes_to_the_next():
    clock = FakeClock()
    calls = Calls(Limiter(clock, Window(start=1, ceiling=1)), clock)
    async with calls.limiter.turn(calls.limiter.place()):
        waiting = asyncio.create_task(calls.call())
        for _ in range(3):
            await asyncio.sleep(0)  # noqa: TID251 - lets it queue
    waiting.cancel()  # the slot is already its own, and it has not run since

    await asyncio.gather(waiting, return_exceptions=True)

    assert calls.limiter._taken == 0
    await calls.call()
    assert calls.order == [2]
