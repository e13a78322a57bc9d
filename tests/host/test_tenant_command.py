"""What `nightshift local tenant` says when it cannot be started as asked."""

import os
import socket
import ssl
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import httpx
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


@contextmanager
def running(*options):
    """A client of a tenant in a process of its own, which ends in good order."""
    command_line = [sys.executable, "-m", "local.commands", "tenant", *options]
    with subprocess.Popen(command_line, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        words = child.stdout.readline().split()
        trust = ssl.create_default_context(cafile=Path(options[-1]) / "ca.pem")
        try:
            with httpx.Client(verify=trust, base_url=words[4]) as http:
                yield http
        finally:
            child.terminate()
    assert child.returncode == 0


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


def test_a_snapshot_from_elsewhere_is_one_sentence(tmp_path, capsys):
    foreign = tmp_path / "other.json"
    foreign.write_text('{"schema": "other/1"}')

    code = command.tenant(SIZE, 0, 0, tmp_path, command.Snapshots(start=foreign))

    said = capsys.readouterr().err
    assert code == 2
    assert f"{foreign} cannot be started from: it is no snapshot" in said
    assert said.count("\n") == 1


def test_a_snapshot_that_is_not_there_is_one_sentence(tmp_path, capsys):
    code = command.tenant(SIZE, 0, 0, tmp_path, command.Snapshots(start=tmp_path / "none.json"))

    assert code == 2
    assert "none.json cannot be read (No such file or directory)" in capsys.readouterr().err


def test_a_snapshot_that_cannot_be_written_is_known_before_the_start(tmp_path, capsys):
    (tmp_path / "file").write_text("no folder")

    code = command.tenant(SIZE, 0, 0, tmp_path, command.Snapshots(save=tmp_path / "file" / "w"))

    assert code == 2
    assert capsys.readouterr().err.endswith("(Not a directory); choose another: --save\n")


def test_a_snapshot_into_a_folder_is_one_sentence_and_leaves_nothing(tmp_path, capsys):
    folder = tmp_path / "folder"
    folder.mkdir()

    code = command.tenant(SIZE, 0, 0, tmp_path, command.Snapshots(save=folder))

    assert code == 2
    assert capsys.readouterr().err.endswith("(Is a directory); choose another: --save\n")
    assert list(tmp_path.iterdir()) == [folder]


def test_a_library_that_is_not_installed_is_named_with_what_brings_it(monkeypatch):
    for name in [name for name in sys.modules if name.startswith("local.tenant.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    monkeypatch.delattr("local.tenant.command")

    done = CliRunner().invoke(app, ["tenant"], env={"COLUMNS": "200"})

    assert done.exit_code == 2
    assert "uvicorn is not installed; it comes with the extra" in done.output


@pytest.mark.processes
def test_a_second_run_goes_on_where_the_first_one_stopped(tmp_path):
    first = os.fspath(tmp_path / "first.json")
    options = ("--port", "0", "--mailboxes", "41", "--directory", os.fspath(tmp_path))

    with running("--save", first, *options) as http:
        before = http.get("/_tenant/snapshot").json()
        tenant_id = http.get("/_tenant/state").json()["tenants"][0]["tenantId"]
        before["tenants"][tenant_id] = {"deleted": {"somebody": 7}}
        http.put("/_tenant/snapshot", json=before).raise_for_status()
    with running("--from", first, "--port", "0", "--directory", os.fspath(tmp_path)) as http:
        after = http.get("/_tenant/snapshot").json()

    assert after == before


def test_the_help_tells_each_default_and_where_to_look():
    told = CliRunner().invoke(app, ["tenant", "--help"], env={"COLUMNS": "200"}).output

    for line in told.splitlines():
        if line.startswith("│ --") and "--help" not in line:
            assert "default: " in line, line
    for word in ("ca.pem", "/_tenant/state", "local/tenant/README.md"):
        assert word in told
