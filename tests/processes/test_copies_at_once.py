"""The same message several times at once, as a sender's retries and a queue's promise bring it."""

import pytest

from shared.store.names import REQUESTS
from tests.processes.site import body_of

pytestmark = pytest.mark.processes

COPIES = 5


def test_five_copies_at_once_are_one_case_one_run_and_one_answer(site):
    [leaver] = site.leavers("copies", 1)
    known, logged = site.calls()[-1]["number"], len(site.log())

    for _ in range(COPIES):  # hidden until all are there, so that the host takes them together
        site.account.send(REQUESTS, body_of(leaver), visible_after_s=1)
    site.ended([leaver.request_id])

    assert site.log()[logged:].count("accept_offboarding started") == COPIES
    case = site.case(leaver.request_id)
    assert case["epoch"] == 2  # one lease to admit it, one to run it
    [answer] = site.answers(leaver.request_id)
    assert answer["id"] == f"{case['RowKey']}/completed/1"
    calls = [call for call in site.calls() if call["number"] > known]
    assert writes_to(leaver, calls) == [
        ("PATCH", leaver.user_id),  # sign-in blocked
        ("PATCH", leaver.user_id),  # password reset
        ("POST", "assignLicense"),
        ("POST", "revokeSignInSessions"),
    ]
    assert site.left_undone([leaver]) == {}


def writes_to(leaver, calls):
    """What was written to the person's account: method and last part of the path."""
    return sorted(
        (call["method"], call["path"].rpartition("/")[2])
        for call in calls
        if call["method"] in ("PATCH", "POST") and leaver.user_id in call["path"]
    )
