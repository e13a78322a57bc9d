"""Runs over one tenant in memory, and how they are told about."""

from shared.quota.night import Night
from shared.quota.policy import QuotaPolicy
from shared.runs import Runs, run_of
from shared.tenants import Tenant
from shared.web.errors import Call
from tests.fakes import FakeClock, MemoryStore
from tests.quota.mailboxes import GB, FakeExchange, shipped_policy
from tests.quota.sessions import session_on

SMALL = (40 * GB, 41 * GB, 42 * GB)
CALL = Call("Set-Mailbox")
TENANT = "11111111-2222-3333-4444-555555555555"


def guid(number):
    return f"00000000-0000-4000-8000-{number:012d}"


class Nights:
    """Runs over one fake tenant; each attempt is a fresh session, as each delivery is."""

    def __init__(self, exchange: FakeExchange, ceiling: int = 500) -> None:
        self.exchange = exchange
        self.clock = FakeClock()
        self.memory = MemoryStore()
        self.runs = Runs(self.memory.store, self.clock)
        self.run = run_of("quota", TENANT, self.clock.now())
        self.policy: QuotaPolicy = shipped_policy()
        self.said: list[str] = []
        self.tenant = Tenant.model_validate(
            {
                "key": "contoso",
                "tenantId": TENANT,
                "domain": "contoso.onmicrosoft.com",
                "limits": {"quotaChangesPerNight": ceiling},
            }
        )

    def _night(self) -> Night:
        session = session_on(self.exchange, self.tenant, self.memory, what_if=False)
        return Night(session, self.policy, self.runs, self.clock, self.said.append)

    async def plan(self):
        return await self._night().plan(self.run)

    async def enforce(self, approve=lambda plan: True):
        return await self._night().enforce(self.run, approve)


def outcomes(report):
    return [
        (result.outcome.value, result.reason.code if result.reason else None)
        for result in report.results
    ]
