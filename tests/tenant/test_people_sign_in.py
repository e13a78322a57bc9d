"""People at the sign-in page, their programs at the token endpoint."""

import base64
import hashlib
import re
from html import unescape
from urllib.parse import urlencode

import httpx
import jwt
import pytest

from local.tenant.app import build_app
from local.tenant.entra.delegated import EXCHANGE_MODULE, GRAPH_TOOLS
from local.tenant.world import World
from tests.fakes import FakeClock

VERIFIER = "a" * 64
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
)
REDIRECT = "http://localhost:8400"
EXCHANGE = "https://outlook.office365.com/.default offline_access openid profile"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


class Desk:
    """A program and the person before it."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.world = World.create(mailboxes=120, clock=self.clock)
        self.tenant = self.world.tenants[0]
        self.admin = self.tenant.people.read(2)
        transport = httpx.ASGITransport(app=build_app(self.world))
        self.http = httpx.AsyncClient(transport=transport, base_url="https://localhost")

    @property
    def oauth(self) -> str:
        return f"/{self.tenant.tenant_id}/oauth2/v2.0"

    async def token(self, **form: str) -> httpx.Response:
        given = {"client_id": EXCHANGE_MODULE, "scope": EXCHANGE, **form}
        return await self.http.post(f"{self.oauth}/token", data=given)

    async def device_code(self) -> dict:
        form = {"client_id": EXCHANGE_MODULE, "scope": EXCHANGE}
        return (await self.http.post(f"{self.oauth}/devicecode", data=form)).json()

    async def enter(self, code: str, user: str, answer: str = "yes") -> httpx.Response:
        form = {"code": code, "user": user, "answer": answer}
        return await self.http.post("/devicelogin", data=form)

    async def authorize(self, user: str, **query: str) -> httpx.Response:
        asked = {
            "client_id": EXCHANGE_MODULE,
            "redirect_uri": REDIRECT,
            "scope": EXCHANGE,
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
            "state": "s1",
            "nonce": "n1",
            **query,
        }
        return await self.http.post(
            f"{self.oauth}/authorize?{urlencode(asked)}", data={"user": user}
        )

    async def code(self, user: str) -> str:
        return _hidden((await self.authorize(user)).text, "code")

    async def mailboxes(self, token: str) -> int:
        body = {"CmdletInput": {"CmdletName": "Get-Mailbox", "Parameters": {"ResultSize": 1}}}
        answer = await self.http.post(
            f"/adminapi/beta/{self.tenant.tenant_id}/InvokeCommand",
            json=body,
            headers={"Authorization": f"Bearer {token}"},
        )
        return answer.status_code


@pytest.fixture
async def desk():
    found = Desk()
    async with found.http:
        yield found


def _hidden(page: str, name: str) -> str:
    return unescape(re.search(rf'name="{name}" value="([^"]*)"', page)[1])


async def test_an_exchange_administrator_signs_in_with_a_device_code_and_runs_cmdlets(desk):
    started = await desk.device_code()
    early = await desk.token(grant_type=DEVICE, device_code=started["device_code"])
    await desk.enter(started["user_code"].lower(), desk.admin.who.upn)

    signed_in = (await desk.token(grant_type=DEVICE, device_code=started["device_code"])).json()

    assert early.json()["error"] == "authorization_pending"
    assert await desk.mailboxes(signed_in["access_token"]) == 200
    assert {"id_token", "refresh_token", "client_info", "scope"} <= signed_in.keys()


async def test_who_has_no_role_signs_in_and_may_run_nothing(desk):
    started = await desk.device_code()
    await desk.enter(started["user_code"], desk.tenant.people.read(20).who.upn)

    signed_in = (await desk.token(grant_type=DEVICE, device_code=started["device_code"])).json()

    assert await desk.mailboxes(signed_in["access_token"]) == 403


async def test_a_device_code_is_good_once(desk):
    started = await desk.device_code()
    await desk.enter(started["user_code"], desk.admin.who.upn)
    await desk.token(grant_type=DEVICE, device_code=started["device_code"])

    again = await desk.token(grant_type=DEVICE, device_code=started["device_code"])

    assert again.json()["error"] == "invalid_grant"


async def test_who_declines_is_believed_and_who_waits_too_long_starts_over(desk):
    declined, late = await desk.device_code(), await desk.device_code()
    await desk.enter(declined["user_code"], desk.admin.who.upn, answer="no")

    first = await desk.token(grant_type=DEVICE, device_code=declined["device_code"])
    desk.clock.advance(901)
    second = await desk.token(grant_type=DEVICE, device_code=late["device_code"])
    page = await desk.enter(late["user_code"], desk.admin.who.upn)

    assert first.json()["error"] == "authorization_declined"
    assert second.json()["error"] == "expired_token"
    assert page.status_code == 400


async def test_the_browsers_way_ends_at_the_redirect_with_code_and_state(desk):
    page = (await desk.authorize(desk.admin.who.upn)).text

    answer = await desk.token(
        grant_type="authorization_code",
        code=_hidden(page, "code"),
        redirect_uri=REDIRECT,
        code_verifier=VERIFIER,
    )

    assert f'action="{REDIRECT}"' in page
    assert _hidden(page, "state") == "s1"
    found = jwt.decode(answer.json()["id_token"], options={"verify_signature": False})
    assert (found["nonce"], found["aud"]) == ("n1", EXCHANGE_MODULE)
    assert await desk.mailboxes(answer.json()["access_token"]) == 200


@pytest.mark.parametrize(
    "wrong", [{"code_verifier": "b" * 64}, {"redirect_uri": "http://localhost:9"}]
)
async def test_a_stolen_code_is_worth_nothing_without_its_verifier(desk, wrong):
    given = {"redirect_uri": REDIRECT, "code_verifier": VERIFIER, **wrong}

    answer = await desk.token(
        grant_type="authorization_code", code=await desk.code(desk.admin.who.upn), **given
    )

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


async def test_a_code_is_never_posted_to_another_machine(desk):
    page = await desk.authorize(desk.admin.who.upn, redirect_uri="https://evil.example/")

    assert page.status_code == 400
    assert "AADSTS50011" in page.text


async def test_a_name_that_fits_nobody_is_asked_again(desk):
    page = await desk.authorize('nobody"><script>')

    assert "Nobody of that name" in page.text
    assert "<script>" not in page.text


async def test_a_refresh_token_ends_with_the_sessions(desk):
    code = await desk.code(desk.admin.who.upn)
    signed_in = await desk.token(
        grant_type="authorization_code",
        code=code,
        redirect_uri=REDIRECT,
        code_verifier=VERIFIER,
    )
    held = signed_in.json()["refresh_token"]
    before = await desk.token(grant_type="refresh_token", refresh_token=held)
    desk.clock.advance(60)
    person = desk.tenant.people.write(desk.admin.who.index)
    person.account.sessions_valid_from = desk.clock.now()

    after = await desk.token(grant_type="refresh_token", refresh_token=held)

    assert before.status_code == 200
    assert after.json()["error"] == "invalid_grant"


async def test_a_password_is_refused_with_mfa(desk):
    answer = await desk.token(grant_type="password", username="x", password="y")

    assert "AADSTS50076" in answer.json()["error_description"]


@pytest.mark.parametrize(
    ("client", "told"),
    [("a0c73c16-a7e3-4564-9a95-2bdf47383716", "AADSTS7000112"), ("unknown", "AADSTS700016")],
)
async def test_a_client_that_is_disabled_or_unknown_is_refused(desk, client, told):
    answer = await desk.http.post(
        f"{desk.oauth}/devicecode", data={"client_id": client, "scope": EXCHANGE}
    )

    assert told in answer.json()["error_description"]


async def test_the_graph_tools_give_no_token_that_exchange_takes(desk):
    form = {"client_id": GRAPH_TOOLS, "scope": EXCHANGE}
    started = (await desk.http.post(f"{desk.oauth}/devicecode", data=form)).json()
    await desk.enter(started["user_code"], desk.admin.who.upn)

    signed_in = await desk.token(
        client_id=GRAPH_TOOLS, grant_type=DEVICE, device_code=started["device_code"]
    )

    assert await desk.mailboxes(signed_in.json()["access_token"]) == 401
