"""
No secret can be read afterwards, whatever happens: in logs, transcripts, results, rows, messages,
errors, or on the screen.

The ways to sign in are watched likewise by `tests.identity`, with Azure's own libraries.
"""

import asyncio

import pytest

from local.tenant.faults.rule import Kind
from shared.doctor.hosts import Feature, Host
from shared.doctor.reach import Reacher
from shared.exchange.values import Edit
from shared.identity.secret_store import SecretStore
from shared.runs import run_of
from shared.session import internet
from shared.web.errors import ServiceError
from tests.azure_in_process import AsOperator, InProcess
from tests.canaries.watch import Watch
from tests.canaries.wire import Guarded
from tests.fakes import FakeClock
from tests.harness import ORIGIN
from tests.mailboxes.prompt import Prompt

PASSWORD = "Canary-of-a-profile-7"
ADDRESS = "canary@contoso.com"
# What the environment of a function app or a desk may hold beside our settings.
ENVIRONMENT = {
    "AzureWebJobsStorage": "AccountName=a;AccountKey=Canary-of-a-storage-account==;",
    "AZURE_CLIENT_SECRET": "Canary-of-the-environment",
    "IDENTITY_HEADER": "Canary-of-a-managed-identity",
    "HTTPS_PROXY": "Canary-who:Canary-of-a-proxy@127.0.0.1:1",
}


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
def prompt(tmp_path, watch, monkeypatch):
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
        watch.guard(name, value)
    watch.guard("a proxy's password", "Canary-of-a-proxy")
    made = Prompt(tmp_path, mailboxes=60)
    house = made.house
    house.asgi = Guarded(house.asgi, watch)
    house.tenant.clients[0].vault_roles = ("Key Vault Secrets Officer",)
    house.app.__dict__["secrets"] = SecretStore(
        ORIGIN, lambda: AsOperator(house), local=True, transport=InProcess(house)
    )
    with watch.over(house.world):
        yield made


def leaks(prompt, watch) -> list[str]:
    watch.see_store(prompt.house.memory)
    for file in prompt.house.app.desk.folder.rglob("*"):
        if file.is_file():
            watch.see("the desk", file.read_text(encoding="utf-8"))
    return watch.leaks()


def type_in(prompt, watch, *words, answer=None):
    """A command is run, and everything that it shows is seen."""
    told = prompt.type(*words, answer=answer)
    watch.see(f"`{words[0]}`", told.output + told.stderr)
    if told.exception is not None:
        watch.see_error(f"`{words[0]}`", told.exception)
    return told


async def at_night(prompt):
    """Somebody is offboarded, quotas are enforced, the tenant is audited."""
    house = prompt.house
    [upn] = await house.picks("leaver")
    await house.ask(requestId="r-1", user=upn)
    await house.settle()
    tenant = house.app.tenants.find(None)
    run = run_of("quota", tenant.tenant_id, house.clock.now())
    await house.app.runs.open_by_hand(run)
    await house.app.quota.night(tenant, run, enforce=True)
    await house.app.audit.by_hand(tenant)
    await house.app.close()


def test_what_is_done_by_night_and_at_a_prompt_shows_no_secret(prompt, watch):
    asyncio.run(at_night(prompt))

    told = [
        type_in(prompt, watch, *words.split())
        for words in (
            f"mailbox new {ADDRESS} --password-to-vault first --json",
            f"exo Set-Mailbox -Identity {prompt.admin} -CustomAttribute1 x",
            "whoami --json",
            "doctor --json",
            "offboard list --json",
            "transcript list --json",
        )
    ]

    assert [one.exit_code for one in told] == [0, 0, 0, 0, 0, 0], [one.output for one in told]
    assert leaks(prompt, watch) == []
    assert {"a token", "a bearer token", "a password"} <= {*watch.secrets.values()}


async def call_and_fail(prompt, watch):
    """Reads and writes, with secrets among what is written; each error is seen."""
    app, admin = prompt.house.app, prompt.admin
    profile = {"passwordProfile": {"password": PASSWORD, "forceChangePasswordNextSignIn": True}}
    with_addresses = Edit(add=["smtp:canary@contoso.com"])
    async with app.desk.open(run="r", reason="canaries") as session:
        for call in (
            session.exchange.invoke("Get-Mailbox", Identity=admin),
            session.exchange.invoke("Set-Mailbox", Identity=admin, EmailAddresses=with_addresses),
            session.graph.get(f"/users/{admin}"),
            session.graph.send("PATCH", f"/users/{admin}", profile),
        ):
            try:
                await call
            except ServiceError as error:
                watch.see_error(type(error).__name__, error)
    await app.close()


@pytest.mark.parametrize("kind", Kind)
def test_no_kind_of_fault_brings_a_secret_to_light(prompt, watch, kind):
    waits = {"seconds": 1} if kind in {Kind.SLOW, Kind.LAG} else {}
    prompt.fault(kind=kind, path="^/(adminapi|v1.0)/", **waits)

    asyncio.run(call_and_fail(prompt, watch))
    type_in(
        prompt, watch, "exo", "Set-Mailbox", "-Identity", prompt.admin, "-CustomAttribute1", "x"
    )

    assert leaks(prompt, watch) == []


def test_a_service_that_quotes_the_request_brings_no_secret_to_light(prompt, watch):
    prompt.house.asgi.quoting = True

    asyncio.run(call_and_fail(prompt, watch))
    type_in(prompt, watch, "exo", "Get-Mailbox", "-Identity", prompt.admin)
    type_in(prompt, watch, "mailbox", "new", ADDRESS, "--password-to-vault", "first")
    type_in(prompt, watch, "doctor", "--json")

    assert leaks(prompt, watch) == []
    assert "BadCall" in watch.seen


def test_a_key_that_is_made_and_a_password_that_is_typed_are_shown_nowhere(
    prompt, watch, tmp_path, monkeypatch
):
    monkeypatch.setattr("shared.cli.exo_run.someone_is_there", lambda: True)
    watch.guard("a password", PASSWORD)
    key = tmp_path / "app.pem"

    made = type_in(prompt, watch, *f"setup app --certificate local {key} --json".split())
    typed = type_in(
        *(prompt, watch, "exo", "New-Mailbox", "-Name", "canary", "-MicrosoftOnlineServicesID"),
        *(ADDRESS, "-Password", "--with-output"),
        answer=f"{PASSWORD}\n{PASSWORD}\n",
    )
    watch.guard("a private key", key.read_text(encoding="utf-8"))

    assert (made.exit_code, typed.exit_code) == (0, 0), made.stderr + typed.stderr
    assert leaks(prompt, watch) == []


@pytest.mark.parametrize("scheme", ["", "http://"])
async def test_a_proxy_that_cannot_be_used_is_named_without_its_password(
    watch, monkeypatch, scheme
):
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.setenv("HTTPS_PROXY", f"{scheme}who:Canary-of-a-proxy@127.0.0.1:1")
    watch.guard("a proxy's password", "Canary-of-a-proxy")
    host = Host("tenant.invalid", 443, Feature.SIGN_IN, "sign-in")

    watch.see("the finding", await Reacher(internet, FakeClock(), 0.3).reach(host))

    assert watch.leaks() == []
    assert "the proxy 127.0.0.1 could not be used" in str(watch.seen)


@pytest.mark.parametrize("form", ["{}", "x={} y", '{{"password": "{}"}}'])
def test_the_watch_finds_what_leaks(watch, form):
    watch.guard("a secret", 'with "quotes" and 50 %')
    watch.see("a log", form.format('with \\"quotes\\" and 50 %'))

    assert watch.leaks() == ["a secret in a log"]
