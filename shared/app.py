"""
The composition root: what lives once per worker process, joined here and nowhere else.

Building it connects to nothing. Importing this file is cheap; what a capability needs is
imported when the first message for it arrives.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import httpx

    from shared.audit.service import Audits
    from shared.clock import Clock
    from shared.desk.desk import Desk
    from shared.desk.reception import Reception
    from shared.doctor.checks import Checks
    from shared.doctor.service import Doctor
    from shared.failures import Failures
    from shared.identity.credentials import Credentials
    from shared.identity.secret_store import SecretStore
    from shared.offboarding.service import Offboarding
    from shared.poison import Poison
    from shared.quota.service import Quotas
    from shared.resolve.dns import Resolver
    from shared.runs import Runs
    from shared.selftest.service import Selftest
    from shared.session import Connections
    from shared.settings import Settings
    from shared.setup.onboarding import Onboarding
    from shared.store.ports import Blobs, Store
    from shared.tenants import Tenants
    from shared.transcript.archive import Archive


class App:
    """The object graph of one process. What is given replaces what would be made."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock | None = None,
        store: Store | None = None,
        credentials: Credentials | None = None,
        http: Callable[[], httpx.AsyncClient] | None = None,
    ) -> None:
        self.settings = settings
        self._given_clock = clock
        self._given_store = store
        self._given_credentials = credentials
        self._given_http = http

    @cached_property
    def clock(self) -> Clock:
        from shared.clock import SystemClock

        return self._given_clock or SystemClock()

    @cached_property
    def store(self) -> Store:
        if self._given_store is not None:
            return self._given_store
        from shared.identity.credentials import storage_credential
        from shared.store.azure_storage import open_store

        where = self.settings.require_storage()
        return open_store(
            tables=where.tables,
            blobs=where.blobs,
            queues=where.queues,
            credential=storage_credential(self.settings),
        )

    @cached_property
    def tenants(self) -> Tenants:
        from shared.tenants import load_tenants

        return load_tenants(self.settings.config_dir)

    @cached_property
    def connections(self) -> Connections:
        return self._connections(self.store.blobs)

    def _connections(
        self, transcripts: Blobs, heard: Callable[[str], None] | None = None
    ) -> Connections:
        """
        A pool of connections whose sessions keep their account in *transcripts*.

        *heard* is told azure-identity's record of a person who signs in.
        """
        from shared.identity.credentials import AzureCredentials
        from shared.identity.method import not_kept
        from shared.session import Connections, internet

        return Connections(
            self.settings,
            self._given_credentials
            or AzureCredentials(self.settings, self.clock, remember=heard or not_kept),
            transcripts,
            self.clock,
            self._given_http or internet,
        )

    @cached_property
    def runs(self) -> Runs:
        from shared.runs import Runs

        return Runs(self.store, self.clock)

    @cached_property
    def failures(self) -> Failures:
        from shared.failures import Failures

        return Failures(self.store, self.clock)

    @cached_property
    def resolver(self) -> Resolver:
        from shared.resolve.dns import Resolver

        return Resolver(self.settings.dns_server)

    @cached_property
    def offboarding(self) -> Offboarding:
        from shared.offboarding.service import open_offboarding

        return open_offboarding(
            self.settings,
            self.tenants,
            self.store,
            self.connections,
            self.failures,
            self.clock,
        )

    @cached_property
    def poison(self) -> Poison:
        from shared.poison import Poison

        async def fail_case(body: str, code: str, text: str) -> None:
            await self.offboarding.fail(body, code=code, text=text)

        return Poison(self.failures, self.runs, fail_case)

    @cached_property
    def quota(self) -> Quotas:
        from shared.quota.policy import load_policy
        from shared.quota.service import Quotas

        policy = load_policy(self.settings.config_dir)
        return Quotas(self.tenants, policy, self.connections, self.runs, self.clock)

    @cached_property
    def audit(self) -> Audits:
        from shared.audit.service import Audits
        from shared.audit.settings import load_audit

        policy = load_audit(self.settings.config_dir)
        return Audits(self.tenants, policy, self.connections, self.runs, self.resolver, self.clock)

    @cached_property
    def doctor(self) -> Doctor:
        from shared.doctor.service import Doctor
        from shared.doctor.visit import Visitor
        from shared.identity.credentials import AzureCredentials
        from shared.session import internet

        azure = AzureCredentials(self.settings, self.clock)
        given, http = self._given_credentials, self._given_http or internet
        visitor = Visitor(self.settings, given or azure, azure.certificate, http, self.clock)
        return Doctor(visitor)

    @cached_property
    def connection_checks(self) -> Checks:
        from shared.doctor.checks import Checks, LoggedNotices

        return Checks(self.doctor, self.tenants, self.runs, self.store, self.clock, LoggedNotices())

    @cached_property
    def onboarding(self) -> Onboarding:
        """How tenants are taken on."""
        from shared.identity.credentials import AzureCredentials
        from shared.setup.onboarding import Onboarding

        credentials = self._given_credentials or AzureCredentials(self.settings, self.clock)
        return Onboarding(self.settings, credentials, self.desk, self.clock)

    def selftest(self, transcripts: Path) -> Selftest:
        """The self-test; it keeps its transcript in the folder *transcripts*, not in storage."""
        from shared.selftest.service import Selftest
        from shared.store.folder import FolderBlobs

        connections = self._connections(FolderBlobs(transcripts))
        return Selftest(self.settings, connections, self.clock)

    @cached_property
    def desk(self) -> Desk:
        """The desk of the admin at this machine; its transcripts stay there, not in storage."""
        from platformdirs import user_data_path

        from shared.desk.desk import Desk
        from shared.desk.login import Logins
        from shared.store.folder import FolderBlobs

        folder = self.settings.home or user_data_path("nightshift", appauthor=False)
        logins = Logins(folder)
        connections = self._connections(FolderBlobs(folder), logins.heard)
        return Desk(folder, logins, connections, lambda: self.tenants)

    @cached_property
    def secrets(self) -> SecretStore:
        """The Key Vault, to be written to with the sign-in of who is at this machine."""
        from shared.identity.credentials import vault_credential
        from shared.identity.secret_store import SecretStore

        settings = self.settings
        return SecretStore(
            settings.key_vault, lambda: vault_credential(settings), local=settings.vault_is_local
        )

    @cached_property
    def reception(self) -> Reception:
        """Where the admin at this machine signs in and out."""
        from shared.desk.reception import Reception
        from shared.session import internet

        return Reception(self.desk, self.settings, self.clock, self._given_http or internet)

    def transcripts(self) -> list[Archive]:
        """Where sessions keep their accounts: in storage, where there is one, and at this desk."""
        from shared.store.folder import FolderBlobs
        from shared.transcript.archive import Archive
        from shared.transcript.witnesses import StoreWitness

        archives = [Archive("desk", FolderBlobs(self.desk.folder))]
        if self._given_store is not None or self.settings.storage is not None:
            witness = StoreWitness(self.store)
            stored = Archive("storage", self.store.blobs, witness=witness, listed=witness.listed)
            archives.insert(0, stored)
        return archives

    async def close(self) -> None:
        """Connections to tenants are closed and their tokens dropped; the app can be used again."""
        if "connections" in self.__dict__:
            await self.connections.close()
        if "desk" in self.__dict__:
            await self.desk.close()
        if "store" in self.__dict__ and self._given_store is None:
            await self.store.close()
            del self.__dict__["store"]


_current: App | None = None


def app() -> App:
    """The process's app, made at first use. Raises: ConfigError."""
    global _current  # noqa: PLW0603 - one object graph a process is the point
    if _current is None:
        from shared.network import settle
        from shared.settings import from_environment

        settle()
        _current = App(from_environment())
    return _current


@contextmanager
def app_is(replacement: App) -> Iterator[App]:
    """Within the block, *replacement* is the process's app."""
    global _current  # noqa: PLW0603 - likewise
    before, _current = _current, replacement
    try:
        yield replacement
    finally:
        _current = before
