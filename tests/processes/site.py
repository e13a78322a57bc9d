"""The whole on one machine, as those outside it see it: HR, the tenant's admin, the operator."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.demo.checks import leaver as faults_of
from local.stack import Stack
from shared.store.names import ANSWERS, CASE_RUNS, CASES, REQUESTS, STEPS
from tests.processes.account import Account
from tests.processes.waiting import CLOCK, until

NIGHTSHIFT = Path(sys.executable).with_name("nightshift")
# Everybody may leave on one day; short leases, so that what a dead host held is soon free.
SECTION = {
    "mode": {"offboarding": "enforce", "quota": "report", "audit": "report"},
    "limits": {"leaversPerHour": 1000, "leaversPerDayPercent": 100},
}
SHORT_WAITS = {
    "NIGHTSHIFT_CASE_LEASE_SECONDS": "3",
    "NIGHTSHIFT_HOST_LEASE_SECONDS": "2",
    "NIGHTSHIFT_FIRST_WAIT_SECONDS": "1",
    "NIGHTSHIFT_RELEASE_SCHEDULE": "*/1 * * * * *",
}
_RELEASED_EACH_S = 0.5


@dataclass(frozen=True, slots=True)
class Said:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found


@dataclass(frozen=True, slots=True)
class Leaver:
    """A person who leaves, as they were before."""

    upn: str
    request_id: str
    before: Mapping[str, Any]

    @property
    def user_id(self) -> str:
        return str(self.before["user"]["id"])


class Site:
    """A running stack, with what was asked of it and answered."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.account = Account(stack)
        self.events: list[Mapping[str, Any]] = []
        self._chosen: set[str] = set()

    def leavers(self, name: str, count: int) -> list[Leaver]:
        """*count* ordinary employees whom nobody named before, with requests called *name*-n."""
        wanted = len(self._chosen) + count
        fitting = self.control("GET", f"picks?kind=leaver&count={wanted}")["users"]
        fresh = [upn for upn in fitting if upn not in self._chosen][:count]
        self._chosen.update(fresh)
        return [Leaver(upn, f"{name}-{n}", self.look(upn)) for n, upn in enumerate(fresh, 1)]

    def ask(self, *leavers: Leaver) -> None:
        """HR asks that *leavers* go now."""
        for one in leavers:
            self.account.send(REQUESTS, body_of(one))

    def answers(self, request_id: str) -> list[Mapping[str, Any]]:
        """The answers to a request so far."""
        for body in self.account.take(ANSWERS):
            self.events.append(json.loads(body))
        return [event for event in self.events if event["data"]["requestId"] == request_id]

    def ended(self, request_ids: Iterable[str], deadline_s: float = 30.0) -> None:
        """
        Every request has a final answer, and nothing is under way any more.

        The release timer is fired meanwhile: a host that is killed keeps others from firing theirs
        for as long as storage grants its lease, 15 s.
        """
        released_at = CLOCK.monotonic()

        def over() -> bool:
            nonlocal released_at
            if CLOCK.monotonic() - released_at >= _RELEASED_EACH_S:
                self.stack.fire("release_offboarding")
                released_at = CLOCK.monotonic()
            told = all(
                any(event["data"]["final"] for event in self.answers(one)) for one in request_ids
            )
            return told and not any(map(self.account.waiting, (REQUESTS, CASE_RUNS)))

        until("final answers", over, deadline_s)

    def case(self, request_id: str) -> dict[str, Any]:
        """The one case of a request."""
        [row] = self.account.rows(CASES, requestId=request_id)
        return row

    def step(self, case_id: str, name: str) -> dict[str, Any]:
        """What the ledger knows of a step; {} when it knows nothing yet."""
        rows = self.account.rows(STEPS, PartitionKey=case_id, RowKey=name)
        return rows[0] if rows else {}

    def control(self, method: str, path: str, document: Any = None) -> dict[str, Any]:
        """What the tenant's control plane answers."""
        address = f"{self.stack.tenant.endpoint}/_tenant/{path}"
        answer = self.stack.http.request(method, address, json=document)
        assert answer.is_success, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def look(self, upn: str) -> dict[str, Any]:
        """Everything that the tenant knows of a person."""
        return self.control("GET", f"users/{upn}")

    def hits(self, kind: str) -> int:
        """How many requests a fault of *kind* has hit so far."""
        return int(self.control("GET", "metrics")["faults"].get(kind, 0))

    def calls(self) -> list[dict[str, Any]]:
        """Every call the tenant had, parts of a batch included."""
        found: list[dict[str, Any]] = self.control("GET", "requests?since=0")["requests"]
        return found

    def left_undone(self, leavers: Sequence[Leaver]) -> dict[str, list[str]]:
        """What of each of *leavers* is not as an offboarding must leave it; and broken rules."""
        wrong = {one.upn: faults_of(self.look(one.upn), one.before["manager"]) for one in leavers}
        wrong |= {"violations": self.control("GET", "state")["tenants"][0]["violations"]}
        return {who: faults for who, faults in wrong.items() if faults}

    def freeze_host(self) -> None:
        """The host does nothing more, and does not know it."""
        os.kill(self.stack._host.pid, signal.SIGSTOP)

    def log(self) -> str:
        """What the host said."""
        return (self.stack.folder / "logs" / "host.log").read_text()

    def nightshift(self, *arguments: str, stdin: str = "", **settings: str | None) -> Said:
        """What `nightshift` says, run as a person would; a setting that is None is not set."""
        wanted = {**self.stack.environment, **settings}
        done = subprocess.run(
            [NIGHTSHIFT, *arguments],
            env={name: value for name, value in wanted.items() if value is not None},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr)


def body_of(leaver: Leaver) -> str:
    """The request that *leaver* goes now."""
    return json.dumps({"requestId": leaver.request_id, "user": leaver.upn})
