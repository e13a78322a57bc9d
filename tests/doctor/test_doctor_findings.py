"""Each finding is provoked by a fault of the tenant or the network, and comes alone."""

import pytest

from local.tenant.state.clients import GLOBAL_READER, GRAPH, READS
from shared.doctor.accounts import Unkept
from shared.doctor.catalogue import catalogue
from shared.doctor.finding import Severity
from shared.doctor.words import lines_of, paragraphs_of
from tests.doctor.pasted import pasted
from tests.doctor.troubles import TROUBLES
from tests.doctor.visits import Visits

# Told where no tenant was visited, in test_doctor_cli.
OF_THE_CONFIGURATION = {"basic-auth-configured", "configuration-unusable"}
PROVOKED = {code for one in TROUBLES for code in (one.code, *one.also)}


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    """What the machine is set to must not decide which way the tests take."""
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("trouble", TROUBLES, ids=[one.provoke.__name__ for one in TROUBLES])
async def test_a_trouble_is_found_and_nothing_else_is_claimed(tmp_path, trouble, caplog):
    visits = Visits(tmp_path)

    async with visits.servers:
        await trouble.provoke(visits)
        report = await visits.report()

    codes = {one.finding.code for one in report.diagnoses}
    assert codes == {trouble.code, *trouble.also}
    worst = {one.finding.severity for one in report.diagnoses}
    assert report.ok is (worst == {Severity.WARNING})
    shown = "".join((str(report.document()), *lines_of(report), caplog.text))
    assert [secret for secret in ("canary", "eyJ", "BEGIN") if secret in shown] == []


def test_every_finding_is_provoked_by_a_test():
    provoked = PROVOKED | {code for code, _ in pasted()}

    assert {one.code for one in catalogue()} - provoked - OF_THE_CONFIGURATION == set()


def test_every_finding_that_looks_for_itself_is_provoked_by_a_tenant_or_a_network():
    looking = {one.code for one in catalogue() if one.seen.__module__ != "shared.doctor.finding"}

    assert looking - PROVOKED == set()


async def test_no_role_names_the_least_that_would_serve(tmp_path):
    visits = Visits(tmp_path)
    visits.client.directory_roles = ()

    [found] = (await visits.report()).diagnoses

    assert "a role group with" in found.fix
    assert "Mail Recipients" in found.fix
    assert "View-Only Configuration" in found.fix


async def test_a_missing_consent_comes_with_its_link(tmp_path):
    visits = Visits(tmp_path)
    app = visits.client.client_id
    visits.configure(auth={"operator": {"method": "federated", "clientId": app}})
    visits.client.grants = {}

    [found] = (await visits.report()).diagnoses

    link = (
        f"https://login.microsoftonline.com/{visits.tenant.tenant_id}/adminconsent?client_id={app}"
    )
    assert link in found.fix


async def test_a_tenant_that_only_reports_needs_no_right_to_write(tmp_path):
    visits = Visits(tmp_path, mode={"offboarding": "report", "quota": "report"})
    visits.client.directory_roles = (GLOBAL_READER,)
    visits.client.grants = {**visits.client.grants, GRAPH: READS}

    assert await visits.found() == {}


async def test_a_role_group_that_got_another_name_hides_nothing(tmp_path):
    visits = Visits(tmp_path)
    gone = "Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException"
    await visits.fault("status", status=404, cmdlet="Get-RoleGroupMember", exception=gone)

    assert await visits.found() == {}


async def test_an_inspecting_authority_is_named(tmp_path):
    visits = Visits(tmp_path)
    [provoke] = [one.provoke for one in TROUBLES if one.code == "tls-intercepted"]

    async with visits.servers:
        await provoke(visits)
        report = await visits.report()

    [found] = report.diagnoses
    assert "issued by" in found.seen.what
    assert "Local tenant" in found.seen.what
    assert found.fix.endswith("SSL_CERT_FILE=.local/ca.pem.")
    assert list(lines_of(report))[-1] == "found:     1 error, no warnings"


@pytest.mark.parametrize("method", ["interactive", "device-code"])
async def test_by_night_nobody_is_asked_to_sign_in(tmp_path, method):
    visits = Visits(tmp_path)
    visits.configure(auth={"operator": {"method": method}})
    app = visits.app()

    report = await app.doctor.examine_alone(app.tenants.find(None), Unkept())

    [found] = report.diagnoses
    assert found.finding.code == "no-credential"
    assert f"{method} asks a person, and nobody is there" in found.seen.what


async def test_what_a_service_says_does_not_move_the_terminal(tmp_path):
    visits = Visits(tmp_path)
    body = '{"error": "x", "error_description": "AADSTS99999999: \\u001b]0;evil\\u0007 no"}'
    await visits.fault("status", status=400, path="/oauth2/v2.0/token", body=body)

    [paragraph] = paragraphs_of((await visits.report()).diagnoses)

    assert "\x1b" not in "".join(paragraph)
