"""
What the app keeps, as it sees it: entities, blobs and queue messages, and their few refusals.

The Azure forms are in `azure_*.py`; tests stand the same ports on memory.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import BinaryIO, Protocol, Self

type Scalar = str | int | bool | float | None
type Content = bytes | BinaryIO


class StoreError(Exception):
    """The store refused; `str()` names the object."""


class Exists(StoreError):
    """There is such an object already."""


class Changed(StoreError):
    """The object is not as it was when it was read."""


class Missing(StoreError):
    """There is no such object."""


class Unavailable(StoreError):
    """The store did not answer as it should: network, sign-in or role."""


class SignInFailed(Unavailable):
    """No token for the store could be had."""


class TooLarge(StoreError):
    """The object does not fit; Azure would refuse it, whatever a local store does."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A table row. `etag` is empty until it was stored or read."""

    partition: str
    row: str
    values: Mapping[str, Scalar] = field(default_factory=dict)
    etag: str = ""

    def having(self, **values: Scalar) -> Self:
        """The same row with *values* set."""
        return replace(self, values={**self.values, **values})


class Tables(Protocol):
    """Rows with optimistic concurrency."""

    async def get(self, table: str, partition: str, row: str) -> Entity | None: ...

    async def insert(self, table: str, entity: Entity) -> Entity:
        """Store a new row. Raises: Exists."""
        ...

    async def replace(self, table: str, entity: Entity) -> Entity:
        """Store *entity* over the row that has its ETag. Raises: Changed, Missing."""
        ...

    async def put(self, table: str, entity: Entity) -> Entity:
        """Store *entity*, whatever was there."""
        ...

    async def delete(self, table: str, entity: Entity) -> None:
        """Remove the row while it has *entity*'s ETag; gone already is fine. Raises: Changed."""
        ...

    def query(
        self,
        table: str,
        *,
        partition: str | None = None,
        equal: Mapping[str, Scalar] | None = None,
        at_most: Mapping[str, str] | None = None,
    ) -> AsyncIterator[Entity]:
        """The rows whose values equal *equal* and, as text, are at most *at_most*."""
        ...


class Blobs(Protocol):
    """Blobs in containers."""

    async def create(self, container: str, name: str, data: Content, content_type: str) -> str:
        """
        Store a new blob, whole or not at all, and return its address.

        A file is read piece by piece.

        Raises: Exists.
        """
        ...

    async def put(self, container: str, name: str, data: bytes, content_type: str) -> str:
        """Store a blob, whatever was there, and return its address."""
        ...

    async def get(self, container: str, name: str) -> bytes | None: ...

    def names(self, container: str, prefix: str = "") -> AsyncIterator[str]:
        """The names of the blobs that begin with *prefix*, in order."""
        ...

    async def append(self, container: str, name: str, data: bytes, *, position: int) -> int:
        """
        Add *data* to an append blob that is *position* bytes long, made when *position* is 0.

        Returns the new length. Raises: Changed (somebody else wrote), Exists (at position 0).
        """
        ...

    def address(self, container: str, name: str) -> str:
        """Where the blob lies, as a URL."""
        ...


class Queues(Protocol):
    """Messages to functions and to the systems that ask us."""

    async def send(self, queue: str, body: str) -> None:
        """Put *body* on *queue*; it never expires."""
        ...


async def _nothing_to_close() -> None:
    pass


@dataclass(frozen=True, slots=True)
class Store:
    """The three together."""

    tables: Tables
    blobs: Blobs
    queues: Queues
    close: Callable[[], Awaitable[None]] = _nothing_to_close
