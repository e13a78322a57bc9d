"""Each finding is provoked by a fault of the tenant or the network, and comes alone."""

import pytest

from shared.doctor.catalogue import catalogue
from shared.doctor.finding import Severity
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
async def test_a_trouble_is_found_and_nothing_else_is_claimed(tmp_path, trouble):
    visits = Visits(tmp_path)

    async with visits.servers:
        await trouble.provoke(visits)
        report = await visits.report()

    codes = {one.finding.code for one in report.diagnoses}
    assert codes == {trouble.code, *trouble.also}
    worst = {one.finding.severity for one in report.diagnoses}
    assert report.ok is (worst == {Severity.WARNING})
    assert "canary" not in str(report.document())


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
    visits.client.directory_roles = ("f2ef992c-3afb-46b9-b7cf-a126ee74c451",)

    assert await visits.found() == {}


async def test_an_inspecting_authority_is_named(tmp_path):
    visits = Visits(tmp_path)
    [provoke] = [one.provoke for one in TROUBLES if one.code == "tls-intercepted"]

    async with visits.servers:
        await provoke(visits)
        found = await visits.found()

    assert "issued by" in found["tls-intercepted"]
    assert "Local tenant" in found["tls-intercepted"]
