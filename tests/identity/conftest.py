"""The process that signs in; one for all tests, for it starts longer than it works."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from local.tenant.authority import ca_file

_ROOT = Path(__file__).resolve().parents[2]

type SignIn = Callable[..., dict]


@pytest.fixture(scope="session")
def _desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[subprocess.Popen, Path]]:
    folder = tmp_path_factory.mktemp("signing-in")
    ca = str(ca_file(folder))
    trust = {"SSL_CERT_FILE": ca, "REQUESTS_CA_BUNDLE": ca, "PYTHONPATH": str(_ROOT)}
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "tests.identity.signing_in"],
            cwd=_ROOT,
            env={**os.environ, **trust},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        yield process, folder
        process.stdin.close()
        assert process.wait(timeout=10) == 0


@pytest.fixture
def sign_in(_desk: tuple[subprocess.Popen, Path], tmp_path: Path) -> SignIn:
    """Sign in by a way of `tests.identity.ways`, read and write; how it went."""
    process, folder = _desk
    shutil.copytree(folder / "ca", tmp_path / "ca")

    def ask(way: str, twist: str = "") -> dict:
        process.stdin.write(json.dumps([way, twist, str(tmp_path)]) + "\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        assert answer, (folder / "log").read_text()
        found = json.loads(answer)
        assert found["leaks"] == []
        return found

    return ask
