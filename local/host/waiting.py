"""Waiting for the first of several things, and leaving no task behind."""

import asyncio
from collections.abc import Coroutine

from shared.clock import Clock


async def first_of(*things: "Coroutine[None, None, object] | asyncio.Task[object]") -> None:
    """
    One of *things* has ended; the coroutines among the others are cancelled.

    Tasks that were handed in are left running: they belong to the caller.
    """
    tasks = [thing if isinstance(thing, asyncio.Task) else _task(thing) for thing in things]
    ours = [task for task, thing in zip(tasks, things, strict=True) if task is not thing]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in ours:
            task.cancel()
        await asyncio.gather(*ours, return_exceptions=True)


async def pause(clock: Clock, seconds: float, stop: asyncio.Event) -> None:
    """*seconds* have passed, or *stop* is set."""
    await first_of(clock.sleep(seconds), stop.wait())


def _task(thing: Coroutine[None, None, object]) -> asyncio.Task[object]:
    return asyncio.ensure_future(thing)
