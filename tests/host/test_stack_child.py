"""Processes of the stack: heard when ready, quoted when they die, never left behind."""

import os
import signal
import subprocess
import sys

import pytest

from local.stack.child import Child, StackError

SLEEPER = "import time; print('ready on 4711', flush=True); time.sleep(60)"


@pytest.fixture
def start(tmp_path):
    """Starts children that run a line of Python; all of them are gone at the end."""
    children = []

    def one(script, name="it"):
        child = Child(
            name, [sys.executable, "-c", script], log=tmp_path / f"{name}.log", environment={}
        )
        children.append(child)
        return child

    yield one
    for child in children:
        child.kill()


def gone(pid):
    """Whether no process *pid* runs; one that nobody has waited for yet counts as gone."""
    try:
        with open(f"/proc/{pid}/stat") as stat:  # noqa: PTH123 - a file of the kernel
            return stat.read().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_what_a_child_says_when_ready_is_heard(start):
    assert start(SLEEPER).wait_for(r"ready on (\d+)", deadline_s=10) == ("4711",)


def test_a_child_that_dies_is_quoted(start):
    child = start("print('no such port'); raise SystemExit(3)", "the tenant")

    with pytest.raises(StackError, match=r"the tenant ended with code 3(.|\n)*no such port"):
        child.wait_for("never", deadline_s=10)


def test_a_child_that_is_not_ready_in_time_is_quoted(start):
    child = start(SLEEPER)
    child.wait_for("(ready)", deadline_s=10)

    with pytest.raises(StackError, match=r"not ready after 0.05 s(.|\n)*ready on 4711"):
        child.wait_for("(never)", deadline_s=0.05)


def test_what_an_earlier_child_said_is_not_this_ones_readiness(start):
    start("print('ready on 1')").wait_for(r"ready on (\d+)", deadline_s=10)

    assert start(SLEEPER).wait_for(r"ready on (\d+)", deadline_s=10) == ("4711",)


def test_stopping_asks_first(start):
    script = (
        "import signal, sys\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))\n"
        "print('ready', flush=True)\n"
        "signal.pause()"
    )
    child = start(script)
    child.wait_for("(ready)", deadline_s=10)

    assert child.stop() == 7


def test_what_does_not_listen_is_made_to_stop(start):
    script = (
        "import signal, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "print('ready', flush=True)\n"
        "time.sleep(60)"
    )
    child = start(script)
    child.wait_for("(ready)", deadline_s=10)

    assert child.stop(grace_s=0.1) == -signal.SIGKILL


PARENT = """
import sys, time
from pathlib import Path
from local.stack.child import Child
child = Child("it", [sys.executable, "-c", {script!r}], log=Path({log!r}), environment={{}})
child.wait_for("(ready)", deadline_s=10)
print(child.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a pipe tells, not the kernel")
def test_a_child_dies_with_a_parent_that_is_killed(tmp_path):
    script = PARENT.format(script=SLEEPER, log=str(tmp_path / "log"))
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert not gone(child)
        handle = os.pidfd_open(child)

        parent.kill()
        parent.wait()

    waited_for_end(handle)
    assert gone(child)


def waited_for_end(handle):
    """Returns when the process behind *handle* has ended, or after some seconds."""
    import select  # noqa: PLC0415 - Linux alone comes here

    select.select([handle], [], [], 5)
    os.close(handle)
