"""login, whoami and logout by azure-identity and MSAL, unmodified, against the tenant over TLS."""

import asyncio
import io
import json
import sys
import webbrowser
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
import urllib3
from azure.identity import TokenCachePersistenceOptions
from typer.testing import CliRunner

from local.tenant.authority import ca_file
from local.tenant.server import run
from local.tenant.state.sign_ins import Answered
from local.tenant.world import World
from shared.app import App, app_is
from shared.cli.main import app as nightshift
from shared.desk import browser
from shared.identity import token_cache
from shared.identity.methods import device_code, interactive
from shared.settings import Settings

ADMIN = 2


class Terminal(io.StringIO):
    """Somebody sits there."""

    def isatty(self) -> bool:
        return True


class OtherDevice(dict):
    """Where codes are entered: as soon as one is shown, *answer* is given."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.answer: Callable = lambda attempt: attempt.settle(Answered.YES, ADMIN)

    def __setitem__(self, user_code: str, device_code: str) -> None:
        super().__setitem__(user_code, device_code)
        self.answer(self.world.sign_ins.by_code[device_code])


@dataclass
class Done:
    exit_code: int
    stdout: str
    stderr: str


def _invoke(arguments: Sequence[str]) -> Done:
    ended = CliRunner().invoke(nightshift, list(arguments))
    return Done(ended.exit_code, ended.stdout, ended.stderr)


@dataclass
class Site:
    world: World
    settings: Settings
    device: OtherDevice

    async def run(self, *arguments: str) -> Done:
        """One command; each has an app of its own, as in a process of its own."""
        with app_is(App(self.settings)):
            return await asyncio.to_thread(_invoke, arguments)

    @property
    def cache_file(self) -> Path:
        return self.settings.config_dir / ".IdentityService" / "nightshift.nocae"

    def cached(self) -> str:
        """What the cache has on disk."""
        return self.cache_file.read_text() if self.cache_file.exists() else ""

    async def graph(self) -> int:
        """How many people a session of its own counts."""
        app = App(self.settings)
        asked = {"run": "test", "reason": "test", "graph": ("User.Read.All",)}
        try:
            async with app.desk.open(**asked) as session:
                return await session.graph.count("/users")
        finally:
            await app.close()

    async def told(self, *arguments: str) -> dict:
        done = await self.run(*arguments, "--json")
        assert done.exit_code == 0, done.stderr
        return json.loads(done.stdout)


def _closed(manager: urllib3.PoolManager) -> None:
    """Closed at once; urllib3 waits until nothing holds them, and the server waits as well."""
    for key in manager.pools.keys():  # noqa: SIM118 - no mapping can be iterated less
        manager.pools[key].close()
    manager.pools.clear()


@pytest.fixture
async def site(tmp_path, monkeypatch) -> AsyncIterator[Site]:
    monkeypatch.setattr(urllib3.PoolManager, "clear", _closed)
    world, stop = World.create(mailboxes=60), asyncio.Event()
    world.sign_ins.device_codes = OtherDevice(world)
    bound = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(run(world, 0, tmp_path, ready=bound.set_result, stop=stop))
    origin = f"https://127.0.0.1:{await bound}"
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"):
        monkeypatch.setenv(name, str(ca_file(tmp_path)))
    monkeypatch.setenv("HOME", str(tmp_path))
    settings = Settings(tmp_path, local_endpoint=origin, home=tmp_path / "desk")
    yield Site(world, settings, world.sign_ins.device_codes)
    stop.set()
    await serving


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache that outlives the command; here no key ring encrypts it."""
    options = TokenCachePersistenceOptions(name="nightshift", allow_unencrypted_storage=True)
    monkeypatch.setattr(token_cache, "keeping", lambda: token_cache.Keeping(options))


def to(site: Site) -> list[str]:
    return ["login", "--tenant", site.world.tenants[0].domain, "--cloud", "local", "--device-code"]


@pytest.mark.usefixtures("cache")
async def test_a_sign_in_serves_the_next_command_until_the_logout(site):
    first = await site.told(*to(site))
    second = await site.told("whoami")
    asked = len(site.device)
    kept = site.cached()
    await site.run("logout")
    left = site.cached()
    again = await site.told(*to(site))

    assert first["user"] == second["user"] == site.world.tenants[0].people.read(ADMIN).who.upn
    assert first["cache"] == "encrypted"
    assert (asked, len(site.device)) == (1, 2)
    assert '"RefreshToken"' in kept
    assert "secret" not in left
    assert again["user"] == first["user"]


