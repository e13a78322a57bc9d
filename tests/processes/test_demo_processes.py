"""The demo as a newcomer starts it: it ends well, and leaves nothing behind when interrupted."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes.site import NIGHTSHIFT
from tests.processes.waiting import until

pytestmark = pytest.mark.processes

INTERRUPTED = 130


@pytest.fixture
def demo(tmp_path):
    """The demo, started, and the file to which it tells its story."""
    told = tmp_path / "told"
    with told.open("wb") as out:
        process = subprocess.Popen(
            [NIGHTSHIFT, "local", "demo"],
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
    try:
        yield process, told
    finally:
        process.kill()
        process.wait()


def test_the_demo_ends_with_everything_as_it_should_be(demo):
    process, told = demo

    code = process.wait(120)

    assert code == 0, told.read_text()
    assert "all are as they should be" in " ".join(told.read_text().split())
    [evidence] = re.findall(r"^Evidence for \S+: (/.+)$", told.read_text(), re.MULTILINE)
    assert json.loads(Path(evidence).read_text())["requestId"] == "hr-001"


@pytest.mark.skipif(sys.platform != "linux", reason="looks for the children in /proc")
def test_an_interrupted_demo_leaves_no_process_behind(demo):
    process, told = demo
    until("the stack", lambda: "Running after" in told.read_text())
    started = descendants(process.pid)

    process.send_signal(signal.SIGINT)
    code = process.wait(30)

    assert code == INTERRUPTED, told.read_text()
    assert len(started) == 3, "tenant, storage and host"
    assert [pid for pid in started if alive(pid)] == []
    assert "no process is left behind" in told.read_text()


def descendants(pid):
    """The ids of the processes that *pid* started, and that those started."""
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    children = [int(child) for one in lists for child in one.read_text().split()]
    return children + [below for child in children for below in descendants(child)]


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
