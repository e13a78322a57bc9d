"""What Exchange does not have is refused as there; what we do not simulate says that."""

import pytest

from local.tenant.exchange.catalogue import real
from local.tenant.exchange.cmdlet import COMMON, Parameter, cmdlets
from tests.tenant.conftest import refusal_of


def test_all_that_is_simulated_exists():
    common = {Parameter.parse(one).name for one in COMMON}
    for cmdlet in cmdlets().values():
        known = real(cmdlet.name)
        assert known is not None, cmdlet.name
        assert known.name == cmdlet.name
        spelled = {one.name for one in known.parameters.values()} | common
        assert {one.name for one in cmdlet.parameters.values()} <= spelled, cmdlet.name


def test_what_exchange_always_demands_is_demanded():
    for cmdlet in cmdlets().values():
        demanded = {one.name for one in real(cmdlet.name).parameters.values() if one.mandatory}
        ours = {one.name for one in cmdlet.parameters.values() if one.mandatory}
        assert demanded <= ours, cmdlet.name


@pytest.mark.parametrize(
    ("cmdlet", "parameters"),
    [
        ("Get-Mailbox", {"Confirm": False}),
        ("Get-Mailbox", {"WhatIf": True}),
        ("Set-Mailbox", {"Identity": "x", "ArchiveQuota": "1 GB"}),
        ("New-TransportRule", {"Nmae": "x"}),
    ],
)
async def test_a_parameter_exchange_does_not_have_fits_no_set(caller, cmdlet, parameters):
    answer = await caller.run(cmdlet, **parameters)

    assert (answer.status_code, refusal_of(answer)) == (400, "AmbiguousParameterSetException")


@pytest.mark.parametrize(
    ("cmdlet", "parameters", "what"),
    [
        ("Get-Mailbox", {"PublicFolder": True}, "the parameter PublicFolder."),
        (
            "set-mailbox",
            {"identity": "x", "SCHEDULERASSISTANT": 1},
            "SCHEDULERASSISTANT.",
        ),
        ("new-journalrule", {"Name": "x"}, "the cmdlet New-JournalRule."),
        ("Set-Organization", {"Anything": 1}, "the cmdlet Set-Organization."),
    ],
)
async def test_what_exchange_has_and_we_have_not_is_told_apart(caller, cmdlet, parameters, what):
    answer = await caller.run(cmdlet, **parameters)

    assert (answer.status_code, refusal_of(answer)) == (501, "NotImplementedException")
    assert answer.json()["error"]["details"][0]["message"].endswith(what)


@pytest.mark.parametrize("cmdlet", ["Get-EXOMailbox", "Get-MailboxSearch", "Get-ComplianceSearch"])
async def test_a_command_the_service_does_not_run_looks_forbidden(caller, cmdlet):
    answer = await caller.run(cmdlet)

    assert answer.status_code == 403
    assert set(answer.content) == {0}


async def test_a_role_is_asked_before_it_is_told_what_is_not_simulated(caller):
    [caller.client] = [one for one in caller.tenant.clients if one.name == "reader"]

    answer = await caller.run("New-TransportRule", Name="x")

    assert answer.status_code == 403
