"""`nightshift local up` as a newcomer meets it: what it prints can be used as it stands."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes.waiting import until

pytestmark = pytest.mark.processes

BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What a stack of two tenants says before it waits to be ended."""
    file = tmp_path_factory.mktemp("up") / "told"
    command = [BIN / "nightshift", "local", "up", "--no-host", "--tenants", "2"]
    with file.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
    try:
        until("the stack", lambda: "Ctrl-C ends it" in file.read_text())
        yield file.read_text()
        process.terminate()
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()


def test_the_exports_alone_let_a_shell_find_nightshift(told):
    exports = "\n".join(line for line in told.splitlines() if line.startswith("export "))

    found = subprocess.run(
        ["/bin/sh", "-c", f"{exports}\ncommand -v nightshift"],
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert found.stdout.strip() == os.fspath(BIN / "nightshift")


def test_it_names_whom_to_try_offboarding_on_and_that_it_is_enforced(told):
    line = r"^nightshift offboard submit (\S+)@\S+ --tenant \S+  # (.+)$"
    tried = re.findall(line, told, re.MULTILINE)

    assert "Offboarding is in mode enforce here" in told
    assert [outcome.partition(":")[0] for _, outcome in tried] == [
        *("leaves at once", "has an admin role", "emergency account"),
    ]
    assert tried[-1][0].startswith("breakglass")
