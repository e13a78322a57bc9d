"""Work at the same time that fails as one."""

import asyncio
from collections.abc import Coroutine


async def together[T](*work: Coroutine[object, object, T]) -> list[T]:
    """
    The results of *work*, run at the same time, in order.

    When one fails the others are stopped and its error comes through as it is; an interruption
    of the process goes before an error.
    """
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one) for one in work]
    except BaseExceptionGroup as failed:
        raise _first(failed) from None
    return [task.result() for task in tasks]


def _first(failed: BaseExceptionGroup[BaseException]) -> BaseException:
    leaves = [
        _first(error) if isinstance(error, BaseExceptionGroup) else error
        for error in failed.exceptions
    ]
    return next((leaf for leaf in leaves if not isinstance(leaf, Exception)), leaves[0])
