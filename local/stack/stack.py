"""Starts the stack, hands out its addresses, and leaves no process behind."""

import os
import shutil
import ssl
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from local.stack import azurite, configuration, storage
from local.stack.child import Child, StackError
from local.stack.environment import TenantProcess, inherited, read_state, settings
from local.tenant import authority

ROOT = Path(__file__).resolve().parent.parent.parent
_READY_S = 60.0
_DRAIN_S = 35.0  # the host gives what is at hand 30 s
_RUNS_KEPT_S = 24 * 3600
_TENANT_READY = r"local tenant listening on (https://\S+)"
_HOST_READY = r"host running \d+ functions, admin on (http://\S+)"


class Stack:
    """
    Local tenant, storage and host, running while the `with` block runs.

    *section* goes over each tenant's section of tenants.yaml, *extra* over the app settings.
    With *persistent* the storage outlives its own restart, not the block. *app* is the function
    app to run, by default this one.
    """

    def __init__(
        self,
        *,
        mailboxes: int = 250,
        seed: int = 1,
        tenants: int = 1,
        section: Mapping[str, object] | None = None,
        extra: Mapping[str, str] | None = None,
        persistent: bool = False,
        app: Path | None = None,
        with_host: bool = True,
    ) -> None:
        self._size = {"mailboxes": mailboxes, "seed": seed, "tenants": tenants}
        self._section = section or {}
        self._extra = extra or {}
        self._persistent = persistent
        self._app = app or ROOT
        self._with_host = with_host
        self._open = ExitStack()
        self._host: Child | None = None
        self.environment: dict[str, str] = {}
        self.admin = ""

    tenant: TenantProcess
    storage: azurite.Azurite
    http: httpx.Client
    folder: Path

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self._open.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    def start_host(self) -> None:
        """The host runs. Raises: StackError."""
        command = [sys.executable, "-m", "local.commands", "host", "--app", str(self._app)]
        self._host = self._child("host", command, self.environment)
        [self.admin] = self._host.wait_for(_HOST_READY, deadline_s=_READY_S)

    def stop_host(self) -> int:
        """The host's exit code, after it finished what it had at hand."""
        host, self._host = self._host, None
        return host.stop(_DRAIN_S) if host else 0

    def kill_host(self) -> None:
        """The host is gone without a chance to tidy up, as in a power cut."""
        host, self._host = self._host, None
        if host:
            host.kill()

    def fire(self, function: str) -> None:
        """*function* has been started, as its timer would. Raises: StackError."""
        answer = self.http.post(f"{self.admin}/admin/functions/{function}")
        if answer.status_code != httpx.codes.ACCEPTED:
            raise StackError(f"the host does not start {function}: {answer.text[:200]}")

    def picks(self, kind: str, count: int = 1) -> list[str]:
        """*count* people of the first tenant who are of *kind*; none when it has too few."""
        where = f"{self.tenant.endpoint}/_tenant/picks"
        answer = self.http.get(where, params={"kind": kind, "count": count})
        return list(answer.json()["users"]) if answer.is_success else []

    def _start(self) -> None:
        local = ROOT / ".local"
        local.mkdir(exist_ok=True)
        _forget_old_runs(local)
        self.folder = Path(tempfile.mkdtemp(prefix="run-", dir=local))
        certificate = authority.issue(local, f"{self.folder.name}-storage")
        for file in certificate:
            self._open.callback(file.unlink, missing_ok=True)
        ca = authority.ca_file(local)
        trust = ssl.create_default_context(cafile=str(ca))
        self.http = httpx.Client(verify=trust, timeout=30, trust_env=False)
        base = inherited(os.environ, ca)
        tenant = self._start_tenant(base)
        # Before the tenant is stopped, which would wait for an open connection.
        self._open.callback(self.http.close)
        self.storage = azurite.start(
            ROOT,
            certificate,
            self.folder / "logs" / "storage.log",
            base,
            folder=self.folder / "storage" if self._persistent else None,
        )
        self._open.callback(self.storage.child.stop)
        self._describe(tenant, base)
        if self._with_host:
            self._open.callback(self.stop_host)
            self.start_host()

    def _start_tenant(self, base: Mapping[str, str]) -> Child:
        size = [part for name, n in self._size.items() for part in (f"--{name}", str(n))]
        command = [sys.executable, "-m", "local.commands", "tenant", "--port", "0", *size]
        tenant = self._child("tenant", command, base)
        self._open.callback(tenant.stop)
        return tenant

    def _describe(self, tenant: Child, base: Mapping[str, str]) -> None:
        """The environment is complete and storage has what the app expects."""
        [endpoint] = tenant.wait_for(_TENANT_READY, deadline_s=_READY_S)
        self.tenant = read_state(endpoint, self.http.get(f"{endpoint}/_tenant/state").json())
        config = self.folder / "config"
        configuration.write(ROOT / "config", config, self.tenant.tenants, self._section)
        at = {"blob": self.storage.blob, "queue": self.storage.queue, "table": self.storage.table}
        self.environment = {**base, **settings(self.tenant, at, config), **self._extra}
        storage.make(at, self.token(), self.http)

    def token(self) -> str:
        """A token for storage, good for an hour. Raises: StackError."""
        answer = self.http.get(
            self.environment["IDENTITY_ENDPOINT"],
            params={
                "api-version": "2019-08-01",
                "resource": "https://storage.azure.com",
                "client_id": self.environment["NightshiftStorage__clientId"],
            },
            headers={"X-IDENTITY-HEADER": self.tenant.identity_header},
        )
        if not answer.is_success:
            raise StackError(f"the local tenant gives no token for storage: {answer.text[:200]}")
        return str(answer.json()["access_token"])

    def _child(self, name: str, command: list[str], environment: Mapping[str, str]) -> Child:
        log = self.folder / "logs" / f"{name}.log"
        return Child(f"the {name}", command, log=log, environment=environment, folder=ROOT)


def _forget_old_runs(local: Path) -> None:
    """Logs and configuration of runs of the day are kept, older ones go."""
    edge = time.time() - _RUNS_KEPT_S
    for old in local.glob("run-*"):
        if old.stat().st_mtime < edge:
            shutil.rmtree(old, ignore_errors=True)
