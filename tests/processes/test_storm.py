"""A tenant that throttles, fails, breaks connections and loses answers; the leavers are out."""

import pytest

pytestmark = pytest.mark.processes

SERVICES = "^/(adminapi|v1)"
STORM = [
    {"kind": "throttle", "path": SERVICES, "probability": 0.10, "retryAfter": 1},
    {"kind": "status", "path": SERVICES, "probability": 0.05, "status": 503},
    {"kind": "reset", "path": SERVICES, "probability": 0.02},
    {"kind": "lost-response", "path": SERVICES, "probability": 0.02},
]


@pytest.fixture(autouse=True)
def storm(site):
    site.control("POST", "faults", STORM)
    yield
    site.control("DELETE", "faults")


@pytest.mark.parametrize("count", [6, pytest.param(50, marks=pytest.mark.soak)])
def test_every_leaver_is_out_in_a_storm(site, count):
    leavers = site.leavers(f"storm-of-{count}", count)
    weathered = site.control("GET", "metrics")["faults"].get("throttle", 0)

    site.ask(*leavers)
    site.ended([one.request_id for one in leavers], deadline_s=10 + 3 * count)

    assert site.hits("throttle") - weathered > count
    answers = [site.answers(one.request_id) for one in leavers]
    states = [[event["data"]["state"] for event in events] for events in answers]
    assert states == [["completed"]] * count
    assert site.left_undone(leavers) == {}
