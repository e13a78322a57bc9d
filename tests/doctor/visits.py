"""The doctor in this process: a House whose credentials speak Entra's protocol to its tenant."""

from uuid import UUID

import httpx
import yaml
from azure.core.credentials import AccessToken
from azure.core.exceptions import ClientAuthenticationError

from shared.app import App
from shared.doctor.report import Report
from shared.settings import Settings
from tests.fakes import FakeClock
from tests.harness import ORIGIN, House


class Asking:
    """
    Credentials that ask the tenant's token endpoint, and fail in azure-identity's way.

    They stand for the third client of the world, an application with a secret.
    """

    def __init__(self, house: House, *, scope: str | None = None) -> None:
        self._house = house
        self._scope = scope  # asked for in the place of every other

    async def make(self, tenant, auth):
        return _Credential(self._house, tenant.tenant_id, auth, self._scope)


class _Credential:
    def __init__(self, house, tenant_id, auth, scope) -> None:
        self._house, self._tenant, self._auth, self._instead = house, tenant_id, auth, scope

    async def get_token(self, scope: str, **options: object) -> AccessToken:
        client = self._house.world.tenants[0].clients[2]
        form = {
            "grant_type": "client_credentials",
            "client_id": self._auth.client_id or client.client_id,
            "client_secret": client.secret,
            "scope": self._instead or scope,
        }
        url = f"{ORIGIN}/{self._tenant}/oauth2/v2.0/token"
        async with httpx.AsyncClient(transport=self._house.asgi) as http:
            answer = await http.post(url, data=form)
        content = answer.json()
        if answer.status_code != httpx.codes.OK:
            told = f"Authentication failed: {content['error_description']}"
            raise ClientAuthenticationError(message=told, response=_As(answer))
        return AccessToken(content["access_token"], int(self._house.clock.now().timestamp()) + 3600)

    async def close(self) -> None:
        pass


class _As:
    """An answer as azure-core sees one."""

    def __init__(self, answer: httpx.Response) -> None:
        self.status_code, self.reason = answer.status_code, answer.reason_phrase
        self.headers: dict[str, str] = {}

    def text(self, encoding=None):
        return ""


class Visits:
    """A house, and what the doctor says of its tenant."""

    def __init__(self, folder, **house: object) -> None:
        self.house = House(folder, mailboxes=60, **house)
        self._folder = folder
        self.clock = FakeClock(self.house.clock.now())
        self.credentials = Asking(self.house)
        self.settings: dict[str, object] = {"local_endpoint": ORIGIN}
        self.http = lambda: httpx.AsyncClient(transport=self.house.asgi)

    @property
    def tenant(self):
        return self.house.world.tenants[0]

    @property
    def client(self):
        """The application that signs in."""
        return self.tenant.clients[2]

    def configure(self, **members: object) -> None:
        """The tenant's section in tenants.yaml has these members too."""
        path = self._folder / "tenants.yaml"
        content = yaml.safe_load(path.read_text())
        content["tenants"]["contoso"].update(members)
        path.write_text(yaml.safe_dump(content))

    def configure_another(self, key: str) -> None:
        """A second tenant is configured, of which the world knows nothing."""
        path = self._folder / "tenants.yaml"
        content = yaml.safe_load(path.read_text())
        other = {"tenantId": str(UUID(int=7)), "domain": f"{key}.com", "cloud": "local"}
        content["tenants"][key] = other
        path.write_text(yaml.safe_dump(content))

    async def fault(self, kind: str, **members: object) -> None:
        """Requests are hit by a fault from now on."""
        await self.house.control("POST", "faults", {"kind": kind, **members})

    async def refuse_token(self, number: int, text: str = "refused") -> None:
        """Entra gives no token any more, with its error *number*."""
        body = f'{{"error": "invalid_grant", "error_description": "AADSTS{number}: {text}"}}'
        await self.fault("status", status=400, path="/oauth2/v2.0/token", body=body)

    def app(self) -> App:
        return App(
            Settings(config_dir=self._folder, **self.settings),
            clock=self.clock,
            store=self.house.memory.store,
            credentials=self.credentials,
            http=self.http,
        )

    async def report(self) -> Report:
        """What the doctor says."""
        app = self.app()
        return await app.doctor.examine(app.tenants.find(None))

    async def found(self) -> dict[str, str]:
        """The codes of what the doctor finds, with what was seen."""
        return {one.finding.code: one.seen.what for one in (await self.report()).diagnoses}
