"""What the host needs of a queue, and Azure Queue Storage as that."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Protocol

from azure.core.exceptions import AzureError, HttpResponseError, ResourceNotFoundError
from azure.storage.queue import QueueMessage
from azure.storage.queue.aio import QueueClient

from local.host.errors import MessageGone, QueueMissing, Unavailable
from local.host.model import Message

_NEVER = datetime.max.replace(tzinfo=UTC)


class Queue(Protocol):
    """One queue. Every method may raise a `StorageFault`."""

    @property
    def name(self) -> str: ...

    async def receive(self, count: int, lease_s: float) -> Sequence[Message]:
        """At most *count* messages, invisible to others for *lease_s*."""
        ...

    async def hide(self, message: Message, receipt: str, seconds: float) -> str:
        """The new receipt of *message*, which is invisible for *seconds* from now."""
        ...

    async def delete(self, message: Message, receipt: str) -> None:
        """*message* is gone for good."""
        ...

    async def send(self, body: str) -> None:
        """A message with *body* is in the queue."""
        ...

    async def create(self) -> None:
        """The queue exists."""
        ...


class AzureQueue:
    """A queue in Azure Queue Storage; bodies are sent and taken as they are."""

    def __init__(self, client: QueueClient) -> None:
        self._client = client

    @property
    def name(self) -> str:
        return str(self._client.queue_name)

    async def receive(self, count: int, lease_s: float) -> Sequence[Message]:
        with _faults(self.name):
            pages = self._client.receive_messages(
                messages_per_page=count, visibility_timeout=round(lease_s)
            ).by_page()
            async for page in pages:  # one page is one call; the next would ask again
                return [_message(found) async for found in page]
        return []

    async def hide(self, message: Message, receipt: str, seconds: float) -> str:
        with _faults(self.name):
            updated = await self._client.update_message(
                message.id, receipt, visibility_timeout=round(seconds)
            )
        return str(updated.pop_receipt)

    async def delete(self, message: Message, receipt: str) -> None:
        with _faults(self.name):
            await self._client.delete_message(message.id, receipt)

    async def send(self, body: str) -> None:
        with _faults(self.name):
            await self._client.send_message(body)

    async def create(self) -> None:
        with _faults(self.name):
            await self._client.create_queue()


def _message(found: QueueMessage) -> Message:
    return Message(
        id=found.id,
        body=found.content,
        dequeue_count=found.dequeue_count or 1,
        receipt=found.pop_receipt or "",
        inserted=found.inserted_on or _NEVER,
        expires=found.expires_on or _NEVER,
        visible=found.next_visible_on or _NEVER,
    )


@contextmanager
def _faults(queue: str) -> Iterator[None]:
    """An error of the SDK leaves as a `StorageFault`."""
    try:
        yield
    except ResourceNotFoundError as error:
        if _code(error) == "QueueNotFound":
            raise QueueMissing(f"there is no queue {queue}; create it") from error
        raise MessageGone(f"the message is no longer in {queue}") from error
    except HttpResponseError as error:
        if _code(error) == "PopReceiptMismatch":
            raise MessageGone(f"another has taken the message of {queue}") from error
        raise Unavailable(f"queue {queue}: {_code(error)}") from error
    except AzureError as error:
        raise Unavailable(f"queue {queue}: {type(error).__name__}") from error


def _code(error: HttpResponseError) -> str:
    """Storage's own word for the error; the SDK adds it to the exception it has no type for."""
    code = getattr(error, "error_code", None) or error.status_code
    return str(getattr(code, "value", code))  # known words come as an enumeration, others as text
