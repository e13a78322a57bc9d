"""One question to a tenant, and what it may use to ask it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from shared.exchange.protocol import Organization
from shared.web.request import Answer, Request


class Desk(Protocol):
    """Who sends the questions. Answers come as they are, whatever their status."""

    async def exchange(self, request: Request) -> Answer: ...

    async def graph(self, request: Request) -> Answer: ...


class NotHere(Exception):
    """The tenant has nothing to ask this about; `str()` says what is lacking."""


@dataclass(frozen=True, slots=True)
class Scene:
    """
    What the questions are about: two or three objects that the tenant has.

    `own` is the name of the mailbox that the writing questions make and remove.
    """

    organization: Organization
    graph_origin: str
    new_id: Callable[[], str]
    wait: Callable[[float], Awaitable[None]]
    own: str
    mailbox: str
    user_id: str
    group: str | None = None

    def some_group(self) -> str:
        """A distribution group's id. Raises: NotHere."""
        if self.group is None:
            raise NotHere("there is no distribution group")
        return self.group


@dataclass(frozen=True, slots=True)
class Probe:
    """
    A question: `settles` is what its answer decides, `ask` sends it.

    `ask` raises NotHere when the tenant lacks what the question is about.
    """

    id: str
    settles: str
    ask: Callable[[Scene, Desk], Awaitable[Answer]]


def of_exchange(identifier: str, settles: str, request: Callable[[Scene], Request]) -> Probe:
    """A question of one request to Exchange Online."""
    return Probe(
        f"exchange/{identifier}", settles, lambda scene, desk: desk.exchange(request(scene))
    )


def of_graph(identifier: str, settles: str, request: Callable[[Scene], Request]) -> Probe:
    """A question of one request to Microsoft Graph."""
    return Probe(f"graph/{identifier}", settles, lambda scene, desk: desk.graph(request(scene)))
