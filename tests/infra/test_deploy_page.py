"""docs/deploy.md says what is so: its commands parse, and what they name exists."""

import re
import shutil
import subprocess
from uuid import UUID

import pytest
import yaml
from typer.testing import CliRunner

from shared.cli.main import app as nightshift
from shared.offboarding.request import open_envelope, validate
from shared.rights.needs import EXCHANGE_PERMISSION, cmdlets, permissions
from shared.rights.roles import choose, known_holders
from shared.store import names
from shared.tenants import Role, TenantsFile
from tests.infra.sources import INFRA, text_of

PAGE = (INFRA.parent / "docs" / "deploy.md").read_text(encoding="utf-8")
MAIN = text_of("main.bicep")
BASH = shutil.which("bash")


def blocks_in(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.skipif(BASH is None, reason="no bash to parse the commands with")
@pytest.mark.parametrize("commands", blocks_in("bash"))
def test_the_commands_are_sound_bash(commands):
    done = subprocess.run(
        [str(BASH), "-n"], input=commands, capture_output=True, text=True, timeout=10, check=False
    )

    assert done.stderr == ""
    assert done.returncode == 0


def test_every_output_that_a_command_asks_for_exists():
    asked = set(re.findall(r"\$\(output (\w+)\)", PAGE)) | set(re.findall(r"<(\w+Id)>", PAGE))

    assert asked
    assert asked <= set(re.findall(r"^output (\w+) ", MAIN, re.MULTILINE))


def test_every_parameter_that_the_page_names_exists():
    named = {"alertEmail", "hrPrincipalId", "reportReadersGroupId", "dataStorageSku"}
    named |= {"evidenceDays", "evidenceLocked", "schedules"}

    assert {name for name in named if f"`{name}`" not in PAGE} == set()
    assert named <= set(re.findall(r"^param (\w+) ", MAIN, re.MULTILINE))


@pytest.mark.parametrize("role", list(Role))
def test_what_is_granted_by_hand_is_what_the_command_grants(role):
    grants = re.findall(rf'^grant "\${role}" "\$(\w+)" ((?:.*\\\n)*.*)$', PAGE, re.MULTILINE)
    granted = {api: {*named.replace("\\", "").split()} for api, named in grants}

    assert granted == {"exchange": {EXCHANGE_PERMISSION}, "graph": {*permissions(role)}}


@pytest.mark.parametrize("role", list(Role))
def test_the_role_groups_made_by_hand_are_those_of_the_command(role):
    [named] = re.findall(
        rf'^New-RoleGroup -Name "Nightshift {role}" -Roles (.*)$', PAGE, re.MULTILINE
    )
    needs = cmdlets(role)

    assert re.findall(r'"([^"]+)"', named) == [*choose(needs, known_holders(needs)).roles]


def test_every_command_of_nightshift_on_the_page_is_one():
    runner = CliRunner()
    commands = set(re.findall(r"^\.venv/bin/nightshift (\w+ \w+)", PAGE, re.MULTILINE))

    assert {"setup identity", "setup app", "tenants add"} <= commands
    for command in commands - {"login"}:
        told = runner.invoke(nightshift, [*command.split(), "--help"])
        assert told.exit_code == 0, command


def test_the_example_of_a_tenant_is_valid_and_only_reports():
    [example] = blocks_in("yaml")
    client_id = str(UUID(int=1))
    filled = re.sub(r"<\w+ClientId>", client_id, example)

    [tenant] = TenantsFile.model_validate(yaml.safe_load(filled)).tenants.values()

    assert tenant.auth.operator.client_id == client_id
    assert {str(mode) for mode in tenant.mode.model_dump().values()} == {"report"}


def test_the_first_request_is_valid_and_changes_nothing():
    [body] = re.findall(r"^  '(\{.*\})'$", PAGE, re.MULTILINE)

    request = validate(open_envelope(body).content)

    assert request.dry_run


def test_the_first_request_goes_to_the_queue_of_requests():
    assert re.findall(r"--queue-name (\S+)", PAGE) == [names.REQUESTS]


def test_the_evidence_that_can_be_locked_is_the_evidence_there_is():
    assert f"for container in {names.RESULTS} {names.TRANSCRIPTS};" in PAGE


def test_every_make_target_exists():
    makefile = (INFRA.parent / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make (\w+)$", PAGE, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_page_says_that_nothing_was_deployed():
    assert "Nothing was ever deployed to Azure" in PAGE
