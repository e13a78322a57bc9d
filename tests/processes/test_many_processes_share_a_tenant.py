"""Four processes under a ceiling that nobody tells them, which is moved while they work."""

import pytest

from tests.processes.callers import Callers, Office, Seen, office
from tests.processes.waiting import until

pytestmark = pytest.mark.processes

SETTLE, LOOK = 200, 100


def answered(there: Office, begun: Seen, calls: int) -> Seen:
    """What was seen once *calls* more than at *begun* had been answered."""

    def look() -> Seen | None:
        seen = there.seen()
        return seen if seen.answers - begun.answers >= calls else None

    seen = until(f"{calls} answers", look, 60.0)
    assert seen is not None
    return seen


def test_they_settle_beside_each_other_and_no_call_is_lost(tmp_path):
    refused = {}
    with office(tmp_path) as there:
        there.tell("latency", ms=25)
        there.tell("limits", concurrency=8)
        with Callers(there, 4) as callers:
            for ceiling in (8, 3, 12):
                there.tell("limits", concurrency=ceiling)
                settled = answered(there, there.seen(), SETTLE)
                then = answered(there, settled, LOOK)
                share = (then.refused - settled.refused) / (then.answers - settled.answers)
                refused[ceiling] = share
                assert there.peak() > ceiling / 2  # what there is is used
            there.tell("limits", concurrency=None)
            fared = callers.fared()

    assert set(fared) == {"right"}
    assert fared["right"] >= 3 * LOOK
    assert max(refused.values()) < 1 / 3, refused  # without settling it is more than half
