"""The sub-commands are named without being imported, and are all there when they are called."""

import io
import os
import subprocess
import sys

import pytest
import typer
from typer.main import get_group
from typer.testing import CliRunner

from shared.cli import main
from shared.cli.later import Later

# Not pydantic: Typer itself reads the arguments with it.
_HEAVY = {"asyncio", "azure", "cryptography", "dns", "httpx", "ssl", "yaml"}
# Prints what a command line of its own arguments has imported, after its own output.
_IMPORTED = """
import sys
from shared.cli.main import app
try:
    app(prog_name="nightshift")
finally:
    print(*sys.modules, file=sys.stderr)
"""


def listed() -> dict[str, Later]:
    commands = get_group(main.app).commands
    return {name: one for name, one in commands.items() if isinstance(one, Later)}


@pytest.mark.parametrize("name", list(listed()))
def test_a_command_is_listed_with_the_line_that_its_own_help_begins_with(name):
    own = listed()[name].make_context(name, [], resilient_parsing=True).command

    assert listed()[name].help == (own.help or "").partition("\n\n")[0].replace("\n", " ")


def test_a_command_is_called_with_its_own_options_and_sub_commands():
    told = CliRunner().invoke(main.app, ["quota", "plan", "--help"])

    assert told.exit_code == 0
    assert "--tenant" in told.stdout


def test_a_mistyped_command_is_told_the_near_one():
    told = CliRunner().invoke(main.app, ["slftest"])

    assert told.exit_code == 2
    assert "selftest" in told.output


def test_without_the_local_machinery_the_rest_is_there(monkeypatch):
    class Absent:
        name = "local"

        def load(self) -> typer.Typer:
            raise ModuleNotFoundError("local")

    monkeypatch.setattr(main, "entry_points", lambda **_: [Absent()])

    commands = get_group(main.app).commands

    assert "quota" in commands
    assert "local" not in commands


def test_what_a_code_page_lacks_is_written_all_the_same(monkeypatch):
    piped = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(piped, encoding="cp1252"))

    main.speak_utf8()
    sys.stdout.write("Łukasz 😀 \udc80")
    sys.stdout.flush()

    assert piped.getvalue().decode() == "Łukasz 😀 \\udc80"


@pytest.mark.processes
@pytest.mark.parametrize(
    ("arguments", "environment", "says"),
    [
        pytest.param(["--help"], {}, "selftest", id="help"),
        pytest.param(
            [],
            {
                "_NIGHTSHIFT_COMPLETE": "complete_bash",
                "COMP_WORDS": "nightshift qu",
                "COMP_CWORD": "1",
            },
            "quota",
            id="completion",
        ),
    ],
)
def test_naming_the_commands_imports_nothing_heavy(arguments, environment, says):
    done = subprocess.run(
        [sys.executable, "-c", _IMPORTED, *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )

    imported = done.stderr.split()
    assert says in done.stdout
    assert {one.partition(".")[0] for one in imported} & _HEAVY == set()
    assert [one for one in imported if one.startswith("shared.")] == [
        "shared.cli",
        "shared.cli.later",
        "shared.cli.main",
    ]


@pytest.mark.processes
def test_completing_the_words_of_any_command_imports_nothing_heavy():
    modules = {f"shared.cli.{name}" for name in main._OWN}
    modules |= {f"shared.cli.{module}" for module, _ in main._ALONE.values()}
    code = f"import sys, {', '.join(sorted(modules))}\nprint(*sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    imported = done.stdout.split()
    assert {one.partition(".")[0] for one in imported} & (_HEAVY | {"pydantic", "rich"}) == set()
    assert {"shared.app", "shared.config", "shared.cli.output"} & {*imported} == set()
