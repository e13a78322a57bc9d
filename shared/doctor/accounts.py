"""Who keeps the account of what a visit sends: a transcript, or at a desk nobody."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol

from shared.clock import Clock
from shared.identity.tokens import Claims
from shared.store.ports import Blobs
from shared.tenants import Tenant
from shared.transcript.opening import begun
from shared.web.request import Answer, Json, Request
from shared.web.wire import Recorder


class Accounts(Protocol):
    """Where the account of each identity's reads goes."""

    def of(self, tenant: Tenant, claims: Claims) -> AbstractAsyncContextManager[Recorder]:
        """Within the block, what *claims*' bearer sends to *tenant* is recorded."""
        ...


class Unkept:
    """
    Takes what happens and forgets it.

    A visit from a desk only reads, and must work also where the storage is what is broken.
    """

    @asynccontextmanager
    async def of(self, tenant: Tenant, claims: Claims) -> AsyncIterator[Recorder]:
        del tenant, claims
        yield self

    async def intend(self, request: Request) -> None:
        """Nothing is kept; nothing that writes is sent."""

    async def sent(
        self, request: Request, outcome: str, *, rows: int | None, answer: Answer | None, ms: int
    ) -> None:
        """Nothing is kept."""


class Kept:
    """A transcript for each identity; `heads` say where they end."""

    def __init__(self, blobs: Blobs, clock: Clock, run: str) -> None:
        self._blobs = blobs
        self._clock = clock
        self._run = run
        self.heads: list[Json] = []

    @asynccontextmanager
    async def of(self, tenant: Tenant, claims: Claims) -> AsyncIterator[Recorder]:
        transcript = begun(
            self._blobs,
            self._clock,
            tenant.tenant_id,
            claims,
            run=self._run,
            reason="doctor",
            what_if=True,
        )
        try:
            yield transcript
        finally:
            await transcript.close()
            self.heads.append(transcript.anchor)
