"""What a person waits for the help and for completion, beside a bare interpreter, in turn."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

NIGHTSHIFT = Path(sys.executable).with_name("nightshift")
ROUNDS = 9
COMPLETE = {"_NIGHTSHIFT_COMPLETE": "complete_bash"}
CASES: Mapping[str, tuple[list[str], Mapping[str, str]]] = {
    "bare interpreter": ([sys.executable, "-c", "pass"], {}),
    "nightshift --help": ([str(NIGHTSHIFT), "--help"], {}),
    "completion of a command": (
        [str(NIGHTSHIFT)],
        {**COMPLETE, "COMP_WORDS": "nightshift ex", "COMP_CWORD": "1"},
    ),
    "completion in a group": (
        [str(NIGHTSHIFT)],
        {**COMPLETE, "COMP_WORDS": "nightshift quota p", "COMP_CWORD": "2"},
    ),
}


def seconds(command: list[str], environment: Mapping[str, str]) -> float:
    """Wall time of a fresh process that runs *command*."""
    begun = time.monotonic()
    subprocess.run(
        command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, check=True
    )
    return time.monotonic() - begun


def main() -> None:
    taken: dict[str, list[float]] = {name: [] for name in CASES}
    for _ in range(ROUNDS):
        for name, case in CASES.items():
            taken[name].append(seconds(*case))
    medians = {name: statistics.median(times) for name, times in taken.items()}
    bare = medians["bare interpreter"]
    for name, median in medians.items():
        times = f"{median * 1000:6.0f} ms, {median / bare:5.1f} bare interpreters"
        print(f"command line: {name:24}{times} (median of {ROUNDS})")


if __name__ == "__main__":
    main()
