"""Every cmdlet and parameter that the app can send is in the catalogue."""

import ast
import re
from collections import defaultdict
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from local.tenant.nameserver import NameServer
from shared.exchange.catalogue import catalogue
from shared.offboarding.model import State
from shared.runs import run_of
from shared.web.errors import ServiceError
from tests.harness import House

SHARED = Path(__file__).resolve().parents[2] / "shared"
VERBS = "|".join(sorted({name.partition("-")[0] for name in catalogue().names}))
CMDLET = re.compile(rf"\b(?:{VERBS})-[A-Z]\w+(?!\w|…)")
PARAMETER = re.compile(rf"({CMDLET.pattern}), parameter (\w+)")
# Commands of PowerShell itself, in sentences to who comes from there, and beginnings of names.
OF_POWERSHELL = {"Get-Credential", "Get-Date", "New-PSSession", "Set-ExecutionPolicy"}
OF_POWERSHELL |= {"Get-EXO", "New-Exo", "New-ExoPSSession"}
# Their nights are run below, so each cmdlet they name must have been sent.
CAPABILITIES = ("audit", "offboarding", "quota")


def strings(folder):
    """Every string constant in the code of *folder*, docstrings among them."""
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def test_every_cmdlet_named_anywhere_in_the_house_exists():
    named = {name for text in strings(SHARED) for name in CMDLET.findall(text)} - OF_POWERSHELL

    assert {"Set-Mailbox", "Get-EXOMailbox", "Get-TransportConfig"} <= named
    assert sorted(name for name in named if catalogue().find(name) is None) == []


def test_every_parameter_given_as_a_source_exists():
    named = {found for text in strings(SHARED) for found in PARAMETER.findall(text)}

    assert ("Set-Mailbox", "Type") in named
    assert [one for one in sorted(named) if not catalogue().find(one[0]).takes(one[1])] == []


@asynccontextmanager
async def house(folder):
    """A tenant with its name server, whose profile also forwards mail."""
    found = House(folder)
    profile = (folder / "offboarding.yaml").read_text()
    more = "      - leave-groups\n      - forward-mail\n"
    (folder / "offboarding.yaml").write_text(profile.replace("      - leave-groups\n", more))
    async with NameServer(found.world, "127.0.0.1", 0) as server:
        found.app.settings = replace(found.app.settings, dns_server=("127.0.0.1", server.port))
        try:
            yield found
        finally:
            await found.app.close()


async def offboard(house):
    [upn] = await house.picks("leaver")
    manager = (await house.person(upn))["manager"]
    await house.ask(requestId="r-1", user=upn, forwardTo=manager)
    await house.settle()
    assert (await house.case("r-1")).state is State.COMPLETED


async def enforce_quotas(house):
    tenant = house.app.tenants.find(None)
    run = run_of("quota", tenant.tenant_id, house.clock.now())
    report = await house.app.quota.night(tenant, run, enforce=True)
    assert report.results


async def audit(house):
    await house.app.audit.start_morning()
    [message] = house.memory.queues.take("audit-runs")
    await house.app.audit.run(message)


async def test_what_a_day_of_the_app_sends_is_in_the_catalogue_and_in_its_spelling(tmp_path):
    async with house(tmp_path) as home:
        await offboard(home)
        await enforce_quotas(home)
        await audit(home)
        sent = defaultdict(set)
        for entry in home.world.journal.since(0):
            if entry.cmdlet:
                sent[entry.cmdlet].update(entry.parameters)

    for name, parameters in sent.items():
        cmdlet = catalogue().find(name)
        assert cmdlet.name == name
        spelled = {one.name for one in cmdlet.parameters.values()}
        assert parameters <= spelled, name
    assert {"ForwardingAddress", "Type", "ProhibitSendQuota"} <= sent["Set-Mailbox"]
    named = {
        text
        for capability in CAPABILITIES
        for text in strings(SHARED / capability)
        if CMDLET.fullmatch(text)
    }
    assert sorted(named - sent.keys()) == []


async def test_in_a_dry_run_no_write_of_any_cmdlet_leaves(tmp_path):
    home = House(tmp_path)
    refused = set()
    tenant = home.app.tenants.find(None)

    async with home.app.connections.open(
        tenant, run="r-1", reason="every cmdlet", what_if=True
    ) as session:
        for name in catalogue().names:
            cmdlet = catalogue().find(name)
            needed = [one for one in cmdlet.parameters.values() if one.mandatory]
            given = {one.name: (*one.members, "x")[0] for one in needed}
            try:
                await session.exchange.invoke(name, **given)
            except ServiceError:
                refused.add(name)  # unsent, or a read that this tenant does not simulate
    await home.app.close()

    arrived = {entry.cmdlet for entry in home.world.journal.since(0) if entry.cmdlet}
    reading = {name for name in catalogue().names if re.match("Get-|Search-|Test-", name)}
    assert len(arrived) > 200
    assert arrived <= reading
    assert not [name for name in arrived if name.startswith("Test-") and _rehearses(name)]
    silent = set(catalogue().names) - arrived - refused
    assert {"Set-Mailbox", "Remove-Mailbox", "Test-Message", "Expedite-Delicensing"} <= silent


def _rehearses(name):
    return "whatif" in catalogue().find(name).parameters