@pytest.mark.usefixtures("cache")
async def test_a_sign_in_that_was_revoked_is_told_at_once_and_asks_nobody_in_a_script(site):
    await site.told(*to(site))
    account = site.world.tenants[0].people.write(ADMIN).account
    account.sessions_valid_from = site.world.clock.now()
    site.world.sign_ins.refresh_tokens.clear()
    _let_the_access_tokens_end(site)

    done = await site.run("whoami")

    assert done.exit_code == 1
    assert "has run out or was revoked" in done.stderr
    assert "nightshift login" in done.stderr
    assert len(site.device) == 1


async def test_without_a_key_ring_a_script_is_told_that_each_command_asks(site):
    signed_in = await site.run(*to(site))

    done = await site.run("whoami", "--json")

    assert signed_in.exit_code == 0
    assert "memory only" in signed_in.stderr
    assert (done.exit_code, done.stdout) == (1, "")
    assert "kept in memory only" in done.stderr
    assert not site.cache_file.exists()


def _declined(attempt) -> None:
    attempt.settle(Answered.NO)


def _too_late(attempt) -> None:
    attempt.until = attempt.signed_in


@pytest.mark.parametrize(
    ("answer", "says"),
    [(_declined, "was declined"), (_too_late, "has run out")],
)
async def test_a_sign_in_that_nobody_completes_says_why_in_one_paragraph(site, answer, says):
    site.device.answer = answer

    done = await site.run(*to(site))

    told = done.stderr.strip().splitlines()
    assert (done.exit_code, done.stdout) == (1, "")
    assert len(told) == 2  # where to enter the code, and what became of it
    assert says in told[1]


async def test_a_browser_that_nobody_answers_is_not_waited_for_forever(site, monkeypatch):
    monkeypatch.setattr(browser, "browser_here", lambda: True)
    monkeypatch.setattr(webbrowser, "open", lambda _: True)
    monkeypatch.setattr(interactive, "_UNATTENDED_S", 0.1)

    done = await site.run(*to(site)[:-1], "--json")

    assert (done.exit_code, done.stdout) == (1, "")
    told = done.stderr.strip().splitlines()
    assert told[0] == "Sign in in the browser that opens."
    assert "waiting 0.1 seconds" in told[1]
    assert "Add --device-code" in told[1]
    assert len(told) == 2


async def test_a_code_that_nobody_enters_is_not_waited_for_forever(site, monkeypatch):
    monkeypatch.setattr(device_code, "_UNATTENDED_S", -1)
    site.device.answer = lambda attempt: None

    done = await site.run(*to(site), "--json")

    assert (done.exit_code, done.stdout) == (1, "")
    assert "Nobody answered in time" in done.stderr


async def test_a_policy_that_blocks_the_code_says_to_use_the_browser(site):
    site.world.sign_ins.conditional_access = True

    done = await site.run(*to(site))

    assert done.exit_code == 1
    assert "AADSTS53003" in done.stderr
    assert "without --device-code" in done.stderr


@pytest.mark.usefixtures("cache")
async def test_graph_asks_once_for_its_own_application_and_then_nobody(site, monkeypatch):
    await site.told(*to(site))
    for stream in ("stdin", "stderr"):
        monkeypatch.setattr(sys, stream, Terminal())

    counts = [await site.graph() for _ in range(2)]

    assert counts[0] == counts[1] > 50
    assert len(site.device) == 2


async def test_a_client_that_microsoft_retired_says_to_leave_it_away(site):
    done = await site.run(*to(site), "--client-id", "a0c73c16-a7e3-4564-9a95-2bdf47383716")

    assert done.exit_code == 1
    assert "Leave --client-id away" in done.stderr


def _let_the_access_tokens_end(site: Site) -> None:
    cache = json.loads(site.cached())
    for token in cache["AccessToken"].values():
        token["expires_on"] = token["cached_at"]
    site.cache_file.write_text(json.dumps(cache))
