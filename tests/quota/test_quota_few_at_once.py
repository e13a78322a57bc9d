import asyncio

import pytest

from shared.quota.few_at_once import AT_ONCE, few_at_once
from tests.fakes import FakeClock


async def test_results_keep_their_order_and_no_more_than_a_few_run_at_once():
    clock = FakeClock()
    running, most = 0, 0

    async def work(number):
        nonlocal running, most
        running += 1
        most = max(most, running)
        await clock.sleep(100 - number)
        running -= 1
        return number

    assert await few_at_once(work, range(100)) == list(range(100))
    assert most == AT_ONCE


async def test_an_error_comes_through_as_it_is_and_nothing_goes_on_behind_it():
    stopped = []

    async def work(number):
        if number == 0:
            raise KeyError(number)
        try:
            await asyncio.Event().wait()
        finally:
            stopped.append(number)

    with pytest.raises(KeyError):
        await few_at_once(work, [1, 2, 0])

    assert sorted(stopped) == [1, 2]
