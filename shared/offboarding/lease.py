"""
Holding a case: one worker at a time, told apart by the epoch.

A lease is renewed every third of its length. Before each write enough of it must be left, by a
clock that never runs backwards; a worker that cannot be sure stops.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from shared.clock import Clock
from shared.offboarding.cases import Cases, LeaseLost
from shared.offboarding.model import Case, State, move
from shared.store.ports import Unavailable

_LEFT_BEFORE_WRITE_S = 30.0
# A queued case whose message never comes is taken up again after this many leases (10 minutes).
PATIENCE = 5


class Lease:
    """The right to work on one case until it runs out."""

    def __init__(
        self, cases: Cases, clock: Clock, case: Case, length_s: float, *, begun: float
    ) -> None:
        """*begun* is when taking it began: the row's own time counts from then, and so do we."""
        self._cases = cases
        self._clock = clock
        self.length_s = length_s
        self._until = begun + length_s
        self.case = case

    def check(self) -> None:
        """
        Enough is left for a write. Raises: LeaseLost.

        A lease shorter than twice the margin asks for half its length.
        """
        left = self._until - self._clock.monotonic()
        if left < min(_LEFT_BEFORE_WRITE_S, self.length_s / 2):
            raise LeaseLost(self.case.case_id)

    async def update(self, how: Callable[[Case], Case]) -> Case:
        """The case's row is as *how* makes it, while the lease is ours. Raises: LeaseLost."""
        self.case = await self._cases.change(
            self.case.tenant_id, self.case.case_id, how, epoch=self.case.epoch
        )
        return self.case

    async def keep(self) -> None:
        """Renew until the case is given up. Raises: LeaseLost when somebody else took it."""
        while True:
            await self._clock.sleep(self.length_s / 3)
            begun = self._clock.monotonic()
            until = self._clock.now() + timedelta(seconds=self.length_s)
            try:
                await self.update(partial(_renewed, until=until))
            except Unavailable:
                continue  # the next third may succeed; `check` knows how much is left
            except LeaseLost:
                self._until = begun  # no further write, whatever the time says
                raise
            self._until = begun + self.length_s


def _renewed(case: Case, *, until: datetime) -> Case:
    running = case.state is State.RUNNING
    return replace(case, lease_until=until, next_at=until) if running else case


@asynccontextmanager
async def hold(
    cases: Cases, clock: Clock, tenant_id: str, case_id: str, *, owner: str, length_s: float
) -> AsyncIterator[Lease | None]:
    """
    The lease on a case for the block, or None when there is nothing to do for this message.

    An unknown error gives the case back at once, so that the queue's next attempt finds it; a
    crash leaves it held until the lease runs out.
    """
    lease = await _acquire(cases, clock, tenant_id, case_id, owner, length_s)
    if lease is None:
        yield None
        return
    keeper = asyncio.create_task(lease.keep())
    try:
        yield lease
    except LeaseLost:
        return
    except Exception:
        with suppress(LeaseLost):
            await _give_back(lease, clock)
        raise
    finally:
        keeper.cancel()
        with suppress(asyncio.CancelledError, LeaseLost):
            await keeper


async def _acquire(
    cases: Cases, clock: Clock, tenant_id: str, case_id: str, owner: str, length_s: float
) -> Lease | None:
    won, begun = False, clock.monotonic()

    def take(case: Case) -> Case | None:
        nonlocal won
        won = _free(case, clock)
        if not won:
            return None
        until = clock.now() + timedelta(seconds=length_s)
        running = move(case, State.RUNNING, at=clock.now(), next_at=until, reason=case.reason)
        return replace(running, lease_owner=owner, lease_until=until, epoch=case.epoch + 1)

    case = await cases.change(tenant_id, case_id, take)
    return Lease(cases, clock, case, length_s, begun=begun) if won else None


def _free(case: Case, clock: Clock) -> bool:
    """Whether the case waits for a worker: queued, or held by one whose lease ran out."""
    if case.state is State.QUEUED:
        return True
    lapsed = case.lease_until is not None and case.lease_until <= clock.now()
    return case.state is State.RUNNING and lapsed


async def _give_back(lease: Lease, clock: Clock) -> None:
    def queued(case: Case) -> Case:
        if case.state is not State.RUNNING:
            return case
        now = clock.now()
        moved = move(
            case, State.QUEUED, at=now, next_at=now + timedelta(seconds=lease.length_s * PATIENCE)
        )
        return replace(moved, lease_owner=None, lease_until=None)

    await lease.update(queued)
