"""What an app asks of its host: functions, triggers, messages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class QueueTrigger:
    """The function runs once for each message of *queue*."""

    parameter: str
    queue: str
    connection: str


@dataclass(frozen=True, slots=True)
class TimerTrigger:
    """The function runs when *schedule* says so."""

    parameter: str
    schedule: str
    run_on_startup: bool = False
    use_monitor: bool = True


@dataclass(frozen=True, slots=True)
class QueueOutput:
    """What the function leaves in *parameter* becomes messages of *queue*."""

    parameter: str
    queue: str
    connection: str


@dataclass(frozen=True, slots=True)
class Function:
    """One function as the worker indexed it."""

    name: str
    id: str
    trigger: QueueTrigger | TimerTrigger
    outputs: tuple[QueueOutput, ...] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it was received; `receipt` is good until the lease ends."""

    id: str
    body: str
    dequeue_count: int
    receipt: str
    inserted: datetime
    expires: datetime
    visible: datetime


@dataclass(frozen=True, slots=True)
class Returned:
    """What a function left behind: output parameter (or `$return`) and its bodies."""

    outputs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
