import time

import pytest

pytestmark = pytest.mark.processes


def test_an_answer_does_not_wait_for_the_callers_acknowledgement(served):
    waits = []
    with served.control() as http:
        for _ in range(20):
            begun = time.perf_counter()
            http.get("/_tenant/picks").raise_for_status()
            waits.append(time.perf_counter() - begun)

    assert min(waits) < 0.035  # a delayed acknowledgement takes 40 ms, and never less
