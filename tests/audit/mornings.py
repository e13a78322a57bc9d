"""The audit's service on fakes, and what it kept."""

import json
from datetime import UTC, datetime

from shared.audit.service import Audits
from shared.audit.settings import Policy
from shared.runs import Runs
from shared.tenants import Tenants, TenantSection
from tests.audit.healthy import HOME, healthy
from tests.audit.tenants import FakeConnections, FakeDns, FakeExchange
from tests.fakes import FakeClock, MemoryStore

CONTOSO = "11111111-2222-3333-4444-555555555555"
FABRIKAM = "66666666-2222-3333-4444-555555555555"
MORNING = datetime(2026, 11, 24, 6, 0, 20, tzinfo=UTC)


class Mornings:
    """The service on one fake tenant, and what it kept."""

    def __init__(self, **data):
        self.memory, self.clock = MemoryStore(), FakeClock(MORNING)
        self.exchange = FakeExchange(healthy() | data)
        self.connections = FakeConnections(self.exchange, self.memory)
        self.runs = Runs(self.memory.store, self.clock)
        self.tenants = Tenants(
            {
                "contoso": TenantSection(tenant_id=CONTOSO, domain=HOME),
                "fabrikam": TenantSection(tenant_id=FABRIKAM, domain="fabrikam.com"),
            },
            sha256="tenants-digest",
        )
        self.audits = Audits(
            self.tenants,
            Policy(sha256="audit-digest"),
            self.connections,
            self.runs,
            FakeDns(),
            self.clock,
        )

    async def announced(self):
        await self.audits.start_morning()
        return self.memory.queues.take("audit-runs")

    def kept(self, ending):
        return {
            name: data
            for (_, name), data in self.memory.blobs.blobs.items()
            if name.endswith(ending)
        }

    def result(self):
        [data] = self.kept("/result.json").values()
        return json.loads(data)
