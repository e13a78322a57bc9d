"""The doctor as the app has it: tenants at a desk, or one of them by night."""

import asyncio
from collections.abc import Sequence

from shared.doctor.accounts import Accounts
from shared.doctor.identity import BY_HAND
from shared.doctor.report import Report, report_of
from shared.doctor.visit import Tell, Visitor, silent
from shared.tenants import Role, Tenant
from shared.together import together

_AT_ONCE = 8


class Doctor:
    """Examines tenants; it never writes to one."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor

    async def examine(self, tenant: Tenant, *, tell: Tell = silent) -> Report:
        """
        What is wrong with *tenant*; *tell* hears what is being done.

        Raises:
            ConfigError: It is a local tenant, and nothing says where.

        """
        return report_of(await self._visitor.visit(tenant, tell=tell))

    async def examine_all(self, tenants: Sequence[Tenant], *, tell: Tell = silent) -> list[Report]:
        """The reports on *tenants*, in their order. Raises what `examine` raises."""
        # Two browsers that ask at the same time are one too many.
        by_hand = any(one.auth.of(role).method in BY_HAND for one in tenants for role in Role)
        turns = asyncio.Semaphore(1 if by_hand else _AT_ONCE)

        async def one(tenant: Tenant) -> Report:
            async with turns:
                return await self.examine(tenant, tell=tell)

        return await together(*map(one, tenants))

    async def examine_alone(self, tenant: Tenant, accounts: Accounts) -> Report:
        """What is wrong with *tenant*, when nobody is there; *accounts* hears what is sent."""
        return report_of(await self._visitor.visit(tenant, accounts=accounts, attended=False))
