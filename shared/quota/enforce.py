"""
Changes written and read back: each has an outcome, and none is believed before it was seen.

A write whose answer was lost is read back, never sent again blindly. One mailbox that cannot be
changed stops no other; when the service serves none any more, the rest is left alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from shared.clock import Clock
from shared.exchange import quotas
from shared.exchange.client import Exchange
from shared.exchange.models.mailbox import MailboxQuotas
from shared.exchange.rows import Unreadable
from shared.exchange.values import Value
from shared.quota.few_at_once import few_at_once
from shared.quota.plan import PROPERTY_SETS, Change
from shared.quota.survey import Progress
from shared.web.errors import (
    AlreadySo,
    BadCall,
    Malformed,
    NotFound,
    Permanent,
    Refused,
    Transient,
    lost,
)

_READ_BACK_WAITS_S = (1.0, 2.0, 4.0, 8.0, 15.0)  # a write may show late on another server
_PATIENCE = 5  # mailboxes in a row that the service did not serve: it is away, or a role is missing
_NOT_PERMITTED, _SERVICE_FAULT = "not-permitted", "service-fault"
_UNSERVED = (_NOT_PERMITTED, _SERVICE_FAULT)


class Outcome(StrEnum):
    """How a change ended."""

    CHANGED = "changed"
    WOULD_CHANGE = "would-change"
    SKIPPED = "skipped"
    NOT_RUN = "not-run"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a stable code, and a sentence."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Result:
    """A change and how it ended; `passing` is the fault that may be gone at the next try."""

    change: Change
    outcome: Outcome
    reason: Reason | None = None
    passing: Transient | None = None


class Enforcement:
    """One run's writes to one tenant."""

    def __init__(self, exchange: Exchange, clock: Clock, progress: Progress) -> None:
        self._exchange = exchange
        self._clock = clock
        self._progress = progress
        self._done = 0
        self._unserved_in_a_row = 0

    @property
    def gave_up(self) -> bool:
        """Whether the service did not serve several mailboxes in a row."""
        return self._unserved_in_a_row >= _PATIENCE

    async def apply(self, changes: Sequence[Change]) -> list[Result]:
        """How each of *changes* ended, in their order."""
        return await few_at_once(self._settle, changes)

    async def _settle(self, change: Change) -> Result:
        if self.gave_up:
            text = f"{_PATIENCE} mailboxes before it could not be changed; this one was not tried"
            return Result(change, Outcome.NOT_RUN, Reason("gave-up", text))
        try:
            result = await self._write(change)
        except Transient as error:
            reason = Reason(_SERVICE_FAULT, f"{error}; the next run tries again")
            result = Result(change, Outcome.FAILED, reason, passing=error)
        unserved = result.reason is not None and result.reason.code in _UNSERVED
        self._unserved_in_a_row = self._unserved_in_a_row + 1 if unserved else 0
        self._done += 1
        self._progress(f"{self._done} mailboxes done")
        return result

    async def _write(self, change: Change) -> Result:
        """
        Write and read back.

        Raises:
            Transient: The change is not there, and nobody knows why not.

        """
        fault: Transient | None = None
        try:
            await self._exchange.invoke("Set-Mailbox", **parameters(change))
        except (AlreadySo, Malformed):
            pass  # it may have had its effect: what is read back decides
        except Permanent as error:
            return Result(change, Outcome.FAILED, Reason(_code(error), str(error)))
        except Transient as error:
            if not lost(error):
                raise
            fault = error
        if await self._shows(change):
            return Result(change, Outcome.CHANGED)
        if fault is not None:
            raise fault
        text = "the mailbox does not show the change; the next run looks again"
        return Result(change, Outcome.FAILED, Reason("not-read-back", text))

    async def _shows(self, change: Change) -> bool:
        """Whether the mailbox is read as *change* wants it, soon enough."""
        for wait_s in (*_READ_BACK_WAITS_S, None):
            seen = await read(self._exchange, change.mailbox_id)
            if seen is not None and quotas.same(seen, change.after):
                return True
            if wait_s is not None:
                await self._clock.sleep(wait_s)
        return False


async def read(exchange: Exchange, mailbox_id: str) -> MailboxQuotas | None:
    """The quotas of the mailbox now; None when they cannot be told. Raises: Transient."""
    try:
        return MailboxQuotas.of(await exchange.mailbox(mailbox_id, *PROPERTY_SETS))
    except (Permanent, Unreadable):
        return None


def parameters(change: Change) -> dict[str, Value]:
    """The parameters of Set-Mailbox for *change*."""
    return {"Identity": change.mailbox_id, **quotas.parameters(change.before, change.after)}


def _code(error: Permanent) -> str:
    match error:
        case Refused():
            return _NOT_PERMITTED
        case NotFound():
            return "mailbox-gone"
        case BadCall():
            return "rejected"
        case _:
            return "not-possible"
