"""An admin at a prompt: sessions as themselves, never as the app."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from shared.config import MissingFile
from shared.desk.advice import advised
from shared.desk.login import Login, Logins, NotSignedIn
from shared.session import Connections, Session
from shared.tenants import Role, Tenant, Tenants, UnknownTenant


class Desk:
    """
    What belongs to the person at this desk lies in *folder*: who they are, what they ran.

    *tenants* gives those that are configured; a desk can do without any.
    """

    def __init__(
        self,
        folder: Path,
        logins: Logins,
        connections: Connections,
        tenants: Callable[[], Tenants],
    ) -> None:
        self.folder = folder
        self.logins = logins
        self.connections = connections
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
        if tenant is not None and not login.tenant(self._of(login)).named(tenant):
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
            NotSignedIn: Nobody is signed in, to another tenant, or not any more.
            Refused: The sign-in fails.
            Transient: Entra cannot be reached.

        """
        login = self.login(tenant)
        chosen = login.tenant(self._of(login))
        with advised(login.user):
            async with self.connections.open(
                chosen, run=run, reason=reason, what_if=what_if, graph=graph
            ) as session:
                _require_the_same(login, session.principal.user)
                yield session

    @asynccontextmanager
    async def open_as_app(
        self, tenant: str | None, role: Role, *, run: str, reason: str
    ) -> AsyncIterator[Session]:
        """
        A session as the app's identity for *role*, as tenants.yaml has it; its log stays here.

        Raises:
            UnknownTenant: No such tenant is configured.
            Refused: The sign-in fails.
            Transient: Entra cannot be reached.

        """
        async with self.connections.open(
            self._tenants().find(tenant), run=run, reason=reason, what_if=True, role=role
        ) as session:
            yield session

    async def close(self) -> None:
        """Every connection is closed and every token that was held in memory is dropped."""
        await self.connections.close()

    def configured(self, name: str | None) -> Tenant | None:
        """
        The tenant called *name* as tenants.yaml has it; None where it is not configured.

        Without a name the only one there is.

        Raises:
            ConfigError: tenants.yaml cannot be used; or it has several, and no name is given.

        """
        try:
            return self._tenants().find(name)
        except MissingFile:
            return None
        except UnknownTenant:
            if name is None:
                raise
            return None

    def _of(self, login: Login) -> Tenant | None:
        return self.configured(login.tenant_id)


def _require_the_same(login: Login, user: str | None) -> None:
    """Raises: NotSignedIn when not who is signed in answered the browser, but somebody else."""
    if user is None or user.casefold() != login.user.casefold():
        raise NotSignedIn(
            f"{user or 'an application'} answered, and {login.user} is signed in here; to change, "
            "run `nightshift login`"
        )
