import asyncio

from shared.web.limiter import CEILING, Limiter


async def _most_at_once(limiter: Limiter, calls: int) -> int:
    running = most = 0

    async def call() -> None:
        nonlocal running, most
        async with limiter.slot():
            running += 1
            most = max(most, running)
            for _ in range(3):
                await asyncio.sleep(0)  # noqa: TID251 - gives the others their turn
            running -= 1

    await asyncio.gather(*(call() for _ in range(calls)))
    return most


async def test_it_starts_with_two_at_once():
    assert await _most_at_once(Limiter(), 10) == 2


async def test_success_lets_more_through_up_to_the_ceiling():
    limiter = Limiter()
    for _ in range(100):
        limiter.succeeded()

    assert await _most_at_once(limiter, 40) == CEILING


async def test_a_throttle_halves_and_growth_is_slow_afterwards():
    limiter = Limiter(start=8)

    limiter.throttled()
    assert limiter.limit == 4
    limiter.succeeded()
    assert limiter.limit == 4
    for _ in range(4):
        limiter.succeeded()
    assert limiter.limit == 5


async def test_there_is_always_room_for_one():
    limiter = Limiter()
    for _ in range(10):
        limiter.throttled()

    assert await _most_at_once(limiter, 3) == 1


async def test_a_caller_that_gives_up_leaves_its_turn_to_the_next():
    limiter = Limiter(start=1)
    async with limiter.slot():
        waiting = asyncio.create_task(_most_at_once(limiter, 1))
        for _ in range(3):
            await asyncio.sleep(0)  # noqa: TID251 - lets it queue
        waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)

    assert await _most_at_once(limiter, 2) == 1
