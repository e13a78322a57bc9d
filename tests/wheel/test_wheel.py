"""The wheel in an environment of its own: what somebody has who installed only the command."""

import io
import json
import subprocess
import sys
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.audit.healthy import healthy, snapshot
from tests.wheel.installed import Desk, borrowing, install, wheel


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    return wheel(tmp_path_factory.mktemp("dist"))


def test_the_wheel_has_its_data_and_nobody_s_configuration(made):
    names = zipfile.ZipFile(io.BytesIO(made.read_bytes())).namelist()

    assert {name.partition("/")[0].partition("-")[0] for name in names} == {
        "shared",
        "local",
        "nightshift",
    }
    assert {"shared/exchange/cmdlets.json", "shared/selftest/shapes.json"} <= {*names}
    assert [name for name in names if name.endswith((".yaml", ".pem", ".pfx"))] == []


@pytest.fixture(scope="module")
def desk(made, tmp_path_factory) -> Desk:
    environment = borrowing(tmp_path_factory.mktemp("environment"))
    install(made, environment)
    return Desk(environment, tmp_path_factory.mktemp("empty"))


@pytest.mark.processes
class TestInstalled:
    def test_it_says_what_it_can_and_which_version_it_is(self, desk):
        told, numbered = desk.nightshift("--help"), desk.nightshift("--version")

        assert (told.returncode, numbered.returncode) == (0, 0)
        assert "audit" in told.stdout
        assert numbered.stdout == f"nightshift {version('nightshift')}\n"

    def test_the_doctor_explains_itself(self, desk):
        told = desk.nightshift("doctor", "--help")

        assert told.returncode == 0, told.stderr

    def test_a_snapshot_is_judged_without_any_configuration(self, desk):
        file = desk.keep(snapshot(healthy()))

        judged = desk.nightshift("audit", "evaluate", "--snapshot", file, "--json")

        assert judged.returncode == 0, judged.stderr
        assert json.loads(judged.stdout)["score"] == 1
        assert "judged without waivers" in judged.stderr

    def test_what_needs_a_tenant_says_where_to_name_it(self, desk):
        told = desk.nightshift("quota", "plan")

        assert told.returncode == 2
        assert "tenants.yaml" in told.stderr
        assert "NIGHTSHIFT_CONFIG_DIR" in told.stderr
        assert "Traceback" not in told.stderr

    def test_what_belongs_to_a_checkout_says_so(self, desk):
        told = desk.nightshift("local", "up")

        assert told.returncode == 1
        assert "comes with a checkout of the project" in told.stderr

    def test_a_desk_without_a_log_says_where_it_looked(self, desk):
        told = desk.nightshift("transcript", "list")

        assert (told.returncode, told.stdout) == (0, "No session fits. Looked in: desk.\n")


@pytest.mark.soak
def test_it_installs_with_the_libraries_that_it_declares(made, tmp_path):
    environment = tmp_path / "environment"
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    [python] = (path for path in environment.glob("*/python*") if path.stem == "python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", made], check=True)
    somebody = Desk(environment, tmp_path)
    file = somebody.keep(snapshot(healthy()))

    told = [
        somebody.nightshift("--help"),
        somebody.nightshift("doctor", "--help"),
        somebody.nightshift("audit", "evaluate", "--snapshot", file),
        somebody.nightshift("local", "tenant"),
    ]

    assert [one.returncode for one in told] == [0, 0, 0, 2], told
    assert 'the extra "tenant" of nightshift' in told[-1].stderr
