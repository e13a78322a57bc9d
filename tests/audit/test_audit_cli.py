import json

import pytest
from typer.testing import CliRunner

from shared.app import App, app_is
from shared.audit.catalogue import catalogue
from shared.audit.snapshot import Snapshot
from shared.cli.audit import app
from shared.settings import Settings
from shared.web.errors import Call, Refused, Throttled
from tests.audit.healthy import healthy, mailbox, snapshot
from tests.audit.mornings import FABRIKAM, Mornings

CALL = Call("Get-TransportConfig")


@pytest.fixture
def config(tmp_path, monkeypatch):
    """An audit.yaml of the test's own."""
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "audit.yaml").write_text("settings: {}\n")
    monkeypatch.setenv("NIGHTSHIFT_CONFIG_DIR", str(folder))
    return folder / "audit.yaml"


def _evaluate(folder, data, *options):
    path = folder / "snapshot.json"
    taken: Snapshot = snapshot(data)
    path.write_text(json.dumps(taken.document()))
    return CliRunner().invoke(app, ["evaluate", "--snapshot", str(path), *options])


@pytest.mark.usefixtures("config")
def test_a_tenant_in_order_ends_with_0_and_says_coverage_before_score(tmp_path):
    done = _evaluate(tmp_path, healthy())

    assert done.exit_code == 0
    assert done.stdout.startswith("Coverage 100%, score 100%")


