import json
import shutil

import pytest
from rich.console import Console
from typer.testing import CliRunner

from shared.app import App, app_is
from shared.cli.quota import app as command
from shared.settings import Settings, from_environment
from shared.store import names
from shared.web.errors import BadCall, Call, Refused, Throttled
from tests.fakes import FakeClock, MemoryStore
from tests.quota.mailboxes import GB, FakeExchange, mailbox_row
from tests.quota.sessions import FakeConnections

SMALL = (40 * GB, 41 * GB, 42 * GB)
GUID = "00000000-0000-4000-8000-000000000001"
TENANTS = """\
tenants:
  contoso:
    tenantId: 11111111-2222-3333-4444-555555555555
    domain: contoso.onmicrosoft.com
    mode: {quota: MODE}
"""


class Shell:
    """The command on one fake tenant."""

    def __init__(self, folder, *rows, mode="enforce"):
        (folder / "tenants.yaml").write_text(TENANTS.replace("MODE", mode), encoding="utf-8")
        shutil.copy(from_environment({}).config_dir / "quota.yaml", folder)
        self.exchange, self.memory = FakeExchange(*rows), MemoryStore()
        self.connections = FakeConnections(self.exchange, self.memory)
        self.app = App(Settings(config_dir=folder), clock=FakeClock(), store=self.memory.store)
        self.app.__dict__["connections"] = self.connections

    def run(self, *arguments, answer=None):
        with app_is(self.app):
            return CliRunner().invoke(command, arguments, input=answer, terminal_width=200)


@pytest.fixture(autouse=True)
def _wide_screen(monkeypatch):
    monkeypatch.setattr("shared.cli.output._screen", Console(width=250))


@pytest.fixture
def at_a_terminal(monkeypatch):
    monkeypatch.setattr("shared.cli.quota.someone_is_there", lambda: True)


def test_plan_ends_with_0_when_all_is_in_order(tmp_path):
    told = Shell(tmp_path, mailbox_row(1), mode="report").run("plan")

    assert told.exit_code == 0
    assert "1 mailboxes: 1 in order" in told.stdout


def test_plan_ends_with_1_and_shows_what_differs(tmp_path):
    shell = Shell(tmp_path, mailbox_row(1, SMALL), mode="report")

    told = shell.run("plan")

    assert told.exit_code == 1
    assert "40 GB / 41 GB / 42 GB" in told.stdout
    assert "1 would-change" in told.stdout
    assert not shell.exchange.writes


def test_json_is_one_document_with_the_promised_members(tmp_path):
    told = Shell(tmp_path, mailbox_row(1, SMALL)).run(
        "plan", "--tenant", "contoso.onmicrosoft.com", "--json"
    )

    document = json.loads(told.stdout)
    assert {"tenant", "run", "mailboxes", "requests", "changes", "findings"} <= document.keys()
    assert document["tenant"] == "11111111-2222-3333-4444-555555555555"
    assert [change["mailbox"] for change in document["changes"]] == ["person1@contoso.com"]


def test_plan_ends_with_1_when_something_is_unknown(tmp_path):
    told = Shell(tmp_path, mailbox_row(1, IssueWarningQuota=None)).run("plan")

    assert told.exit_code == 1
    assert "person1@contoso.com: quota-unreadable: IssueWarningQuota is no size" in told.stdout


def test_enforce_is_refused_in_mode_report_with_the_way_out(tmp_path):
    shell = Shell(tmp_path, mailbox_row(1, SMALL), mode="report")

    told = shell.run("enforce", "--yes")

    assert told.exit_code == 2
    assert "mode: {quota: enforce}" in told.stderr
    assert not shell.connections.opened


def test_enforce_needs_a_yes_where_nobody_can_be_asked(tmp_path):
    shell = Shell(tmp_path, mailbox_row(1, SMALL))

    told = shell.run("enforce")

    assert told.exit_code == 2
    assert "--yes" in told.stderr
    assert not shell.connections.opened


def test_enforce_with_yes_writes_and_keeps_its_result(tmp_path):
    shell = Shell(tmp_path, mailbox_row(1, SMALL))

    told = shell.run("enforce", "--yes")

    assert told.exit_code == 0
    assert "1 changed" in told.stdout
    assert len(shell.exchange.writes) == 1
    [row] = shell.memory.tables.of(names.RUNS)
    assert row.values["state"] == "completed"


@pytest.mark.parametrize(("answer", "writes", "code"), [("y\n", 1, 0), ("n\n", 0, 1)])
def test_enforce_asks_with_the_number_of_changes(tmp_path, at_a_terminal, answer, writes, code):
    shell = Shell(tmp_path, mailbox_row(1, SMALL))

    told = shell.run("enforce", answer=answer)

    assert "Change the quotas of 1 mailboxes of contoso.onmicrosoft.com?" in told.stderr
    assert len(shell.exchange.writes) == writes
    assert told.exit_code == code


@pytest.mark.parametrize(
    "error",
    [BadCall(Call("Set-Mailbox"), "above the licence"), Throttled(Call("x"), "busy", wait_s=300)],
)
def test_enforce_ends_with_1_when_a_change_failed(tmp_path, error):
    shell = Shell(tmp_path, mailbox_row(1, SMALL))
    shell.exchange.before[GUID] = [error]

    told = shell.run("enforce", "--yes", "--json")

    assert told.exit_code == 1
    assert json.loads(told.stdout)["changes"][0]["outcome"] == "failed"


def test_a_refused_sign_in_is_one_sentence(tmp_path):
    shell = Shell(tmp_path)
    shell.connections.refusal = Refused(Call("sign-in"), "consent is missing")

    told = shell.run("plan")

    assert told.exit_code == 1
    assert "consent is missing" in told.stderr
    assert "Traceback" not in told.output


def test_an_unknown_tenant_is_wrong_usage(tmp_path):
    told = Shell(tmp_path).run("plan", "--tenant", "fabrikam")

    assert told.exit_code == 2
    assert "no tenant 'fabrikam'" in told.stderr


def test_a_broken_policy_is_wrong_configuration(tmp_path):
    shell = Shell(tmp_path)
    (tmp_path / "quota.yaml").write_text("rules: []\n", encoding="utf-8")

    told = shell.run("plan")

    assert told.exit_code == 2
    assert "quota.yaml:1" in told.stderr.replace("\n", "")
