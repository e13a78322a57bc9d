"""What importing the app costs beside what importing azure.functions alone costs, in turn."""

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 9


def seconds(code: str) -> float:
    """Wall time of a fresh interpreter that runs *code*."""
    begun = time.monotonic()
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
    return time.monotonic() - begun


def main() -> None:
    cases = {
        "bare interpreter": "pass",
        "azure.functions": "import azure.functions",
        "function_app": "import function_app",
    }
    taken: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(ROUNDS):
        for name, code in cases.items():
            taken[name].append(seconds(code))
    medians = {name: statistics.median(times) for name, times in taken.items()}
    for name, median in medians.items():
        print(f"import: {name:20}{median * 1000:8.0f} ms (median of {ROUNDS})")
    ratio = medians["function_app"] / medians["azure.functions"]
    print(f"import: function_app / azure.functions {ratio:.2f}")


if __name__ == "__main__":
    main()