@pytest.mark.usefixtures("config")
def test_what_failed_or_is_unknown_comes_with_what_to_do_and_ends_with_1(tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")
    data = healthy()
    data["Get-TransportConfig"][0]["SmtpClientAuthenticationDisabled"] = False
    del data["Get-AdminAuditLogConfig"]

    done = _evaluate(tmp_path, data)

    assert done.exit_code == 1
    fail, unknown = done.stdout.index("│ fail"), done.stdout.index("│ unknown")
    assert fail < unknown
    assert "Set-TransportConfig -SmtpClientAuthenticationDisabled $true" in done.stdout
    assert "Get-AdminAuditLogConfig was not read" in done.stdout
    assert "1 fail, 1 unknown" in done.stdout


@pytest.mark.usefixtures("config")
def test_the_worst_failure_is_first_and_many_of_a_kind_are_one_row(tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")
    data = healthy()
    data["Get-EXOMailbox"] = [
        mailbox(f"m{number}@contoso.com", AuditEnabled=False) for number in range(8)
    ]
    data["Get-OrganizationConfig"][0]["OAuth2ClientProfileEnabled"] = False

    shown = _evaluate(tmp_path, data).stdout

    assert shown.index("critical") < shown.index("low")
    assert "m4@contoso.com" in shown
    assert "m5@contoso.com" not in shown
    assert "and 3 more" in shown


@pytest.mark.usefixtures("config")
def test_json_is_one_document_on_stdout(tmp_path):
    done = _evaluate(tmp_path, {}, "--json")

    document = json.loads(done.stdout)
    assert done.exit_code == 1
    assert {one["status"] for one in document["findings"]} == {"unknown"}
    assert (document["coverage"], document["score"]) == (0.0, None)


def test_the_settings_of_audit_yaml_are_used(tmp_path, config):
    config.write_text("settings: {allowedForwardingDomains: [partner.example]}\n")
    data = healthy()
    data["Get-RemoteDomain"] = [
        {"Name": "Partner", "DomainName": "partner.example", "AutoForwardEnabled": True}
    ]

    assert _evaluate(tmp_path, data).exit_code == 0


def test_a_misspelt_setting_is_named_with_its_line_and_ends_with_2(tmp_path, config):
    config.write_text("settings:\n  allowedForwardDomains: []\n")

    done = _evaluate(tmp_path, healthy())

    assert done.exit_code == 2
    assert "audit.yaml:2: settings.allowedForwardDomains" in done.stderr.replace("\n", "")


@pytest.mark.usefixtures("config")
def test_a_file_that_is_no_snapshot_ends_with_2_and_one_sentence(tmp_path):
    path = tmp_path / "x.json"
    path.write_text("{}")

    done = CliRunner().invoke(app, ["evaluate", "--snapshot", str(path)])

    assert done.exit_code == 2
    assert "not a snapshot" in " ".join(done.stderr.split())
    assert "Traceback" not in done.output


@pytest.mark.usefixtures("config")
def test_a_snapshot_may_be_given_as_its_folder(tmp_path):
    by_file = _evaluate(tmp_path, healthy(), "--json")

    by_folder = CliRunner().invoke(app, ["evaluate", "--snapshot", str(tmp_path), "--json"])

    assert by_folder.exit_code == 0
    assert json.loads(by_folder.stdout) == json.loads(by_file.stdout)


def test_the_table_of_controls_has_what_each_reads_and_how_to_mend_it(monkeypatch):
    monkeypatch.setenv("COLUMNS", "400")

    shown = CliRunner().invoke(app, ["controls"]).stdout

    for one in catalogue():
        assert one.remedy in shown
        assert all(read.key in shown for read in (*one.reads, *one.consults))
    assert "Get-Recipient (if needed)" in shown


def test_all_controls_are_listed_with_what_they_read():
    done = CliRunner().invoke(app, ["controls", "--json"])

    listed = json.loads(done.stdout)
    assert [one["id"] for one in listed] == [one.id for one in catalogue()]
    assert all(one["reads"] and one["remedy"] and one["explanation"] for one in listed)


@pytest.fixture
def mornings(tmp_path):
    """The process's app audits a fake tenant."""
    made = Mornings()
    house = App(Settings(config_dir=tmp_path))
    vars(house).update(tenants=made.tenants, audit=made.audits)  # cached properties, filled
    with app_is(house):
        yield made


def test_a_run_by_hand_reports_and_keeps_its_result(mornings):
    done = CliRunner().invoke(app, ["run", "--tenant", "fabrikam.com", "--json"])

    document = json.loads(done.stdout)
    assert done.exit_code == 0
    assert document["tenant"] == FABRIKAM == mornings.result()["tenant"]
    assert document["findings"] == mornings.result()["findings"]


def test_a_run_by_hand_names_its_evidence_in_json(mornings):
    done = CliRunner().invoke(app, ["run", "--tenant", "contoso", "--json"])

    document = json.loads(done.stdout)
    [result], [snapshot] = mornings.kept("/result.json"), mornings.kept("/snapshot.json")
    assert document["run"] == mornings.result()["run"]
    assert document["result"].endswith(result)
    assert document["snapshot"] == mornings.result()["snapshot"]
    assert document["snapshot"].endswith(snapshot)


def test_a_run_by_hand_says_where_the_snapshot_lies_also_when_something_failed(mornings):
    mornings.exchange.data["Get-TransportConfig"][0]["SmtpClientAuthenticationDisabled"] = False

    done = CliRunner().invoke(app, ["run", "--tenant", "contoso"])

    assert done.exit_code == 1
    assert f"Evidence: {mornings.result()['snapshot']}" in done.stdout.splitlines()


def test_a_refused_sign_in_is_shown_as_unknown_and_ends_with_1(mornings):
    mornings.connections.refusal = Refused(Call("sign-in"), "the consent is missing")

    done = CliRunner().invoke(app, ["run", "--tenant", "contoso"])

    assert done.exit_code == 1
    assert "Coverage 0%, no score" in done.stdout
    assert "consent" in done.stdout


def test_a_service_that_is_busy_is_said_in_a_sentence(mornings):
    mornings.exchange.faults["Get-TransportConfig"] = Throttled(CALL, "busy", wait_s=1)

    done = CliRunner().invoke(app, ["run", "--tenant", "contoso"])

    assert done.exit_code == 1
    assert "try again" in " ".join(done.stderr.split())
    assert "Traceback" not in done.output


@pytest.mark.usefixtures("mornings")
def test_with_several_tenants_one_must_be_named():
    assert CliRunner().invoke(app, ["run"]).exit_code == 2
