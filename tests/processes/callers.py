"""Processes of ours that call one tenant as much as they may, and what its service saw of them."""

import json
import os
import ssl
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import httpx

from local.stack.child import Child
from local.stack.environment import inherited, read_state
from local.tenant.authority import ca_file
from tests.processes.waiting import CLOCK

ROOT = Path(__file__).resolve().parents[2]
_TOO_MANY = "429"


@dataclass(frozen=True, slots=True)
class Seen:
    """What the service had answered at a moment."""

    at_s: float
    answers: int
    refused: int


class Office:
    """A local tenant with a hidden ceiling, in a process of its own."""

    def __init__(self, origin: str, ca: Path) -> None:
        trust = ssl.create_default_context(cafile=str(ca))
        self.http = httpx.Client(base_url=origin, verify=trust)
        known = read_state(origin, self.http.get("/_tenant/state").json())
        first = known.tenants[0]
        self.command = [
            *(sys.executable, "-m", "tests.processes.calling"),
            *(origin, first.tenant_id, first.domain, first.client("operator") or ""),
        ]
        self.environment = {
            **inherited(os.environ, ca),
            "IDENTITY_ENDPOINT": f"{origin}/msi/token",
            "IDENTITY_HEADER": known.identity_header,
        }

    def tell(self, what: str, **document: object) -> None:
        self.http.post(f"/_tenant/{what}", json=document).raise_for_status()

    def seen(self) -> Seen:
        metrics = self.http.get("/_tenant/metrics").json()
        refused = metrics["byStatus"].get(_TOO_MANY, 0)
        return Seen(CLOCK.monotonic(), metrics["requests"], refused)

    def peak(self) -> int:
        """The most requests that were in flight at once since the ceiling was set."""
        return int(self.http.get("/_tenant/metrics").json()["concurrency"]["peak"])


@contextmanager
def office(folder: Path) -> Iterator[Office]:
    """A tenant of 60 mailboxes."""
    command = [sys.executable, "-m", "local.commands", "tenant", "--port", "0", "--mailboxes", "60"]
    child = Child(
        "local tenant",
        [*command, "--directory", str(folder)],
        log=folder / "log",
        environment=os.environ,
    )
    try:
        [origin] = child.wait_for(r"listening on (https://\S+)", deadline_s=30)
        there = Office(origin, ca_file(folder))
        with closing(there.http):
            yield there
    finally:
        child.stop()


class Callers:
    """Some processes at work; they stop when told to."""

    def __init__(self, where: Office, count: int) -> None:
        self._where, self._count = where, count
        self._processes: list[subprocess.Popen[str]] = []

    def __enter__(self) -> Self:
        for _ in range(self._count):
            self._processes.append(self._start())
        for process in self._processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.kill()
            with process:  # its pipes are closed, and it is waited for
                pass

    def fared(self) -> Counter[str]:
        """They are told to stop; how all their calls fared."""
        fared: Counter[str] = Counter()
        for process in self._processes:
            assert process.stdin is not None
            process.stdin.close()
        for process in self._processes:
            assert process.stdout is not None
            fared.update(json.loads(process.stdout.read()))
            process.wait()
        return fared

    def _start(self) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            self._where.command,
            cwd=ROOT,
            env=self._where.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
