"""
Processes under a ceiling that nobody tells them, which is moved while they work.

Each process is the app's own session over TLS, and calls as much as it may. Calls are counted at
the service: every answer to every process since the ceiling moved. After the
first 50 to one process, or 200 to four, at most one answer in twenty may be a refusal; one in eight
where more processes than the ceiling share the tenant, as each must ask now and then for room.
"""

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.processes.callers import Callers, Office, Seen, office

CEILINGS = (8, 3, 12)
CALL_MS = 60
SETTLE = {1: 50, 4: 200}
LOOK = 250
FEW, FEW_IF_CROWDED = 1 / 14, 1 / 8  # each look at the ceiling costs a refusal
LEAST_USE = 0.5
_POLL_S = 0.05


@dataclass(frozen=True, slots=True)
class Phase:
    """What the service saw under one ceiling."""

    ceiling: int
    peak: int
    seen: Sequence[Seen]

    def refused_share(self, first: Seen, last: Seen) -> float:
        """The part of the answers between *first* and *last* that were refusals."""
        return (last.refused - first.refused) / max(1, last.answers - first.answers)

    def after(self, calls: int) -> Seen:
        """The first moment at which the service had given *calls* answers."""
        return next(one for one in self.seen if one.answers - self.seen[0].answers >= calls)

    def use(self, first: Seen) -> float:
        """The work done from *first* on, as a part of what the service could have done."""
        last = self.seen[-1]
        served = last.answers - first.answers - (last.refused - first.refused)
        return served * (CALL_MS / 1000) / (last.at_s - first.at_s) / self.ceiling


def under(there: Office, ceiling: int, calls: int) -> Phase:
    """The ceiling is moved; what was seen until *calls* more were answered."""
    there.tell("limits", concurrency=ceiling)
    seen = [there.seen()]
    while seen[-1].answers - seen[0].answers < calls:
        time.sleep(_POLL_S)
        seen.append(there.seen())
    return Phase(ceiling, there.peak(), seen)


def measure(there: Office, processes: int) -> bool:
    """Whether *processes* kept within the bounds; a line for each ceiling."""
    settle, kept = SETTLE[processes], True
    there.tell("limits", concurrency=CEILINGS[0])
    with Callers(there, processes) as callers:
        phases = [under(there, ceiling, settle + LOOK) for ceiling in CEILINGS]
        there.tell("limits", concurrency=None)
        fared = callers.fared()
    for phase in phases:
        few = FEW_IF_CROWDED if processes > phase.ceiling else FEW
        then = phase.after(settle)
        before = phase.refused_share(phase.seen[0], then)
        share, use = phase.refused_share(then, phase.seen[-1]), phase.use(then)
        good = share <= few and use >= LEAST_USE
        kept = kept and good
        print(
            f"{processes:>9}{phase.ceiling:>9}{before:>9.1%}{share:>11.1%}"
            f"{few:>9.1%}{phase.peak:>6}{use:>7.0%}{'' if good else '  MISSED'}"
        )
    lost = fared.total() - fared["right"]
    print(f"{processes:>9} of {fared.total():,} calls {lost} were lost")
    return kept and not lost


def main() -> None:
    print("processes  ceiling  refused    refused  at most  peak    use")
    print("                   at first afterwards")
    with tempfile.TemporaryDirectory() as folder, office(Path(folder)) as there:
        there.tell("latency", ms=CALL_MS)
        kept = [measure(there, processes) for processes in SETTLE]
    if not all(kept):
        raise SystemExit("concurrency: a bound was missed")


if __name__ == "__main__":
    main()
