"""The doctor in this process: a House whose credentials speak Entra's protocol to its tenant."""

import asyncio
import ssl
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import yaml

from shared.app import App
from shared.doctor.reach import Reacher
from shared.doctor.report import Report
from shared.doctor.service import Doctor
from shared.doctor.visit import Visitor
from shared.identity.credentials import AzureCredentials
from shared.session import internet
from shared.settings import Settings
from tests.doctor.entra import Asking
from tests.doctor.keys import certificate, pfx
from tests.fakes import FakeClock
from tests.harness import ORIGIN, House

_PATIENCE_S = 0.3  # with who says nothing


class Visits:
    """A house, and what the doctor says of its tenant."""

    def __init__(self, folder: Path, **house: object) -> None:
        self.house = House(folder, mailboxes=60, **house)
        self.folder = folder
        self.client.secret = f"canary-{self.client.secret}"
        self.clock = FakeClock(self.house.clock.now())
        self.credentials: Any = Asking(self.house)
        self.settings: dict[str, object] = {"local_endpoint": ORIGIN}
        self.http = lambda: httpx.AsyncClient(transport=self.house.asgi)
        self.certificates: Any = None  # who finds them, if not the app
        self.servers = AsyncExitStack()

    @property
    def tenant(self):
        return self.house.world.tenants[0]

    @property
    def client(self):
        """The application that signs in."""
        return self.tenant.clients[2]

    def configure(self, **members: object) -> None:
        """The tenant's section in tenants.yaml has these members too."""
        path = self.folder / "tenants.yaml"
        content = yaml.safe_load(path.read_text())
        content["tenants"]["contoso"].update(members)
        path.write_text(yaml.safe_dump(content))

    def configure_another(self, key: str) -> None:
        """A second tenant is configured, of which the world knows nothing."""
        path = self.folder / "tenants.yaml"
        content = yaml.safe_load(path.read_text())
        other = {"tenantId": str(UUID(int=7)), "domain": f"{key}.com", "cloud": "local"}
        content["tenants"][key] = other
        path.write_text(yaml.safe_dump(content))

    def use_certificate(self, *, starts: int = -1, days: int = 365, known: bool = True) -> None:
        """The app signs in with a certificate; *known* to its registration, or not."""
        made = certificate(self.house.clock.now() + timedelta(days=starts), days)
        file = pfx(self.folder / "app.pfx", made)
        if known:
            self.client.certificates.append(made)
        auth = {"method": "certificate", "clientId": self.client.client_id}
        self.configure(auth={"operator": {**auth, "certificateFile": str(file)}})

    async def fault(self, kind: str, **members: object) -> None:
        """Requests are hit by a fault from now on."""
        await self.house.control("POST", "faults", {"kind": kind, **members})

    async def refuse_token(self, number: int) -> None:
        """Entra gives no token any more, with its error *number*."""
        body = f'{{"error": "invalid_grant", "error_description": "AADSTS{number}: No."}}'
        await self.fault("status", status=400, path="/oauth2/v2.0/token", body=body)

    async def listen(self, answer, tls: ssl.SSLContext | None = None) -> int:
        """A server on this machine that answers as *answer* does; returns its port."""
        server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=tls)
        self.servers.push_async_callback(self._stop, server)
        return server.sockets[0].getsockname()[1]

    def go_to(self, origin: str) -> None:
        """The tenant is at *origin*, over the real network."""
        self.settings["local_endpoint"] = origin
        self.http = internet

    def app(self) -> App:
        """The app, with time and credentials of this house."""
        return App(
            Settings(config_dir=self.folder, **self.settings),
            clock=self.clock,
            store=self.house.memory.store,
            credentials=self.credentials,
            http=self.http,
        )

    async def report(self) -> Report:
        """What the doctor says."""
        app = self.app()
        visitor = Visitor(
            app.settings,
            self.credentials,
            self.certificates or AzureCredentials(app.settings, self.clock).certificate,
            self.http,
            self.clock,
            Reacher(self.http, self.clock, _PATIENCE_S),
        )
        return await Doctor(visitor).examine(app.tenants.find(None))

    async def found(self) -> dict[str, str]:
        """The codes of what the doctor finds, with what was seen."""
        return {one.finding.code: one.seen.what for one in (await self.report()).diagnoses}

    @staticmethod
    async def _stop(server: asyncio.Server) -> None:
        server.close()
        server.close_clients()
        await server.wait_closed()
