"""What the catalogue holds, where it comes from, and when it is read."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from local.setup.catalogue import TARGET, generate
from shared.exchange.catalogue import Status, catalogue
from shared.web.request import Effect

ROOT = Path(__file__).resolve().parents[2]
SOURCE = os.environ.get("NIGHTSHIFT_CMDLETS_SOURCE")


def test_it_says_which_commit_of_the_reference_it_was_made_from():
    source = catalogue().source

    assert source["repository"] == "MicrosoftDocs/office-docs-powershell"
    assert len(source["commit"]) == 40
    assert source["date"] == "2026-08-21"


def test_it_has_all_of_exchange_online_and_nothing_of_security_and_compliance():
    known = catalogue()
    cmdlets = [known.find(name) for name in known.names]

    documented = [one for one in cmdlets if one.status is not Status.UNDOCUMENTED]
    assert len(documented) == 730
    assert sum(one.module_only for one in documented) == 35
    assert known.find("Get-ComplianceSearch") is None


def test_a_parameter_is_what_the_reference_says_of_it():
    mailbox = catalogue().find("set-mailbox")

    assert mailbox.name == "Set-Mailbox"
    assert mailbox.parameters["identity"].mandatory
    assert not mailbox.parameters["type"].mandatory
    assert mailbox.parameters["hiddenfromaddresslistsenabled"].kind == "bool"
    assert mailbox.parameters["grantsendonbehalfto"].kind == "many"
    assert mailbox.parameters["confirm"].kind == "switch"
    assert mailbox.parameters["issuewarningquota"].kind == "limit"
    assert {"Shared", "Regular", "Room"} <= set(mailbox.parameters["type"].members)
    assert "archivequota" in mailbox.on_premises


def test_values_given_as_examples_for_text_and_lists_are_no_enumeration():
    mailbox = catalogue().find("Set-Mailbox")

    assert mailbox.parameters["auditowner"].members == ()
    assert catalogue().find("Get-EXOMailbox").parameters["recipienttypedetails"].members == ()


def test_an_enumeration_has_the_members_of_all_its_uses():
    """Get-Mailbox's page alone does not list the recipients that have no mailbox."""
    members = catalogue().find("Get-Mailbox").parameters["recipienttypedetails"].members

    assert {"UserMailbox", "MailUser", "MailUniversalSecurityGroup"} <= set(members)


def test_where_it_does_not_list_confirm_there_is_none():
    assert "confirm" not in catalogue().find("Get-Mailbox").parameters
    assert "confirm" not in catalogue().find("Set-Clutter").parameters
    assert "whatif" in catalogue().find("Set-Mailbox").parameters


@pytest.mark.parametrize(
    ("name", "effect"),
    [
        ("Get-Mailbox", Effect.READ),
        ("Search-UnifiedAuditLog", Effect.READ),
        ("Test-ApplicationAccessPolicy", Effect.READ),
        ("Test-Message", Effect.WRITE),  # sends one
        ("Set-Mailbox", Effect.WRITE),
        ("Start-HistoricalSearch", Effect.WRITE),
        ("Export-QuarantineMessage", Effect.WRITE),
        ("Set-Organization", Effect.WRITE),
    ],
)
def test_what_is_not_known_to_read_is_a_write(name, effect):
    assert catalogue().find(name).effect is effect


def test_no_cmdlet_is_called_as_another_is():
    names = Counter(name.casefold() for name in catalogue().names)

    assert [name for name, count in names.items() if count > 1] == []


def test_starting_the_app_does_not_read_it():
    code = (
        "import function_app\n"
        "import shared.app, shared.session, shared.exchange.catalogue as it\n"
        "print(it.catalogue.cache_info().currsize)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "0"


def test_the_file_is_in_the_wheel_and_small():
    files = {one.distribution_path for one in WheelBuilder(str(ROOT)).recurse_included_files()}

    assert "shared/exchange/cmdlets.json" in files
    assert TARGET.stat().st_size < 250_000


@pytest.mark.skipif(
    SOURCE is None, reason="NIGHTSHIFT_CMDLETS_SOURCE does not name a reading of the reference"
)
def test_the_file_is_what_the_generator_makes_of_its_source():
    source = json.loads(Path(SOURCE).read_text(encoding="utf-8"))

    assert generate(source) == TARGET.read_text(encoding="utf-8")


def _parameter(type_name="String", *values, online=True):
    return {"type": type_name, "accepted_values": list(values), "applies_to_exo": online}


def test_the_generator_writes_a_line_for_each_cmdlet_of_exchange_online():
    cmdlet = {
        "exo": True,
        "scc_only": False,
        "mandatory": ["Identity"],
        "on_premises_only": ["Server"],
        "parameters": {
            "Identity": _parameter("ThingIdParameter", "a", "b"),
            "Mode": _parameter("Some.Mode[]", "On", "Off", "$null"),
            "Server": _parameter("Fqdn", online=False),
            "When": _parameter("ExDateTime"),
        },
        "status": "replaced",
        "replaced_by": "Set-Other",
    }
    source = {
        "_source": {"repository": "r", "commit": "c", "commit_date": "d", "path": "p"},
        "_common_parameters": {"names": ["Verbose"]},
        "_undocumented_but_seen_in_module": {"exchange_online": ["Set-Hidden"]},
        "_formerly_exchange_online": {"Get-Old": {"last_listed": "2021-01-01"}},
        "Set-Thing": cmdlet,
        "Get-Case": {**cmdlet, "scc_only": True},
        "Get-Server": {**cmdlet, "exo": False},
    }

    assert json.loads(generate(source)) == {
        "source": {"repository": "r", "commit": "c", "date": "d", "path": "p"},
        "common": {"takes": "Verbose"},
        "choices": {"Mode": "Off On"},
        "former": {"Get-Old": "2021-01-01"},
        "cmdlets": {
            "Set-Hidden": {"takes": "", "status": "undocumented"},
            "Set-Thing": {
                "takes": "Identity! Mode:=Mode[] When:time",
                "onPremises": "Server",
                "status": "replaced",
                "instead": "Set-Other",
            },
        },
    }
