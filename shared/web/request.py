"""A call as a value: what is sent, what came back, and whether it reads or writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from shared.web.errors import Call

# Exchange serves one cmdlet for at most 15 minutes; a listing page answers far sooner.
READ_TIMEOUT_S = 120.0

type Json = bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None
type Row = dict[str, Json]


class Effect(StrEnum):
    """What a request does. What carries no label is a write."""

    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class Request:
    """
    One HTTP request, ready to send but for its token.

    `shown` is what the transcript may keep of the parameters: no secret, no person's free text.
    """

    method: str
    url: str
    call: Call
    effect: Effect = Effect.WRITE
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = field(default=None, repr=False)
    shown: Mapping[str, Json] = field(default_factory=dict)
    timeout_s: float = READ_TIMEOUT_S


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; header names in lower case."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Outcome[T]:
    """
    What an answer meant, and how many rows it gave (None where rows mean nothing).

    A batch may go well as a whole and say all the same that its parts are `throttled`.
    """

    value: T
    rows: int | None = None
    throttled: bool = False
