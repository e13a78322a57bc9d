"""
What a leaver costs: calls by kind, and seconds, without latency and with 100 ms for each call.

From one run on the real stack: Azurite, the local tenant over TLS, the host with Microsoft's
worker, the app's own settings. A batch is one HTTP request of up to twenty parts; both are counted.
"""

import statistics
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from local.stack import Stack
from tests.processes.site import SECTION, Leaver, Site
from tests.processes.waiting import until

MANY = 50
LATENCY_MS = 100
_PATIENCE_S = 80.0
_ID_LENGTH = 36


@dataclass(frozen=True, slots=True)
class Measured:
    """Some leavers at once: how long each took, and all of them together."""

    contained_s: Sequence[float]
    completed_s: Sequence[float]
    together_s: float
    calls: Sequence[Mapping[str, Any]]


def measure(site: Site, name: str, count: int, latency_ms: int) -> Measured:
    """*count* leavers asked for at once, with *latency_ms* before each answer of the tenant."""
    leavers = site.leavers(name, count)
    site.control("POST", "latency", {"ms": latency_ms})
    made = site.calls()
    known = made[-1]["number"] if made else 0
    begun = time.monotonic()
    site.ask(*leavers)
    until("the last answers", lambda: all(final(site, one) for one in leavers), _PATIENCE_S)
    together_s = time.monotonic() - begun
    site.control("POST", "latency", {"ms": 0})
    answers = [final(site, one) for one in leavers]
    states = Counter(answer["state"] for answer in answers)
    assert states == {"completed": count}, states
    return Measured(
        [seconds(one["receivedAt"], one["containedAt"]) for one in answers],
        [seconds(one["receivedAt"], one["completedAt"]) for one in answers],
        together_s,
        [call for call in site.calls() if call["number"] > known],
    )


def final(site: Site, leaver: Leaver) -> Mapping[str, Any]:
    told = [event["data"] for event in site.answers(leaver.request_id) if event["data"]["final"]]
    return told[-1] if told else {}


def seconds(begun: str, ended: str) -> float:
    return (datetime.fromisoformat(ended) - datetime.fromisoformat(begun)).total_seconds()


def kind_of(call: Mapping[str, Any]) -> str:
    """What a person calls such a call."""
    path, cmdlet = call["path"].casefold(), call["cmdlet"]
    if path.endswith("/$batch"):
        return f"{'Exchange' if 'adminapi' in path else 'Graph'} batch"
    if path.startswith("/adminapi"):
        reads = call["method"] == "GET" or str(cmdlet).startswith("Get-")
        return f"Exchange {'read' if reads else 'write'}"
    if path.startswith(("/v1.0", "/beta")):
        return f"Graph {'read' if call['method'] == 'GET' else 'write'}"
    return "sign-in"


def print_calls(one: Measured, many: Measured) -> None:
    """Each kind of call: HTTP requests, then parts of batches, for each leaver."""
    print(f"{'calls for each leaver':28}{'one alone':>18}{f'of {MANY} at once':>18}")
    print(f"{'':28}{'HTTP':>9}{'parts':>9}{'HTTP':>9}{'parts':>9}")
    counts = [Counter((kind_of(c), c["part"]) for c in m.calls) for m in (one, many)]
    kinds = sorted({kind for counted in counts for kind, _ in counted})
    for kind in kinds:
        cells = [
            counted[kind, part] / count
            for counted, count in zip(counts, (1, MANY), strict=True)
            for part in (False, True)
        ]
        print(f"  {kind:26}" + "".join(f"{cell:9.1f}" for cell in cells))
    totals = [
        sum(n for (_, p), n in counted.items() if p is part) / count
        for counted, count in zip(counts, (1, MANY), strict=True)
        for part in (False, True)
    ]
    print(f"  {'in all':26}" + "".join(f"{total:9.1f}" for total in totals))
    writes = Counter(
        call["cmdlet"] or f"{call['method']} {last_of(call['path'])}"
        for call in one.calls
        if kind_of(call).endswith("write")
    )
    print("  writes of the one: " + ", ".join(f"{n} {name}" for name, n in sorted(writes.items())))


def last_of(path: str) -> str:
    """The last part of *path* that is no object's id."""
    return next(part for part in reversed(path.split("/")) if len(part) != _ID_LENGTH)


def print_seconds(measured: Mapping[tuple[int, int], Measured]) -> None:
    """Every measurement of a count of leavers: without latency, then with it."""
    print(f"\n{'seconds':44}{'0 ms':>9}{f'{LATENCY_MS} ms':>9}")
    for count in (1, MANY):
        pair = [measured[count, latency] for latency in (0, LATENCY_MS)]
        who = "one leaver" if count == 1 else f"{count} at once"
        print_row(f"{who}: received to contained, median", [median(m.contained_s) for m in pair])
        print_row(f"{who}: received to completed, median", [median(m.completed_s) for m in pair])
        if count > 1:
            print_row(f"{who}: received to contained, last", [max(m.contained_s) for m in pair])
            print_row(f"{who}: received to completed, last", [max(m.completed_s) for m in pair])
            print_row(f"{who}: sent to last answer", [m.together_s for m in pair])
            print_row(f"{who}: that, for each leaver", [m.together_s / count for m in pair])


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def print_row(label: str, values: Sequence[float]) -> None:
    print(f"  {label:42}" + "".join(f"{value:9.2f}" for value in values))


def main() -> None:
    with Stack(mailboxes=500, section=SECTION) as stack:
        site = Site(stack)
        measure(site, "warm-up", 1, 0)  # imports, sign-in, connections
        measured = {
            (count, latency): measure(site, f"{count}-at-{latency}", count, latency)
            for count in (1, MANY)
            for latency in (0, LATENCY_MS)
        }
        print_calls(measured[1, 0], measured[MANY, 0])
        print_seconds(measured)


if __name__ == "__main__":
    main()
