"""Work on several mailboxes at the same time, a few at once."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

AT_ONCE = 16  # the wire opens no more connections to a tenant; more would only wait


async def together[Item, Done](
    work: Callable[[Item], Awaitable[Done]], items: Iterable[Item]
) -> list[Done]:
    """
    What *work* gives for each of *items*, in their order.

    Each has ended when the first error is raised: nothing goes on behind the caller's back.
    """
    turn = asyncio.Semaphore(AT_ONCE)

    async def in_turn(item: Item) -> Done:
        async with turn:
            return await work(item)

    outcomes = await asyncio.gather(*map(in_turn, items), return_exceptions=True)
    done: list[Done] = []
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
        done.append(outcome)
    return done
