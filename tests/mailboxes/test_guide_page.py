"""docs/guide-to-nightshift.md: every line in a box is run, in the order of the page."""

import re
import shlex
from pathlib import Path

import pytest

from shared.cli import mailbox, mailflow
from shared.identity.secret_store import SecretStore
from tests.azure_in_process import AsOperator, InProcess
from tests.harness import ORIGIN
from tests.mailboxes.prompt import Prompt

PAGE = Path(__file__).resolve().parents[2] / "docs" / "guide-to-nightshift.md"
_BOX = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_END = re.compile(r"\s# exit (\d)")


def lines(kind):
    boxes = [text for name, text in _BOX.findall(PAGE.read_text()) if name == kind]
    return [line for text in boxes for line in text.splitlines()]


@pytest.fixture
def prompt(tmp_path, monkeypatch):
    """The page's people are people of the tenant, who have a vault and sit at a terminal."""
    monkeypatch.setattr("shared.cli.mailbox_new.at_a_terminal", lambda: True)
    found = Prompt(tmp_path)
    house = found.house
    house.tenant.clients[0].vault_roles = ("Key Vault Secrets Officer",)
    house.app.__dict__["secrets"] = SecretStore(
        ORIGIN, lambda: AsOperator(house), local=True, transport=InProcess(house)
    )
    return found


def named(prompt, line):
    """*line* with people that there are in the tenant."""
    for name, kind in (("adele", "leaver"), ("alex", "manager"), ("info", "shared")):
        line = line.replace(f"{name}@contoso.com", prompt.pick(kind))
    return line


def read(prompt, line):
    """The words of *line*, without its comment, and how it ends if the comment says so."""
    ends = _END.search(line)
    words = shlex.split(named(prompt, line), comments=True)
    return words, int(ends[1]) if ends else None


def test_every_line_of_ours_does_what_the_page_says(prompt):
    for line in lines("sh"):
        [program, *words], ends = read(prompt, line)

        told = prompt.type(*words)

        assert program == "nightshift"
        assert told.exit_code == (ends or 0), f"{line}\n{told.output}"
        assert told.output.strip(), line


def test_every_line_of_powershell_gives_its_result_or_the_working_form(prompt):
    for line in lines("powershell"):
        words, ends = read(prompt, line)

        told = prompt.type("exo", *words)

        assert told.exit_code == ends or told.exit_code in {0, 2}, f"{line}\n{told.output}"
        assert told.exit_code != 2 or re.search("nightshift|use ", told.stderr), (
            f"{line}\n{told.output}"
        )


def test_every_page_that_is_pointed_to_is_there():
    links = re.findall(r"\]\(([^)#]+)\)", PAGE.read_text())

    assert len(links) > 5
    assert [link for link in links if not (PAGE.parent / link).exists()] == []


def test_the_page_has_every_command_of_mailbox_and_mailflow():
    page = {tuple(line.split()[1:3]) for line in lines("sh")}
    groups = {"mailbox": mailbox.app, "mailflow": mailflow.app}
    for group, app in groups.items():
        for command in app.registered_commands:
            assert (group, command.name or command.callback.__name__) in page
