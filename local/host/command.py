"""`nightshift local host`: the app of one directory, run until Ctrl-C or SIGTERM."""

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from local.host import settings
from local.host.errors import HostError
from local.host.host import Host
from shared.clock import SystemClock

_LEVELS = {
    "trace": logging.DEBUG,
    "debug": logging.DEBUG,
    "information": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
    "critical": logging.CRITICAL,
    "none": logging.CRITICAL + 1,
}
# These speak of their own work at INFO, at times a line a request.
_NOISY = ("azure", "azure.functions", "httpx", "httpcore", "urllib3", "asyncio", "aiohttp")
_EXIT_WRONG = 2


def host(app_dir: Path, admin_port: int = 0) -> int:
    """The exit code of a host that ran the app in *app_dir* until it was told to stop."""
    try:
        _configure_logging(settings.load(app_dir, os.environ).log_levels)
        asyncio.run(_run(app_dir.resolve(), admin_port))
    except HostError as error:
        sys.stderr.write(f"nightshift local host: {error}\n")
        return _EXIT_WRONG
    except asyncio.CancelledError:
        return 1  # told twice to stop; what was running is left to its leases
    return 0


async def _run(app_dir: Path, admin_port: int) -> None:
    stop = asyncio.Event()
    _stop_on_signal(stop)
    running = await Host.open(app_dir, os.environ, SystemClock())
    await running.run(stop, admin_port=admin_port, ready=_announce)
    # An app has no shutdown hook; that its clients end with the process is no news.
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)


def _announce(functions: int, port: int) -> None:
    sys.stdout.write(f"host running {functions} functions, admin on http://127.0.0.1:{port}\n")
    sys.stdout.flush()


def _stop_on_signal(stop: asyncio.Event) -> None:
    """The first signal stops the host when its work is done, the second at once."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()

    def told() -> None:
        if stop.is_set() and task is not None:
            task.cancel()
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, told)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(told))


def _configure_logging(levels: Mapping[str, str]) -> None:
    default = _level(levels.get("default"), logging.INFO)
    logging.basicConfig(
        stream=sys.stderr,
        level=_level(levels.get("Function"), default),
        format="%(asctime)s %(levelname)-7s %(name)s: %(message)s",
        force=True,
    )
    for name in _NOISY:
        logging.getLogger(name).setLevel(max(default, logging.WARNING))
    logging.getLogger("host").setLevel(logging.INFO)


def _level(name: str | None, default: int) -> int:
    return _LEVELS.get((name or "").lower(), default)
