"""find-python.sh: which Python a fresh machine's set-up uses, and what it says without one."""

import subprocess
import sys
from pathlib import Path

import pytest

FINDER = Path(__file__).parents[2] / "local" / "setup" / "find-python.sh"
BASE = getattr(sys, "_base_executable", sys.executable)


@pytest.fixture
def machine(tmp_path):
    """A machine with the tools of POSIX, no Python, and a home of its own."""
    return Machine(tmp_path / "a machine")


class Machine:
    def __init__(self, folder):
        self.path = folder / "bin"
        self.home = folder / "home"
        for place in (self.path, self.home):
            place.mkdir(parents=True)

    def has(self, name, says, *, where=None):
        """A program *name* that takes part in no more than saying *says*."""
        self.script(name, f"printf '%s\\n' '{says}'", where=where)

    def script(self, name, body, *, where=None):
        place = where or self.path
        place.mkdir(parents=True, exist_ok=True)
        program = place / name
        program.write_text(f"#!/bin/sh\n{body}\n")
        program.chmod(0o755)
        return program

    def find(self, **env):
        return subprocess.run(
            ["/bin/sh", str(FINDER)],
            env={"PATH": str(self.path), "HOME": str(self.home), **env},
            cwd=self.home,
            capture_output=True,
            text=True,
            check=False,
        )


def test_python_313_on_the_path_is_taken(machine):
    machine.has("python3.13", "3.13")

    assert machine.find().stdout.strip() == str(machine.path / "python3.13")


def test_a_python3_that_is_313_is_taken(machine):
    machine.has("python3", "3.13")

    assert machine.find().stdout.strip() == str(machine.path / "python3")


def test_an_older_python3_is_passed_over_for_pyenvs(machine):
    machine.has("python3", "3.11")
    versions = machine.home / ".pyenv" / "versions"
    machine.has("python3", "3.12", where=versions / "3.12.1" / "bin")
    machine.has("python3", "3.13", where=versions / "3.13.0" / "bin")

    assert machine.find().stdout.strip() == str(versions / "3.13.0" / "bin" / "python3")


def test_a_shim_behind_which_no_version_stands_is_passed_over(machine):
    machine.script("python3.13", "echo 'pyenv: version 3.13 is not installed' >&2; exit 127")
    machine.has("python", "3.13")

    assert machine.find().stdout.strip() == str(machine.path / "python")


def test_pyenvs_root_may_be_elsewhere(machine):
    machine.has("python3", "3.13", where=machine.home / "root" / "versions" / "3.13.5" / "bin")

    found = machine.find(PYENV_ROOT=str(machine.home / "root"))

    assert "3.13.5" in found.stdout


def test_uv_is_asked_when_nothing_else_has_one(machine):
    machine.has("hidden", "3.13", where=machine.home)
    machine.script("uv", f'[ "$2" = find ] && echo "{machine.home}/hidden"')

    assert machine.find().stdout.strip() == str(machine.home / "hidden")


def test_uv_fetches_one_when_it_has_none(machine):
    hidden = machine.home / "hidden"
    body = f"""case "$2" in
      find) [ -e "{hidden}" ] && echo "{hidden}" ;;
      install) printf '#!/bin/sh\\necho 3.13\\n' > "{hidden}"; /bin/chmod +x "{hidden}" ;;
    esac"""
    machine.script("uv", body)

    assert machine.find().stdout.strip() == str(hidden)


def test_nothing_at_all_is_said_with_the_remedy(machine):
    found = machine.find()

    assert (found.returncode, found.stdout) == (1, "")
    assert "Python 3.13 is missing" in found.stderr
    assert "python.org" in found.stderr


def test_a_uv_that_cannot_download_is_said_with_the_remedy(machine):
    machine.script("uv", "exit 2")

    found = machine.find()

    assert (found.returncode, found.stdout) == (1, "")
    assert "could not download" in found.stderr


def test_the_callers_choice_comes_first(machine):
    machine.has("python3.13", "3.13")
    machine.has("mine", "3.13", where=machine.home)

    found = machine.find(NIGHTSHIFT_PYTHON=str(machine.home / "mine"))

    assert found.stdout.strip() == str(machine.home / "mine")


def test_a_wrong_choice_is_refused_not_passed_over(machine):
    machine.has("python3.13", "3.13")

    found = machine.find(NIGHTSHIFT_PYTHON="/nowhere/python")

    assert found.returncode == 1
    assert "NIGHTSHIFT_PYTHON" in found.stderr


@pytest.mark.skipif(sys.version_info[:2] != (3, 13), reason="asks this very Python")
def test_a_real_python_passes_despite_a_misleading_environment(machine):
    (machine.path / "python3.13").symlink_to(BASE)

    found = machine.find(PYTHONPATH="/nowhere", PYTHONHOME="/nowhere")

    assert found.stdout.strip() == str(machine.path / "python3.13")
