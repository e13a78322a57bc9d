"""Work on many mailboxes, a few of them at the same time."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

from shared.together import together

AT_ONCE = 16  # the wire opens no more connections to a tenant; more would only wait


async def few_at_once[Item, Done](
    work: Callable[[Item], Awaitable[Done]], items: Iterable[Item]
) -> list[Done]:
    """
    What *work* gives for each of *items*, in their order.

    When one fails the others are stopped and its error comes through as it is.
    """
    turn = asyncio.Semaphore(AT_ONCE)

    async def in_turn(item: Item) -> Done:
        async with turn:
            return await work(item)

    return await together(*map(in_turn, items))
