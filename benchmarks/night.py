"""
The night over 2,000 and over 20,000 mailboxes, side by side: requests, seconds, peak memory.

Each run is the command line in a process of its own, against a local tenant over TLS and Azurite;
memory is the process's largest resident set as the operating system counted it.
"""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local.stack import Stack

SMALL, LARGE = 2_000, 20_000
SECTION = {
    "mode": {"offboarding": "report", "quota": "enforce", "audit": "report"},
    "limits": {"quotaChangesPerNight": 5_000},
}
NIGHTSHIFT = Path(sys.executable).with_name("nightshift")


@dataclass
class Measured:
    """One run of a command."""

    requests: int
    writes: int
    seconds: float
    peak_mib: float
    report: dict[str, Any]


def measure(stack: Stack, *arguments: str) -> Measured:
    """*arguments* given to nightshift, and what it cost."""
    url = f"{stack.tenant.endpoint}/_tenant"
    last = stack.http.get(f"{url}/metrics").json()["requests"]
    numbered = stack.http.get(f"{url}/requests?since=0").json()["requests"]
    since = numbered[-1]["number"] if numbered else 0
    begun = time.monotonic()
    process = subprocess.Popen(
        [str(NIGHTSHIFT), *arguments, "--json"],
        env=stack.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - begun
    if process.returncode not in (0, 1):
        raise SystemExit(f"nightshift {' '.join(arguments)} ended with {process.returncode}")
    made = stack.http.get(f"{url}/requests?since={since}").json()["requests"]
    writes = sum(1 for one in made if one["cmdlet"] and not one["cmdlet"].startswith("Get-"))
    calls = stack.http.get(f"{url}/metrics").json()["requests"] - last
    return Measured(calls, writes, seconds, usage.ru_maxrss / 1024, json.loads(output))


def night(mailboxes: int) -> dict[str, Measured]:
    """A tenant of *mailboxes*, and the night's commands on it."""
    with Stack(mailboxes=mailboxes, section=SECTION, with_host=False) as stack:
        return {
            "quota plan": measure(stack, "quota", "plan"),
            "quota enforce, first": measure(stack, "quota", "enforce", "--yes"),
            "quota enforce, second": measure(stack, "quota", "enforce", "--yes"),
            "audit run": measure(stack, "audit", "run"),
        }


def main() -> None:
    small, large = night(SMALL), night(LARGE)
    print(f"{'':24}{SMALL:>10,}{LARGE:>10,}   ratio")
    for name in small:
        one, other = small[name], large[name]
        print(name)
        for label, a, b in (
            ("requests", one.requests, other.requests),
            ("writes", one.writes, other.writes),
            ("seconds", one.seconds, other.seconds),
            ("peak MiB", one.peak_mib, other.peak_mib),
        ):
            ratio = f"{b / a:7.2f}" if a else "      -"
            print(f"  {label:22}{a:>10,.1f}{b:>10,.1f} {ratio}")
    second = large["quota enforce, second"]
    changed = [c for c in second.report["changes"] if c["outcome"] == "changed"]
    print(f"second night over {LARGE:,}: {len(changed)} changes, {second.writes} writes")
    assert not changed
    assert not second.writes


if __name__ == "__main__":
    main()
