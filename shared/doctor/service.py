"""The doctor as the app has it: one tenant at a desk, or all of them by night."""

from shared.doctor.accounts import Accounts
from shared.doctor.report import Report, report_of
from shared.doctor.visit import Tell, Visitor, silent
from shared.tenants import Tenant


class Doctor:
    """Examines tenants; it never writes to one."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor

    async def examine(
        self, tenant: Tenant, *, tell: Tell = silent, accounts: Accounts | None = None
    ) -> Report:
        """
        What is wrong with *tenant*; *tell* hears what is being done, *accounts* what is sent.

        Raises:
            ConfigError: It is a local tenant, and nothing says where.

        """
        return report_of(await self._visitor.visit(tenant, tell=tell, accounts=accounts))
