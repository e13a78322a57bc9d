"""One run of a function: a line when it starts, a line when it ends, its outputs sent."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Protocol
from uuid import uuid4

from local.host.binding import encode
from local.host.errors import HostError, InvocationFailed, QueueMissing
from local.host.messages import TypedData
from local.host.model import Function, Returned
from local.host.queues import Queue
from local.host.settings import HostSettings
from shared.clock import Clock

log = logging.getLogger("host.function")

# The name by which an app says that its configuration is wrong: the text names file and line, and
# where in the code it was found helps nobody.
_CONFIGURATION = "ConfigError: "


class Invoker(Protocol):
    """What runs a function once; the worker, or a fake."""

    async def invoke(
        self,
        function: Function,
        value: TypedData,
        metadata: Mapping[str, TypedData],
        invocation_id: str | None = None,
    ) -> Returned:
        """What the function left behind. Raises: InvocationFailed."""
        ...


class Runner:
    """Runs functions within their time and sends what they leave behind."""

    def __init__(
        self,
        worker: Invoker,
        settings: HostSettings,
        queue: Callable[[str, str], Queue],
        clock: Clock,
    ) -> None:
        self._worker = worker
        self._settings = settings
        self._queue = queue
        self._clock = clock

    async def run(
        self, function: Function, value: TypedData, metadata: Mapping[str, TypedData], why: str
    ) -> bool:
        """Whether *function* returned and its outputs were sent; each failure is logged."""
        run_id = str(uuid4())
        log.info("%s started, %s (%s)", function.name, why, run_id)
        began = self._clock.monotonic()
        try:
            returned = await self._within_time(function, value, metadata, run_id)
            await self._send(function, returned)
        except HostError as error:
            reason = _told(error)
            log.warning(
                "%s failed in %d ms (%s): %s", function.name, self._since(began), run_id, reason
            )
            return False
        log.info("%s succeeded in %d ms (%s)", function.name, self._since(began), run_id)
        return True

    async def _within_time(
        self,
        function: Function,
        value: TypedData,
        metadata: Mapping[str, TypedData],
        run_id: str,
    ) -> Returned:
        limit_s = self._settings.function_timeout_s
        try:
            async with asyncio.timeout(limit_s):
                return await self._worker.invoke(function, value, metadata, run_id)
        except TimeoutError as error:
            raise InvocationFailed(
                f"Timeout: {function.name} did not return within {limit_s:g} s (functionTimeout)"
            ) from error

    async def _send(self, function: Function, returned: Returned) -> None:
        for output in function.outputs:
            queue = self._queue(output.connection, output.queue)
            for text in returned.outputs.get(output.parameter, ()):
                body = encode(text, self._settings.queues.encoding)
                try:
                    await queue.send(body)
                except QueueMissing:
                    await queue.create()
                    await queue.send(body)

    def _since(self, began: float) -> int:
        return round((self._clock.monotonic() - began) * 1000)


def _told(error: HostError) -> str:
    """What the log says of *error*: its traceback too, unless the text alone says what to do."""
    text = str(error)
    if text.startswith(_CONFIGURATION):
        return "; ".join(text.removeprefix(_CONFIGURATION).splitlines())
    trace = error.trace.rstrip() if isinstance(error, InvocationFailed) else ""
    return f"{text}\n{trace}" if trace else text
