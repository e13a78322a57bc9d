"""What `nightshift local tenant` says when it cannot be started as asked."""

import os
import socket
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from local.commands import app
from local.tenant import command

SIZE = command.Size(mailboxes=40, seed=1, tenants=1)


@pytest.fixture
def taken():
    """A port on which another listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--port", "99999"),
        ("--port", "-1"),
        ("--dns-port", "65536"),
        ("--mailboxes", "39"),
        ("--tenants", "0"),
        ("--seed", "-1"),
    ],
)
def test_a_number_out_of_range_is_refused_by_name(option, value):
    done = CliRunner().invoke(app, ["tenant", option, value], env={"COLUMNS": "200"})

    assert done.exit_code == 2
    assert f"Invalid value for '{option}'" in done.output


@pytest.mark.parametrize("name", ["mailboxes", "seed", "tenants"])
def test_each_size_is_explained(name):
    told = CliRunner().invoke(app, ["tenant", "--help"], env={"COLUMNS": "200"}).output

    [line] = [line for line in told.splitlines() if f"--{name}" in line]
    assert "<int" in line
    assert line.rstrip(" │").endswith("]")
    assert f"<{name.title()}>" not in line


def test_a_port_that_is_taken_is_a_sentence_with_its_option(taken, tmp_path, capsys):
    code = command.tenant(SIZE, taken, 0, tmp_path)

    assert code == 2
    assert f"port {taken} cannot be used (Address already in use)" in capsys.readouterr().err


def test_of_two_ports_the_one_that_is_taken_is_named(taken, tmp_path):
    told = ("--port", "0", "--dns-port", str(taken), "--directory", os.fspath(tmp_path))
    done = subprocess.run(
        [sys.executable, "-m", "local.commands", "tenant", *told],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )

    assert done.returncode == 2
    assert f"port {taken} cannot be used" in done.stderr
    assert done.stderr.endswith("--dns-port\n")


def test_a_folder_that_cannot_be_made_is_not_called_a_port(tmp_path, capsys):
    (tmp_path / "file").write_text("no folder")

    code = command.tenant(SIZE, 0, 0, tmp_path / "file" / "below")

    assert code == 2
    said = capsys.readouterr().err
    assert os.fspath(tmp_path / "file" / "below") in said
    assert said.endswith("--directory\n")
    assert "port" not in said
