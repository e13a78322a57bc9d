"""One process of the stack: started, heard when ready, stopped, its log kept."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

_LEASH = Path(__file__).with_name("leash.py")
_POLL_S = 0.02
_TAIL_LINES = 12


class StackError(Exception):
    """Part of the stack cannot run; the text says which, why, and what to do."""


class Child:
    """
    A process whose output goes to a log file.

    It has a process group of its own, so Ctrl-C in the terminal reaches its parent alone, which
    then stops it in order; and it dies with its parent.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        log: Path,
        environment: Mapping[str, str],
        folder: Path | None = None,
    ) -> None:
        self.name = name
        self._log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        # A restarted child adds to its log; what an earlier one said is not its readiness.
        self._from = log.stat().st_size if log.exists() else 0
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", str(_LEASH), str(os.getpid()), *command],
                stdin=subprocess.PIPE,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=dict(environment),
                cwd=folder,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    def said(self) -> str:
        """What it has written since it was started."""
        with self._log.open("rb") as log:
            log.seek(self._from)
            return log.read().decode("utf-8", errors="replace")

    def wait_for(self, *patterns: str, deadline_s: float) -> tuple[str, ...]:
        """
        The first group of each of *patterns*, once all of them have been written.

        Raises:
            StackError: It ended first, or did not come so far within *deadline_s*.

        """
        until = time.monotonic() + deadline_s
        while True:
            ended = not self.running
            said = self.said()
            found = [re.search(pattern, said) for pattern in patterns]
            if all(found):
                return tuple(match.group(1) for match in found if match)
            if ended:
                raise StackError(self._obituary(f"ended with code {self._process.returncode}"))
            if time.monotonic() > until:
                raise StackError(self._obituary(f"is not ready after {deadline_s:g} s"))
            time.sleep(_POLL_S)

    def stop(self, grace_s: float = 10.0) -> int:
        """Its exit code; it was asked to end and, *grace_s* later, made to."""
        self._signal(signal.SIGTERM)
        try:
            self._process.wait(grace_s)
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGKILL)
        return self._buried()

    def kill(self) -> int:
        """Its exit code; it was ended without a chance to tidy up."""
        self._signal(signal.SIGKILL)
        return self._buried()

    def _buried(self) -> int:
        code = self._process.wait()
        if self._process.stdin:
            self._process.stdin.close()
        return code

    def _signal(self, number: signal.Signals) -> None:
        if not self.running:
            return
        if sys.platform == "win32":
            self._process.terminate()
        else:
            os.killpg(self._process.pid, number)

    def _obituary(self, what: str) -> str:
        tail = "\n".join(f"  {line}" for line in self.said().splitlines()[-_TAIL_LINES:])
        return (
            f"{self.name} {what}; it last said (all of it in {self._log}):\n{tail or '  nothing'}"
        )
