"""
The status of timers as blobs in host storage, and the lease by which one host of several fires.

Source: container `azure-webjobs-hosts`, `timers/{host id}/{function}/status`, as the real host
writes it, so that either host takes over from the other.
"""

import asyncio
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

from azure.core.exceptions import (
    AzureError,
    HttpResponseError,
    ResourceExistsError,
    ResourceNotFoundError,
)
from azure.storage.blob.aio import BlobLeaseClient, BlobServiceClient

from local.host.errors import Unavailable
from local.host.timers import TimerStatus
from local.host.waiting import pause
from shared.clock import Clock

log = logging.getLogger("host.timers")

_CONTAINER = "azure-webjobs-hosts"
_LEASE_S = 15  # the shortest that storage grants; after a crash the next host waits this long
_RENEWED_EACH_S = 5.0


class MemoryMonitor:
    """For an app without host storage: nothing outlives the process, nobody else fires."""

    def __init__(self) -> None:
        self._kept: dict[str, TimerStatus] = {}

    async def status(self, function: str) -> TimerStatus | None:
        return self._kept.get(function)

    async def keep(self, function: str, status: TimerStatus) -> None:
        self._kept[function] = status

    def elected(self) -> bool:
        return True

    async def campaign(self, stop: asyncio.Event) -> None:
        """Nothing to do until *stop* is set: there is no other host."""
        await stop.wait()


class BlobMonitor:
    """Kept in host storage, one writer at a time."""

    def __init__(self, service: BlobServiceClient, host_id: str, clock: Clock) -> None:
        self._container = service.get_container_client(_CONTAINER)
        self._host_id = host_id
        self._clock = clock
        self._lease: BlobLeaseClient | None = None
        self._held_until = 0.0

    async def status(self, function: str) -> TimerStatus | None:
        try:
            with _faults():
                stream = await self._container.download_blob(self._path(function))
                return _parsed(await stream.readall())
        except ResourceNotFoundError:
            return None

    async def keep(self, function: str, status: TimerStatus) -> None:
        text = json.dumps(
            {
                "Last": _text(status.last),
                "Next": _text(status.following),
                "LastUpdated": _text(status.updated),
            }
        )
        with _faults():
            await self._upload(self._path(function), text)

    def elected(self) -> bool:
        return self._clock.monotonic() < self._held_until

    async def campaign(self, stop: asyncio.Event) -> None:
        """The lease is won, held and, when *stop* is set, given back."""
        while not stop.is_set():
            await self._hold()
            await pause(self._clock, _RENEWED_EACH_S, stop)
        await self._release()

    async def _hold(self) -> None:
        asked = self._clock.monotonic()
        try:
            with _faults():
                await self._renew_or_acquire()
        except (ResourceExistsError, ResourceNotFoundError):
            self._lease, self._held_until = None, 0.0  # another host has it
        except Unavailable as fault:
            log.warning("the lease on timers is not renewed: %s", fault)
        else:
            self._held_until = asked + _LEASE_S

    async def _release(self) -> None:
        lease, self._lease, self._held_until = self._lease, None, 0.0
        if lease is None:
            return
        # What cannot be given back runs out by itself.
        with suppress(Unavailable, ResourceExistsError, ResourceNotFoundError), _faults():
            await lease.release()

    async def _renew_or_acquire(self) -> None:
        if self._lease is not None:
            await self._lease.renew()
        else:
            self._lease = await self._acquire()

    async def _acquire(self) -> BlobLeaseClient:
        blob = self._container.get_blob_client(f"locks/{self._host_id}/timers")
        if not await blob.exists():
            await self._upload(f"locks/{self._host_id}/timers", "")
        return await blob.acquire_lease(lease_duration=_LEASE_S)

    async def _upload(self, path: str, text: str) -> None:
        try:
            await self._container.upload_blob(path, text.encode(), overwrite=True)
        except ResourceNotFoundError:
            await self._container.create_container()
            await self._container.upload_blob(path, text.encode(), overwrite=True)

    def _path(self, function: str) -> str:
        return f"timers/{self._host_id}/{function}/status"


@contextmanager
def _faults() -> Iterator[None]:
    """What says "not there" or "held by another" passes; any other error is a `StorageFault`."""
    try:
        yield
    except (ResourceNotFoundError, ResourceExistsError):
        raise
    except HttpResponseError as error:
        code = getattr(error, "error_code", None) or error.status_code
        raise Unavailable(f"host storage: {getattr(code, 'value', code)}") from error
    except AzureError as error:
        raise Unavailable(f"host storage: {type(error).__name__}") from error


def _parsed(content: bytes) -> TimerStatus | None:
    try:
        kept = json.loads(content)
        moments = [_moment(kept[name]) for name in ("Last", "LastUpdated", "Next")]
    except (ValueError, TypeError, KeyError):
        return None  # not ours, or cut short: as if there were none
    last, updated, following = moments
    return TimerStatus(last, updated, following) if updated else None


def _moment(text: str) -> datetime | None:
    """*text* as a moment; the real host writes the year 1 for "never"."""
    moment = datetime.fromisoformat(text)
    return None if moment.year == 1 else moment.replace(tzinfo=moment.tzinfo or UTC)


def _text(moment: datetime | None) -> str:
    return (moment or datetime.min.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
