"""
The life of a message: received, leased, run, then deleted, released or declared poison.

Source: queue triggers of Azure Functions 4.x and their extension's queue processor, whose surprises
are kept:
- a message that arrives with too high a dequeue count is poison without a run: its worker died;
- a queue whose name ends in `-poison` has no poison queue of its own. What fails there stays
  invisible until its lease ends, and after the last permitted delivery it is run no more;
- if another has taken the message meanwhile, deleting it fails, and that is nobody's fault.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from local.host.binding import Undecodable, decode
from local.host.errors import MessageGone, QueueMissing, StorageFault
from local.host.model import Message
from local.host.queues import Queue
from local.host.settings import QueueOptions
from local.host.waiting import first_of, pause
from shared.clock import Clock

log = logging.getLogger("host.queues")

_SHORTEST_IDLE_S = 0.1
_FAILED_RENEWAL_S = 1.0
POISON_SUFFIX = "-poison"

type Run = Callable[[Message, str], Awaitable[bool]]
"""Runs the function on a message and its decoded text; whether it returned. Never raises."""


class IdleDelay:
    """How long to wait before asking an empty queue again: exponential, with chance."""

    def __init__(self, longest_s: float, chance: Callable[[], float] = random.random) -> None:
        self._longest_s = longest_s
        self._chance = chance
        self._delay_s = 0.0

    def reset(self) -> None:
        """The next delay is the shortest."""
        self._delay_s = 0.0

    def next(self) -> float:
        """The next delay, never above the longest."""
        spread = 0.8 + 0.4 * self._chance()
        grown = max(_SHORTEST_IDLE_S, self._delay_s * 2 * spread)
        self._delay_s = min(grown, self._longest_s)
        return self._delay_s


@dataclass(slots=True)
class _Lease:
    """The hold on one message; the receipt changes with each renewal."""

    receipt: str


class Listener:
    """Works one queue with one function until it is told to stop."""

    def __init__(
        self,
        queue: Queue,
        poison: Queue | None,
        run: Run,
        options: QueueOptions,
        clock: Clock,
        idle: IdleDelay | None = None,
    ) -> None:
        self._queue = queue
        self._poison = poison
        self._invoke = run
        self._options = options
        self._clock = clock
        self._idle = idle or IdleDelay(options.max_polling_interval_s)
        self._running: set[asyncio.Task[object]] = set()
        self._complaint = ""

    @property
    def running(self) -> int:
        """How many messages are being worked on."""
        return len(self._running)

    async def run(self, stop: asyncio.Event) -> None:
        """
        Messages are worked until *stop* is set; then those at hand are finished.

        Cancelling this gives up on what still runs: its leases lapse and it is delivered again.
        """
        try:
            while not stop.is_set():
                await self._turn(stop)
            if self._running:
                await asyncio.wait(self._running)
        finally:
            for task in self._running:
                task.cancel()
            await asyncio.gather(*self._running, return_exceptions=True)

    async def _turn(self, stop: asyncio.Event) -> None:
        if len(self._running) > self._options.new_batch_threshold:
            await first_of(stop.wait(), *self._running)
            return
        messages = await self._receive()
        for message in messages:
            task: asyncio.Task[object] = asyncio.create_task(self._work(message))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        if messages:
            self._idle.reset()
        else:
            await pause(self._clock, self._idle.next(), stop)

    async def _receive(self) -> tuple[Message, ...]:
        try:
            found = await self._queue.receive(self._options.batch_size, self._options.lease_s)
        except StorageFault as fault:
            if str(fault) != self._complaint:  # once, not at every poll
                log.warning("cannot receive: %s", fault)
            self._complaint = str(fault)
            return ()
        self._complaint = ""
        return tuple(found)

    async def _work(self, message: Message) -> None:
        lease = _Lease(message.receipt)
        try:
            if message.dequeue_count > self._options.max_dequeue_count:
                await self._give_up(message, lease, "its workers died")
                return
            try:
                text = decode(message.body, self._options.encoding)
            except Undecodable as error:
                await self._give_up(message, lease, str(error))
                return
            succeeded = await self._run_leased(message, text, lease)
            await self._settle(message, lease, succeeded=succeeded)
        except MessageGone as gone:
            log.debug("not settled: %s", gone)
        except StorageFault as fault:
            log.warning("message %s is delivered again: %s", message.id, fault)

    async def _run_leased(self, message: Message, text: str, lease: _Lease) -> bool:
        done = asyncio.Event()
        renewal = asyncio.create_task(self._renew(message, lease, done))
        try:
            return await self._invoke(message, text)
        finally:
            done.set()
            # One under way is not cut short: storage may have given out a new receipt already.
            await renewal

    async def _renew(self, message: Message, lease: _Lease, done: asyncio.Event) -> None:
        """The lease is extended at half its length until the function is *done*."""
        wait_s = self._options.lease_s / 2
        while True:
            await pause(self._clock, wait_s, done)
            if done.is_set():
                return
            try:
                lease.receipt = await self._queue.hide(
                    message, lease.receipt, self._options.lease_s
                )
                wait_s = self._options.lease_s / 2
            except MessageGone as gone:
                log.warning("lease of %s is lost, it may run twice: %s", message.id, gone)
                return
            except StorageFault as fault:
                wait_s = min(_FAILED_RENEWAL_S, wait_s / 2)
                log.warning("lease of %s is not renewed: %s", message.id, fault)

    async def _settle(self, message: Message, lease: _Lease, *, succeeded: bool) -> None:
        if succeeded:
            await self._queue.delete(message, lease.receipt)
        elif self._poison is None:
            return  # stays invisible until the lease ends, lest it spin
        elif message.dequeue_count >= self._options.max_dequeue_count:
            await self._give_up(message, lease, "the function failed each time")
        else:
            await self._queue.hide(message, lease.receipt, self._options.visibility_timeout_s)

    async def _give_up(self, message: Message, lease: _Lease, reason: str) -> None:
        if self._poison is None:
            return
        log.warning(
            "Message has reached MaxDequeueCount of %d. Moving message to queue '%s'. (%s: %s)",
            self._options.max_dequeue_count,
            self._poison.name,
            message.id,
            reason,
        )
        try:
            await self._poison.send(message.body)
        except QueueMissing:
            await self._poison.create()
            await self._poison.send(message.body)
        await self._queue.delete(message, lease.receipt)
