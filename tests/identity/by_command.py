"""A customer's tenant taken on by commands alone, as far as the lines that sign in to it."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import typer
import yaml
from typer.testing import CliRunner

from local.tenant.app import build_app
from local.tenant.tenant import Tenant
from local.tenant.world import World
from shared.app import App, app_is
from shared.cli.setup import app as setup
from shared.cli.tenants import app as tenants
from shared.clock import stamp
from shared.desk.login import Login
from shared.settings import Settings
from shared.tenants import Cloud
from tests.fakes import MemoryStore
from tests.harness import ORIGIN, Minted

_GLOBAL = 2  # Global and Exchange Administrator, by their place in each tenant


def taken_on(world: World, folder: Path, identity_id: str) -> dict[str, str]:
    """How the operator signs in to the second tenant, as the commands say it."""
    # They run loops of their own, which a thread that has one cannot.
    with ThreadPoolExecutor(1) as beside:
        return beside.submit(_taken_on, world, folder, identity_id).result()


def _taken_on(world: World, folder: Path, identity_id: str) -> dict[str, str]:
    home, customer = world.tenants
    made = _run(
        world, folder, home, setup, "app", "--multi-tenant", "--trust-identity", identity_id
    )
    asyncio.run(_consent(world, customer, made["clientId"]))
    [own] = yaml.safe_load(f"tenants:\n{made['tenantsYaml']}")["tenants"].values()
    vouches = own["auth"]["operator"]["identityClientId"]
    arguments = ("--client-id", made["clientId"], "--identity", vouches, "--cloud", "local")
    added = _run(world, folder, customer, tenants, "add", customer.domain, *arguments)
    [section] = yaml.safe_load(f"tenants:\n{added['tenantsYaml']}")["tenants"].values()
    return dict(section["auth"]["operator"])


def _run(
    world: World, folder: Path, tenant: Tenant, command: typer.Typer, *arguments: str
) -> dict[str, str]:
    """What *command* printed to the administrator of *tenant*."""
    app = App(
        Settings(folder, local_endpoint=ORIGIN, home=folder / "desk"),
        clock=world.clock,
        store=MemoryStore().store,
        credentials=Minted(world, _GLOBAL),
        http=lambda: httpx.AsyncClient(transport=httpx.ASGITransport(app=build_app(world))),
    )
    app.desk.logins.remember(
        Login(
            tenant_id=tenant.tenant_id,
            domain=tenant.domain,
            cloud=Cloud.LOCAL,
            method="device-code",
            user=tenant.people.read(_GLOBAL).who.upn,
            signed_in_at=stamp(world.clock.now()),
        )
    )
    with app_is(app):
        told = CliRunner().invoke(command, [*arguments, "--json"])
    if told.exit_code:
        raise AssertionError(f"{told.stdout}{told.stderr}")
    document: dict[str, str] = json.loads(told.stdout)
    return document


async def _consent(world: World, customer: Tenant, client_id: str) -> None:
    """The customer's administrator lets the app in, at the page that the link opens."""
    transport = httpx.ASGITransport(app=build_app(world))
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as http:
        answer = await http.post(
            f"/{customer.tenant_id}/adminconsent",
            params={"client_id": client_id},
            data={"user": customer.people.who(_GLOBAL).upn, "answer": "yes"},
        )
        answer.raise_for_status()
