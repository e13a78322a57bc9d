"""What `nightshift local host` says when it cannot run."""

import os
import socket
import subprocess
import sys

import pytest

APP = """
import azure.functions as func

app = func.FunctionApp()

@app.timer_trigger(arg_name="timer", schedule="%NIGHTLY%")
def nightly(timer: func.TimerRequest) -> None:
    pass
"""


def run(folder, *arguments, **settings):
    return subprocess.run(
        [sys.executable, "-m", "local.commands", "host", "--app", str(folder), *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NIGHTSHIFT_HOST_LEASE_SECONDS": "", **settings},
        timeout=30,
    )


@pytest.fixture
def small_app(tmp_path):
    (tmp_path / "host.json").write_text('{"version": "2.0"}')
    (tmp_path / "function_app.py").write_text(APP)
    return tmp_path


def test_a_folder_without_an_app_is_a_sentence_and_exit_2(tmp_path):
    done = run(tmp_path)

    assert done.returncode == 2
    assert "point --app at the folder that holds host.json" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken_is_a_sentence_and_exit_2(small_app):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = run(small_app, "--admin-port", port, NIGHTLY="0 0 1 * * *")

    assert done.returncode == 2
    assert f"port {port} cannot be used" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_app_of_which_nothing_can_run_is_a_sentence_and_exit_2(small_app):
    done = run(small_app)

    assert done.returncode == 2
    assert "none of the app's functions can run" in done.stderr
    assert "the setting NIGHTLY is missing" in done.stderr
    assert "host running" not in done.stdout
    assert "Traceback" not in done.stderr
