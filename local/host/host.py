"""The host: the app's functions, each with what triggers it, until it is told to stop."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from local.host import binding, settings
from local.host.admin import serve
from local.host.connections import Connections
from local.host.errors import BadApp, SettingMissing
from local.host.functions import runnable
from local.host.listener import POISON_SUFFIX, Listener
from local.host.messages import TypedData
from local.host.model import Function, Message, QueueTrigger, TimerTrigger
from local.host.monitor import BlobMonitor, MemoryMonitor
from local.host.ncrontab import parse
from local.host.running import Runner
from local.host.settings import HostSettings
from local.host.timers import Timer, TimerStatus
from local.host.worker import Worker
from shared.clock import Clock

log = logging.getLogger("host")

_HOST_STORAGE = "AzureWebJobsStorage"
DRAIN_S = 30.0
_NOTHING_RUNS = (
    "none of the app's functions can run, so the host ends; set what the lines above name, "
    "or let `nightshift local up` run the app with settings for this machine"
)


class Part(Protocol):
    """Something that runs until it is told to stop, and then finishes what it has begun."""

    async def run(self, stop: asyncio.Event) -> None: ...


class Host:
    """One app's host: `run` it once."""

    def __init__(
        self, worker: Worker, config: HostSettings, env: Mapping[str, str], clock: Clock
    ) -> None:
        self._worker = worker
        self._config = config
        self._env = env
        self._clock = clock
        self._connections = Connections(env)
        self._runner = Runner(worker, config, self._connections.queue, clock)
        self._monitor = self._open_monitor()
        self._asked: set[asyncio.Task[object]] = set()

    @classmethod
    async def open(cls, app_dir: Path, env: Mapping[str, str], clock: Clock) -> "Host":
        """The host of the app in *app_dir*. Raises: BadApp."""
        config = settings.load(app_dir, env)
        return cls(await Worker.load(app_dir), config, env, clock)

    async def run(
        self, stop: asyncio.Event, *, admin_port: int, ready: Callable[[int, int], None]
    ) -> None:
        """
        The app runs until *stop* is set; what is at hand then has `DRAIN_S` to end.

        What has not ended by then is cancelled: its lease lapses and it is delivered again.
        *ready* is told the number of functions and the admin port once all of them listen.

        Raises:
            BadApp: None of its functions can run.
            PortTaken: *admin_port* is another's.

        """
        try:
            functions = {f.name: f for f in runnable(self._worker.indexed, self._env)}
            parts = {name: part for name, f in functions.items() if (part := self._part(f))}
            if not parts:
                raise BadApp(_NOTHING_RUNS)
            admin = await serve(admin_port, list(parts), self._starter(functions))
            tasks = [asyncio.create_task(part.run(stop)) for part in parts.values()]
            tasks.append(asyncio.create_task(self._monitor.campaign(stop)))
            ready(len(parts), admin.port)
            await self._until_drained(tasks, stop)
            await admin.close()
        finally:
            await self._connections.close()
            self._worker.close()

    async def _until_drained(self, tasks: list[asyncio.Task[None]], stop: asyncio.Event) -> None:
        stopping = asyncio.create_task(stop.wait())
        try:
            # A part ends before it is told to only by a fault of its own, which is then raised.
            await asyncio.wait([stopping, *tasks], return_when=asyncio.FIRST_COMPLETED)
            stop.set()
            _, late = await asyncio.wait([*tasks, *self._asked], timeout=DRAIN_S)
            if late:
                log.warning("%d did not end within %d s; left to their leases", len(late), DRAIN_S)
        finally:
            for task in (stopping, *tasks, *self._asked):
                task.cancel()
            ended = await asyncio.gather(*tasks, *self._asked, return_exceptions=True)
        for outcome in ended:
            if isinstance(outcome, Exception):
                raise outcome

    def _part(self, function: Function) -> Part | None:
        match function.trigger:
            case QueueTrigger() as trigger:
                return self._listener(function, trigger)
            case TimerTrigger() as trigger:
                return self._timer(function, trigger)

    def _listener(self, function: Function, trigger: QueueTrigger) -> Part | None:
        async def run(message: Message, text: str) -> bool:
            why = f"message {message.id}, delivery {message.dequeue_count}"
            metadata = binding.queue_metadata(message, text)
            return await self._runner.run(function, TypedData(string=text), metadata, why)

        try:
            queue = self._connections.queue(trigger.connection, trigger.queue)
        except SettingMissing as error:
            log.error("%s does not run: %s", function.name, error)  # noqa: TRY400 - a sentence
            return None
        poison = (
            None
            if trigger.queue.endswith(POISON_SUFFIX)
            else self._connections.queue(trigger.connection, trigger.queue + POISON_SUFFIX)
        )
        return Listener(queue, poison, run, self._config.queues, self._clock)

    def _timer(self, function: Function, trigger: TimerTrigger) -> Part:
        async def fire(past_due: bool, status: TimerStatus | None) -> bool:  # noqa: FBT001 - see Fire
            payload = binding.timer_payload(
                past_due=past_due,
                last=status.last if status else None,
                updated=status.updated if status else None,
                following=status.following if status else None,
            )
            why = "past due" if past_due else "by schedule"
            return await self._runner.run(function, payload, {}, why)

        return Timer(
            function.name,
            parse(trigger.schedule),
            fire,
            self._monitor,
            self._clock,
            use_monitor=trigger.use_monitor,
            run_on_startup=trigger.run_on_startup,
        )

    def _starter(self, functions: Mapping[str, Function]) -> Callable[[str, str], bool]:
        """What the admin endpoint starts: a run beside those of the trigger."""

        def start(name: str, text: str) -> bool:
            function = functions.get(name)
            if function is None:
                return False
            value = (
                TypedData(string=text)
                if isinstance(function.trigger, QueueTrigger)
                else binding.timer_payload(past_due=False, last=None, updated=None, following=None)
            )
            task: asyncio.Task[object] = asyncio.create_task(
                self._runner.run(function, value, {}, "by hand")
            )
            self._asked.add(task)
            task.add_done_callback(self._asked.discard)
            return True

        return start

    def _open_monitor(self) -> BlobMonitor | MemoryMonitor:
        try:
            blobs = self._connections.blobs(_HOST_STORAGE)
        except SettingMissing:
            return MemoryMonitor()
        return BlobMonitor(blobs, self._config.host_id, self._clock)
