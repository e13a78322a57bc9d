"""
Timer functions: fired by their schedule, once at start when an occurrence was missed.

A timer is never started while it still runs; the next occurrence counts from its end.
Source: timer triggers of Azure Functions 4.x.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from local.host.errors import StorageFault
from local.host.ncrontab import Schedule
from local.host.waiting import pause
from shared.clock import Clock

log = logging.getLogger("host.timers")

_MONITORED_FROM = timedelta(minutes=1)
_STANDBY_S = 1.0


@dataclass(frozen=True, slots=True)
class TimerStatus:
    """What is remembered of a timer between two starts of the host."""

    last: datetime | None
    updated: datetime
    following: datetime | None


class Monitor(Protocol):
    """Where the status of timers is kept, and who of several hosts may fire them."""

    async def status(self, function: str) -> TimerStatus | None:
        """What was kept of *function*, if anything. Raises: StorageFault."""
        ...

    async def keep(self, function: str, status: TimerStatus) -> None:
        """*status* is found by the next start. Raises: StorageFault."""
        ...

    def elected(self) -> bool:
        """Whether this host, of all that share the storage, is the one to fire timers."""
        ...


type Fire = Callable[[bool, TimerStatus | None], Awaitable[object]]
"""Runs the timer's function, given whether it is past due and the kept status. Never raises."""


class Timer:
    """One timer function and its schedule."""

    def __init__(
        self,
        name: str,
        schedule: Schedule,
        fire: Fire,
        monitor: Monitor,
        clock: Clock,
        *,
        use_monitor: bool = True,
        run_on_startup: bool = False,
    ) -> None:
        self._name = name
        self._schedule = schedule
        self._fire = fire
        self._monitor = monitor
        self._clock = clock
        self._run_on_startup = run_on_startup
        gap = schedule.shortest_gap(clock.now())
        # Under a minute the real host keeps no status: a missed run is made good at once anyway.
        self._monitored = use_monitor and (gap is None or gap >= _MONITORED_FROM)

    async def run(self, stop: asyncio.Event) -> None:
        """The function is fired at each occurrence until *stop* is set; it is not interrupted."""
        on_startup = self._run_on_startup
        while not stop.is_set():
            await self._standby(stop)
            if stop.is_set():
                return
            status = await self._caught_up(on_startup=on_startup)
            on_startup = False
            while not stop.is_set() and self._monitor.elected():
                due = self._schedule.next_after(self._clock.now())
                if due is None:
                    log.warning("%s has no further occurrence", self._name)
                    await stop.wait()
                    return
                await self._until(due, stop)
                if not stop.is_set() and self._monitor.elected():
                    status = await self._once(due, status, past_due=False)

    async def _standby(self, stop: asyncio.Event) -> None:
        while not stop.is_set() and not self._monitor.elected():
            await pause(self._clock, _STANDBY_S, stop)

    async def _caught_up(self, *, on_startup: bool) -> TimerStatus | None:
        """The kept status, after the one run that a missed occurrence asks for."""
        status = await self._status()
        missed = self._missed(status)
        if missed or on_startup:
            return await self._once(self._clock.now(), status, past_due=missed)
        if self._monitored and status is None:
            now = self._clock.now()
            status = TimerStatus(None, now, self._schedule.next_after(now))
            await self._keep(status)
        return status

    async def _until(self, due: datetime, stop: asyncio.Event) -> None:
        # A sleep may end a moment early; firing then would fire the same occurrence twice.
        while not stop.is_set() and (left := (due - self._clock.now()).total_seconds()) > 0:
            await pause(self._clock, left, stop)

    def _missed(self, status: TimerStatus | None) -> bool:
        """Whether an occurrence has passed since; by the schedule of today, it may be new."""
        due = self._schedule.next_after(status.updated) if status else None
        return due is not None and due < self._clock.now()

    async def _once(
        self, occurrence: datetime, status: TimerStatus | None, *, past_due: bool
    ) -> TimerStatus | None:
        await self._fire(past_due, status)
        if not self._monitored:
            return None
        now = self._clock.now()
        kept = TimerStatus(occurrence, now, self._schedule.next_after(now))
        await self._keep(kept)
        return kept

    async def _status(self) -> TimerStatus | None:
        if not self._monitored:
            return None
        try:
            return await self._monitor.status(self._name)
        except StorageFault as fault:
            log.warning("%s: its last run is unknown: %s", self._name, fault)
            return None

    async def _keep(self, status: TimerStatus) -> None:
        try:
            await self._monitor.keep(self._name, status)
        except StorageFault as fault:
            log.warning("%s: its run is not recorded: %s", self._name, fault)
