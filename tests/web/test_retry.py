import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.web.errors import (
    BadCall,
    Call,
    Refused,
    ServiceError,
    ServiceFault,
    Throttled,
    Unreachable,
)
from shared.web.request import Effect
from shared.web.retry import ATTEMPTS, BUDGET_S, MAX_WAIT_S, wait_before_retry

CALL = Call("Set-Mailbox", "m-1")


def wait(error: ServiceError, effect: Effect = Effect.READ, **given_: object) -> float | None:
    plain = {"attempt": 1, "spent_s": 0.0, "jitter": 0.5, "renewed": False}
    return wait_before_retry(error, effect, **{**plain, **given_})


@pytest.mark.parametrize(
    ("error", "effect", "sent_again"),
    [
        pytest.param(Throttled(CALL, "", wait_s=3.0), Effect.WRITE, True, id="throttled-write"),
        pytest.param(ServiceFault(CALL, "", ran=False), Effect.WRITE, True, id="503-write"),
        pytest.param(Unreachable(CALL, "", sent=False), Effect.WRITE, True, id="never-sent-write"),
        pytest.param(Unreachable(CALL, "", sent=True), Effect.WRITE, False, id="lost-write"),
        pytest.param(ServiceFault(CALL, "", ran=True), Effect.WRITE, False, id="500-write"),
        pytest.param(Unreachable(CALL, "", sent=True), Effect.READ, True, id="lost-read"),
        pytest.param(ServiceFault(CALL, "", ran=True), Effect.READ, True, id="500-read"),
        pytest.param(BadCall(CALL, ""), Effect.READ, False, id="bad-call"),
        pytest.param(Refused(CALL, "", status=403), Effect.READ, False, id="forbidden"),
        pytest.param(Refused(CALL, "", status=401), Effect.WRITE, True, id="stale-token"),
    ],
)
def test_only_what_cannot_have_run_is_sent_again(error, effect, sent_again):
    assert (wait(error, effect) is not None) is sent_again


def test_the_service_s_own_wait_goes_first():
    assert wait(Throttled(CALL, "", wait_s=7.5)) == 7.5


def test_a_token_is_renewed_once():
    assert wait(Refused(CALL, "", status=401), renewed=True) is None


def test_a_wait_beyond_the_ceiling_is_left_to_the_case():
    assert wait(Throttled(CALL, "", wait_s=MAX_WAIT_S + 1)) is None


@given(
    st.integers(1, ATTEMPTS + 3),
    st.floats(0, 2 * BUDGET_S),
    st.floats(0, 1, exclude_max=True),
    st.none() | st.floats(0, 500),
)
def test_no_call_waits_beyond_its_ceiling_or_its_budget(attempt, spent_s, jitter, asked):
    waited = wait(
        Throttled(CALL, "", wait_s=asked), attempt=attempt, spent_s=spent_s, jitter=jitter
    )

    assert waited is None or (0 <= waited <= MAX_WAIT_S and spent_s + waited <= BUDGET_S)


@given(st.integers(ATTEMPTS, 10 * ATTEMPTS), st.floats(0, BUDGET_S - 3), st.none() | st.just(0.0))
def test_a_throttled_call_is_tried_for_as_long_as_its_budget_lasts(attempt, spent_s, asked):
    waited = wait(Throttled(CALL, "", wait_s=asked), attempt=attempt, spent_s=spent_s)

    assert waited is not None
    assert 0.5 <= waited <= 2.0  # never at once, never so late that few tries are left


@pytest.mark.parametrize(
    "error", [ServiceFault(CALL, "", ran=False), Unreachable(CALL, "", sent=False)]
)
def test_what_fails_again_and_again_is_given_up(error):
    assert wait(error, attempt=ATTEMPTS - 1) is not None
    assert wait(error, attempt=ATTEMPTS) is None
