"""docs/connect.md says what is so: commands parse, settings are valid, links lead somewhere."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_group
from typer.testing import CliRunner

from shared.cli.main import app as nightshift
from shared.config import Section
from shared.doctor.catalogue import catalogue
from shared.doctor.hosts import as_markdown
from shared.identity.public_client import EXCHANGE_MODULE, GRAPH_TOOLS, name_of
from shared.tenants import Cloud, Identities

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "connect.md").read_text(encoding="utf-8")
METHODS = ("managed-identity", "certificate", "federated", "interactive", "device-code")


class Example(Section):
    auth: Identities


def blocks_in(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def commands() -> list[str]:
    lines = "".join(blocks_in("sh")).splitlines()
    return sorted({line for line in lines if line.startswith("nightshift ")})


@pytest.mark.parametrize("line", commands())
def test_every_command_is_one_with_these_options(line):
    command: Any = get_group(nightshift)
    words = line.split()[1:]
    while words and not words[0].startswith("-") and hasattr(command, "commands"):
        name = words.pop(0)
        command = command.commands[name].make_context(name, [], resilient_parsing=True).command
    given = {word for word in words if word.startswith("--")}
    known = {option for parameter in command.params for option in parameter.opts}

    assert given <= known


@pytest.mark.parametrize("example", blocks_in("yaml"))
def test_every_example_of_auth_is_valid(example):
    assert Example.model_validate(yaml.safe_load(example)).auth.operator.method


def test_every_way_to_sign_in_has_its_section():
    assert [method for method in METHODS if f"method: {method}" not in PAGE] == []
    assert "method: azure-cli" in PAGE


def test_the_hosts_are_those_that_the_doctor_tests():
    [listed] = re.findall(r"<!-- hosts: begin -->\n(.*?)<!-- hosts: end -->", PAGE, re.DOTALL)

    assert listed == as_markdown(Cloud.PUBLIC)


def test_the_applications_are_those_that_are_signed_in_to():
    for client in (EXCHANGE_MODULE, GRAPH_TOOLS):
        assert f"{name_of(client)} | `{client}`" in PAGE


def test_every_link_leads_to_a_finding_a_heading_or_a_page():
    codes = {one.code for one in catalogue()} | {"hosts-and-ports"}
    headings = {
        re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.*)$", PAGE, re.MULTILINE)
    }
    for target in re.findall(r"\]\(([^)]+)\)", PAGE):
        page, _, place = target.partition("#")
        assert not page or (DOCS / page).is_file(), target
        if place:
            assert place in (codes if page else headings), target


def test_the_five_classic_errors_are_explained_by_the_finding_they_lead_to():
    rows = re.findall(r"^\| (.*?) \| \[([\w-]+)\]\(troubleshooting", PAGE, re.MULTILINE)

    assert len(rows) > 10
    for text, code in rows[:5]:
        told = CliRunner().invoke(nightshift, ["doctor", "explain", text.replace("…", "...")])
        assert code in told.stdout, text
