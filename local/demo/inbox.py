"""The HR system's side: it puts letters on the request queue and reads the answers."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Self

from azure.identity.aio import ManagedIdentityCredential
from azure.storage.queue.aio import QueueClient

from local.demo.letters import Letter
from shared.store.names import ANSWERS, REQUESTS

_AT_ONCE = 32


@dataclass(slots=True)
class Inbox:
    """What was sent, and what came back: the states of each request, in order."""

    requests: QueueClient
    answers: QueueClient
    states: dict[str, list[Mapping[str, object]]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    twice: list[str] = field(default_factory=list)

    @classmethod
    @asynccontextmanager
    async def open(cls, service: str, client_id: str) -> AsyncIterator[Self]:
        """The two queues behind *service*, reached with a token as in the cloud."""
        async with (
            ManagedIdentityCredential(client_id=client_id) as credential,
            QueueClient(service, REQUESTS, credential=credential) as requests,
            QueueClient(service, ANSWERS, credential=credential) as answers,
        ):
            yield cls(requests, answers)

    async def send(self, letter: Letter) -> None:
        """The letter is on the queue, for good."""
        await self.requests.send_message(letter.body, time_to_live=-1)

    async def read(self) -> None:
        """What has been answered since the last look is in `states`."""
        async for message in self.answers.receive_messages(messages_per_page=_AT_ONCE):
            event = json.loads(message.content)
            await self.answers.delete_message(message)
            if event["id"] in self.seen:
                self.twice.append(event["id"])
                continue
            self.seen.add(event["id"])
            data = event["data"]
            self.states.setdefault(data["requestId"], []).append(data)

    def last(self, request_id: str) -> Mapping[str, object] | None:
        """The newest answer to a request."""
        states = self.states.get(request_id)
        return states[-1] if states else None
