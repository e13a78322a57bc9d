"""An admin at a prompt: sessions as themselves, never as the app."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from shared.config import ConfigError
from shared.desk.login import Login, Logins, NotSignedIn
from shared.session import Connections, Session
from shared.tenants import Tenant, Tenants, UnknownTenant


class Desk:
    """
    What belongs to the person at this desk lies in *folder*: who they are, what they ran.

    *tenants* gives those that are configured; a desk can do without any.
    """

    def __init__(
        self, folder: Path, connections: Connections, tenants: Callable[[], Tenants]
    ) -> None:
        self.folder = folder
        self.logins = Logins(folder)
        self._connections = connections
        self._tenants = tenants

    def login(self, tenant: str | None = None) -> Login:
        """
        Who is signed in, to *tenant* if one is named.

        Raises:
            NotSignedIn: Nobody is, or to another tenant.

        """
        login = self.logins.current()
        if login is None:
            raise NotSignedIn("nobody is signed in; run `nightshift login` first")
        if tenant is not None and not login.tenant(self._configured(login)).named(tenant):
            raise NotSignedIn(
                f"{login.user} is signed in to {login.domain}, not to {tenant}; "
                f"run `nightshift login --tenant {tenant}`"
            )
        return login

    @asynccontextmanager
    async def open(
        self,
        tenant: str | None = None,
        *,
        run: str,
        reason: str,
        what_if: bool = False,
        graph: tuple[str, ...] = (),
    ) -> AsyncIterator[Session]:
        """
        A session as the person who is signed in; *graph* names permissions to ask consent for.

        Raises:
            NotSignedIn: Nobody is signed in, or to another tenant.
            Refused: The sign-in fails.
            Transient: Entra cannot be reached.

        """
        login = self.login(tenant)
        chosen = login.tenant(self._configured(login))
        async with self._connections.open(
            chosen, run=run, reason=reason, what_if=what_if, graph=graph
        ) as session:
            yield session

    async def close(self) -> None:
        """Every connection is closed and every token that was held in memory is dropped."""
        await self._connections.close()

    def _configured(self, login: Login) -> Tenant | None:
        """The tenant of *login* as tenants.yaml has it; None where it is not configured."""
        try:
            return self._tenants().find(login.tenant_id)
        except (UnknownTenant, ConfigError):
            return None
