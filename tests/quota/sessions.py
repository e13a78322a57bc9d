"""Sessions on an Exchange in memory, and connections that list how each was opened."""

from contextlib import asynccontextmanager

from shared.identity.tokens import Claims
from shared.session import Connections, Session
from shared.tenants import Tenant
from shared.transcript.writer import Transcript
from shared.web.errors import ServiceError
from tests.fakes import FakeClock, MemoryStore
from tests.quota.mailboxes import FakeExchange


def session_on(
    exchange: FakeExchange, tenant: Tenant, memory: MemoryStore, *, what_if: bool, name: str = "t"
) -> Session:
    return Session(
        tenant,
        Claims(tenant.tenant_id, "https://outlook.office365.com", "object", "app", frozenset()),
        exchange,
        None,  # quotas ask Graph nothing
        Transcript(memory.blobs, FakeClock(), name=name, about={}),
        what_if,
    )


class FakeConnections(Connections):
    """Opens sessions on one fake Exchange, or raises `refusal`."""

    def __init__(self, exchange: FakeExchange, memory: MemoryStore) -> None:
        self.exchange, self._memory = exchange, memory
        self.opened: list[tuple[object, ...]] = []
        self.refusal: ServiceError | None = None

    @asynccontextmanager
    async def open(self, tenant, *, run, reason, what_if, role=None, may_write=None, graph=()):
        self.opened.append((tenant.key, role, what_if))
        if self.refusal:
            raise self.refusal
        yield session_on(self.exchange, tenant, self._memory, what_if=what_if, name=run)

    async def close(self) -> None:
        """There is nothing to close."""
