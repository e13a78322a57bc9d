"""The check itself, with compilers of a few lines."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from infra.check import NoSuchCompiler, find_compiler, problems
from tests.infra.sources import INFRA

SILENT = ":"
WARNS = 'if [ "$1" = lint ]; then echo "main.bicep(1,1) : Warning no-unused-vars" >&2; fi'
WARNS_TWICE = 'if [ "$1" != format ]; then echo "main.bicep(1,1) : Warning BCP037" >&2; fi'
TOO_OLD = 'if [ "$1" = build ]; then echo "main.bicep(1,1) : Warning BCP081" >&2; fi'
DIES = 'if [ "$1" = build ]; then exit 7; fi'
FORMATS = 'if [ "$1" = format ]; then echo "// tidy" >> main.bicep; fi'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "infra"
    folder.mkdir()
    (folder / "main.bicep").write_text("param a string\n", encoding="utf-8")
    (folder / "main.bicepparam").write_text("using 'main.bicep'\n", encoding="utf-8")
    return folder


@pytest.fixture
def compiler_that(tmp_path: Path):
    def make(does: str, name: str = "bicep") -> Path:
        program = tmp_path / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
        program.chmod(0o755)
        return program

    return make


def run(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(INFRA / "check.py")],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_silent_compiler_means_no_problem(folder, compiler_that):
    assert problems(compiler_that(SILENT), folder) == []


def test_a_warning_is_a_problem_although_the_compiler_ends_well(folder, compiler_that):
    found = problems(compiler_that(WARNS), folder)

    assert found == ["main.bicep(1,1) : Warning no-unused-vars"]


def test_what_every_command_says_is_told_once(folder, compiler_that):
    found = problems(compiler_that(WARNS_TWICE), folder)

    assert found == ["main.bicep(1,1) : Warning BCP037"]


def test_a_compiler_that_is_too_old_is_named_as_the_cause(folder, compiler_that):
    found = problems(compiler_that(TOO_OLD), folder)

    assert "az bicep upgrade" in found[-1]


def test_a_compiler_that_dies_silently_is_a_problem(folder, compiler_that):
    found = problems(compiler_that(DIES), folder)

    assert found == ["bicep build ended with exit code 7 and said nothing"]


def test_a_file_that_the_formatter_would_change_is_named_and_left_alone(folder, compiler_that):
    found = problems(compiler_that(FORMATS), folder)

    assert found == ["main.bicep is not formatted: `bicep format` it"]
    assert (folder / "main.bicep").read_text(encoding="utf-8") == "param a string\n"


def test_the_named_compiler_comes_before_the_one_on_the_path(compiler_that, tmp_path):
    on_path = compiler_that(SILENT)
    named = compiler_that(SILENT, "other")

    found = find_compiler({"BICEP": str(named), "PATH": str(on_path.parent)}, tmp_path)

    assert found == named


def test_a_compiler_on_the_path_is_found(compiler_that, tmp_path):
    on_path = compiler_that(SILENT)

    assert find_compiler({"PATH": str(on_path.parent)}, tmp_path) == on_path


def test_the_compiler_of_the_azure_cli_is_found(tmp_path):
    installed = tmp_path / ".azure" / "bin" / "bicep"
    installed.parent.mkdir(parents=True)
    installed.write_text("#!/bin/sh\n", encoding="utf-8")
    installed.chmod(0o755)

    assert find_compiler({"PATH": ""}, tmp_path) == installed


def test_a_compiler_that_is_named_and_missing_is_no_reason_to_pass(tmp_path):
    with pytest.raises(NoSuchCompiler, match="is no program"):
        find_compiler({"BICEP": str(tmp_path / "gone")}, tmp_path)


def test_without_a_compiler_the_check_says_so_and_passes(tmp_path):
    done = run({"PATH": str(tmp_path), "HOME": str(tmp_path)})

    assert done.returncode == 0
    assert "Bicep not checked" in done.stdout


def test_a_missing_compiler_is_told_without_a_traceback(tmp_path):
    done = run({"BICEP": str(tmp_path / "gone"), "PATH": "", "HOME": str(tmp_path)})

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "is no program" in done.stderr


def test_a_problem_fails_the_check(compiler_that, tmp_path):
    compiler = compiler_that(WARNS)

    done = run({"BICEP": str(compiler), "PATH": os.defpath, "HOME": str(tmp_path)})

    assert done.returncode == 1
    assert "no-unused-vars" in done.stderr
