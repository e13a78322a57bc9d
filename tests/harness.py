"""
The real app in this process: the local tenant by ASGI, a store in memory, time that moves.

Everything of ours runs as it does in Azure but for the wire, the storage and the waiting.
"""

import json
import shutil
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import yaml
from azure.core.credentials import AccessToken
from azure.core.exceptions import ClientAuthenticationError

from local.tenant.app import build_app
from local.tenant.entra.delegated import access_token
from local.tenant.world import World
from shared.app import App
from shared.clock import stamp
from shared.desk.login import Login
from shared.identity.public_client import client_id_of
from shared.offboarding.model import Case
from shared.settings import Settings
from shared.store import names
from shared.store.ports import Store
from shared.tenants import Auth, Cloud
from tests.fakes import FakeClock, MemoryStore

ORIGIN = "https://127.0.0.1:1"
ADMIN = 2  # the tenant's Exchange administrator, by place
_CONFIG = Path(__file__).resolve().parents[1] / "config"


class Minted:
    """
    Credentials whose tokens the world signs, as its token endpoint would.

    Where a person is asked, it is always *person*, by their place in the tenant; while `refuse` is
    set, Entra says that instead. `claims` stand in their token in place of the right ones.
    """

    def __init__(self, world: World, person: int = ADMIN) -> None:
        self._world = world
        self.person = person
        self.refuse = ""
        self.claims: dict[str, object] = {}

    async def make(self, tenant, auth):
        if auth.method in {"interactive", "device-code"}:
            return _Person(self._world, tenant.tenant_id, self, auth)
        return _Credential(self._world, tenant.tenant_id)


class _Credential:
    def __init__(self, world: World, tenant_id: str) -> None:
        self._world = world
        self._tenant = world.tenant(tenant_id)

    async def get_token(self, scope: str, **options: object) -> AccessToken:
        token = self._world.mint(self._tenant, scope.removesuffix("/.default"))
        return AccessToken(token, int(self._world.clock.now().timestamp()) + 3600)

    async def close(self) -> None:
        pass


class _Person(_Credential):
    """Who sits at the desk, signed in already."""

    def __init__(self, world: World, tenant_id: str, minted: Minted, auth: Auth) -> None:
        super().__init__(world, tenant_id)
        self._minted = minted
        self._auth = auth

    async def get_token(self, scope: str, *more: str, **options: object) -> AccessToken:
        if self._minted.refuse:
            raise ClientAuthenticationError(self._minted.refuse)
        person = self._tenant.people.read(self._minted.person)
        service = scope.rpartition("/")[0]
        token = access_token(
            self._world, self._tenant, person, client_id_of(self._auth, scope), service
        )
        signer = self._world.signer
        token = signer.sign({**signer.read(token), **self._minted.claims})
        return AccessToken(token, int(self._world.clock.now().timestamp()) + 3600)


class House:
    """The app, its tenant and its store."""

    def __init__(
        self,
        folder: Path,
        *,
        mailboxes: int = 120,
        seed: int = 1,
        mode: Mapping[str, str] | None = None,
        limits: Mapping[str, float] | None = None,
        store: Store | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        read_back_s: float = 60.0,
        tenants: int = 1,
    ) -> None:
        self.clock = FakeClock()
        self.world = World.create(seed=seed, mailboxes=mailboxes, tenants=tenants, clock=self.clock)
        self.tenant = self.world.tenants[0]
        self.memory = MemoryStore()
        self.asgi = transport or httpx.ASGITransport(app=build_app(self.world))
        self._configure(folder, mode or {}, limits or {})
        self.minted = Minted(self.world)
        self.app = App(
            Settings(folder, local_endpoint=ORIGIN, read_back_s=read_back_s, home=folder / "desk"),
            clock=self.clock,
            store=store or self.memory.store,
            credentials=self.minted,
            http=lambda: httpx.AsyncClient(transport=self.asgi),
        )

    def _configure(
        self, folder: Path, mode: Mapping[str, str], limits: Mapping[str, float]
    ) -> None:
        for file in _CONFIG.glob("*.yaml"):
            shutil.copy(file, folder / file.name)
        section = {
            "tenantId": self.tenant.tenant_id,
            "domain": self.tenant.names.initial_domain,
            "domains": [self.tenant.names.custom_domain],
            "cloud": "local",
            "timeZone": "Europe/Berlin",
            "mode": {"offboarding": "enforce", "quota": "enforce", "audit": "report", **mode},
            "limits": {"leaversPerHour": 500, "leaversPerDayPercent": 100, **limits},
        }
        text = yaml.safe_dump({"tenants": {"contoso": section}})
        (folder / "tenants.yaml").write_text(text)

    def sign_in(self, person: int = ADMIN) -> str:
        """A person sits at the desk, signed in; their UPN."""
        self.minted.person = person
        user = self.tenant.people.read(person).who.upn
        self.app.desk.logins.remember(
            Login(
                tenant_id=self.tenant.tenant_id,
                domain=self.tenant.names.initial_domain,
                cloud=Cloud.LOCAL,
                method="device-code",
                user=user,
                signed_in_at=stamp(self.clock.now()),
            )
        )
        return user

    async def control(self, method: str, path: str, body: object = None) -> Any:
        """What the tenant's control plane answers."""
        async with httpx.AsyncClient(transport=self.asgi, base_url=ORIGIN) as http:
            answer = await http.request(method, f"/_tenant/{path}", json=body)
            answer.raise_for_status()
            return answer.json() if answer.content else None

    async def picks(self, kind: str, count: int = 1) -> list[str]:
        """The UPNs of *count* people of *kind*."""
        picked = await self.control("GET", f"picks?kind={kind}&count={count}")
        return list(picked["users"])

    async def person(self, upn: str) -> dict[str, Any]:
        """All that the tenant knows of a person."""
        found: dict[str, Any] = await self.control("GET", f"users/{upn}")
        return found

    async def ask(self, **members: object) -> None:
        """A request arrives."""
        await self.app.offboarding.accept(json.dumps(members))

    async def deliver(self) -> None:
        """Every message on our own queues is worked, and those that follow from it."""
        while True:
            requests = self.memory.queues.take(names.REQUESTS)
            runs = self.memory.queues.take(names.CASE_RUNS)
            if not requests and not runs:
                return
            for body in requests:
                await self.app.offboarding.accept(body)
            for body in runs:
                await self.app.offboarding.run(body)

    async def settle(self, within: timedelta = timedelta(hours=12)) -> None:
        """Time passes, and the release timer with it, until no case is due within *within*."""
        end = self.clock.now() + within
        await self.deliver()
        while (due := await self._next_due()) is not None and due <= end:
            self.clock.advance(max(1.0, (due - self.clock.now()).total_seconds()))
            await self.app.offboarding.release()
            await self.deliver()

    async def cases(self) -> list[Case]:
        """All cases."""
        tenant = self.app.tenants.find(None)
        cases = self.app.offboarding.all_cases(tenant, open_only=False)
        return [case async for case in cases]

    async def case(self, request_id: str) -> Case:
        """The one case of that request."""
        [found] = [case for case in await self.cases() if case.request_id == request_id]
        return found

    def answers(self) -> list[dict[str, Any]]:
        """The answers sent so far, oldest first."""
        return [json.loads(body) for body in self.memory.queues.sent.get(names.ANSWERS, [])]

    async def _next_due(self) -> datetime | None:
        times = [case.next_at for case in await self.cases() if case.next_at is not None]
        return min(times, default=None)
