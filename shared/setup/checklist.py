"""What set-up did, point by point: each is told as it is settled, and none is believed unseen."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum

from shared.clock import Clock
from shared.config import ConfigError
from shared.web.errors import BadCall, NotFound, Refused, ServiceError, Transient
from shared.web.request import Json

# What was made a moment ago is not seen everywhere at once.
_WAITS_S = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)


class Outcome(StrEnum):
    """How a point ended."""

    DONE = "done"
    ALREADY_SO = "already so"
    WOULD_DO = "would do"
    PERSON = "work for a person"
    FAILED = "failed"
    UNKNOWN = "unknown"


_NOT_WELL = frozenset({Outcome.FAILED, Outcome.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Item:
    """A point of the list: which step it belongs to, how it ended, and a sentence."""

    step: str
    outcome: Outcome
    text: str

    def document(self) -> dict[str, Json]:
        """The item as JSON."""
        return {"step": self.step, "outcome": self.outcome.value, "text": self.text}


@dataclass(frozen=True, slots=True)
class Settled[T]:
    """How a point ended, and what later ones need of it."""

    outcome: Outcome
    text: str
    value: T


class Checklist:
    """The points so far; *tell* hears each as it is settled."""

    def __init__(self, tell: Callable[[Item], None] = lambda _: None) -> None:
        self.items: list[Item] = []
        self._tell = tell

    @property
    def ok(self) -> bool:
        """Whether nothing failed or stayed unknown; work for a person is not ours to fail at."""
        return not any(item.outcome in _NOT_WELL for item in self.items)

    def note(self, step: str, outcome: Outcome, text: str) -> None:
        """The point is on the list, and told."""
        item = Item(step, outcome, text)
        self.items.append(item)
        self._tell(item)

    async def settle[T](
        self, step: str, work: Awaitable[Settled[T]], *, least: str | None
    ) -> T | None:
        """
        What *work* gave; None when it failed, which is then on the list with its reason.

        What has no text to it is not on the list: it was only looked up for other points.
        *least* is the least role of the person that the step takes; None where the app acts.
        """
        try:
            settled = await work
        except Refused as error:
            self.note(step, Outcome.FAILED, _refused(error, least))
        except Transient as error:
            text = f"{error}. Whether it was done is not known; run the same command again."
            self.note(step, Outcome.UNKNOWN, text)
        except (ServiceError, ConfigError) as error:
            self.note(step, Outcome.FAILED, str(error))
        else:
            if settled.text:
                self.note(step, settled.outcome, settled.text)
            return settled.value
        return None


def _refused(error: Refused, least: str | None) -> str:
    if least is None:
        return f"{error}. `nightshift doctor explain` says what to do about it."
    return (
        f"{error}. Whoever does this needs at least the role {least}: let somebody who has it run "
        "the same command; what is done is found done."
    )


def changed(*, what_if: bool) -> Outcome:
    """The outcome of a write that was sent, or held back in a dry run."""
    return Outcome.WOULD_DO if what_if else Outcome.DONE


async def once_seen[T](clock: Clock, work: Callable[[], Awaitable[T]], *, fresh: bool) -> T:
    """
    What *work* gives; a *fresh* object that it does not find yet is waited for, about a minute.

    Raises:
        ServiceError: As *work* raises, at its last try.

    """
    for wait_s in _WAITS_S if fresh else ():
        try:
            return await work()
        except (NotFound, BadCall):
            await clock.sleep(wait_s)
    return await work()
