"""nightshift doctor at a prompt: text, JSON, exit codes."""

import json

import pytest
from typer.testing import CliRunner

from shared.app import app_is
from shared.cli.doctor import app as command
from tests.doctor.visits import Visits


@pytest.fixture
def visits(tmp_path):
    return Visits(tmp_path)


def invoke(visits, *arguments, stdin=None):
    with app_is(visits.app()):
        return CliRunner().invoke(command, list(arguments), input=stdin)


def test_a_healthy_tenant_exits_0_and_says_what_was_seen(visits):
    result = invoke(visits, "--json")

    document = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (document["tenant"], document["ok"], document["findings"]) == ("contoso", True, [])
    assert document["catalogue"] == {"date": "2026-08-21", "ageDays": 95}
    assert document["identities"][0]["mailboxRead"] is True


def test_a_finding_exits_1_and_tells_symptom_cause_and_fix(visits):
    visits.client.grants = {}

    result = invoke(visits, "--tenant", "contoso", "--json")

    document = json.loads(result.stdout)
    [found] = document["findings"]
    assert (result.exit_code, document["ok"]) == (1, False)
    assert found.keys() >= {"code", "severity", "symptom", "cause", "fix"}
    assert (found["code"], found["severity"]) == ("consent-missing", "error")


def test_text_names_the_finding_and_what_to_do(visits):
    visits.client.grants = {}

    result = invoke(visits)

    assert result.exit_code == 1
    assert "ERROR consent-missing (operator)" in result.stdout
    assert "Do:" in result.stdout
    assert "catalogue: cmdlets as of 2026-08-21, 95 days old" in result.stdout


@pytest.mark.parametrize("method", ["basic", "credential", "password"])
def test_a_password_in_the_configuration_is_told_as_a_finding(visits, method):
    visits.configure(auth={"operator": {"method": method}})

    result = invoke(visits, "--json")

    document = json.loads(result.stdout)
    assert (result.exit_code, document["ok"]) == (2, False)
    assert [one["code"] for one in document["findings"]] == ["basic-auth-configured"]


def test_a_configuration_that_cannot_be_used_is_told_as_a_finding(visits):
    visits.configure(colour="blue")

    result = invoke(visits, "--json")

    [found] = json.loads(result.stdout)["findings"]
    assert (result.exit_code, found["code"]) == (2, "configuration-unusable")
    assert "tenants.yaml:" in found["seen"]
    assert "colour" in found["seen"]


def test_a_local_tenant_without_an_address_is_told_as_a_finding(visits):
    visits.settings["local_endpoint"] = None

    result = invoke(visits, "--json")

    [found] = json.loads(result.stdout)["findings"]
    assert (result.exit_code, found["code"]) == (2, "configuration-unusable")


def test_a_tenant_that_is_not_configured_exits_2(visits):
    result = invoke(visits, "--tenant", "fabrikam")

    assert result.exit_code == 2
    assert "no tenant 'fabrikam' is configured" in result.stderr


def test_several_tenants_are_one_document(visits):
    visits.configure_another("fabrikam")

    document = json.loads(invoke(visits, "--json").stdout)

    assert [one["tenant"] for one in document["tenants"]] == ["contoso", "fabrikam"]
    assert document["ok"] is False  # nobody is at home in the second


def test_an_explained_error_exits_0(visits):
    result = invoke(visits, "explain", "AADSTS50076: use MFA", "--json")

    document = json.loads(result.stdout)
    assert (result.exit_code, document["known"]) == (0, True)
    assert [one["code"] for one in document["matches"]] == ["mfa-demanded"]


def test_an_error_can_be_piped_in(visits):
    result = invoke(visits, "explain", "-", stdin="\x1b[31mAADSTS53003\x1b[0m: blocked")

    assert result.exit_code == 0
    assert result.stdout.startswith("1. conditional-access")


def test_an_unknown_error_exits_1_and_does_not_guess(visits):
    result = invoke(visits, "explain", "\x1b]0;evil\x07 0x80004005 AADSTS99999999")

    assert result.exit_code == 1
    assert "AADSTS99999999 is not known here" in result.stdout
    assert "\x1b" not in result.output


def test_nothing_to_explain_is_misuse(visits):
    assert invoke(visits, "explain", " \x1b[0m ").exit_code == 2


def test_endpoints_are_listed_by_cloud(visits):
    result = invoke(visits, "endpoints", "--cloud", "usgov", "--json")

    document = json.loads(result.stdout)
    hosts = {one["host"] for one in document["endpoints"]}
    assert hosts >= {"login.microsoftonline.us", "outlook.office365.us", "graph.microsoft.us"}
    assert {one["port"] for one in document["endpoints"]} == {443}


def test_an_unknown_cloud_is_misuse(visits):
    assert invoke(visits, "endpoints", "--cloud", "moon").exit_code == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_piped_error_is_read_in_whatever_encoding_a_console_wrote(visits, encoding):
    text = "Gerät: AADSTS50076: zusätzlicher Faktor".encode(encoding)

    result = invoke(visits, "explain", "-", stdin=text)

    assert result.exit_code == 0
    assert "mfa-demanded" in result.stdout
