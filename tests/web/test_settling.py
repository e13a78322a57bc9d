"""
Under a ceiling that nobody tells them, processes settle, waste little and lose nothing.

Settled means: of the answers that follow, few are refusals, and the service is put to use. Where
more processes than the ceiling share a tenant, some must ask now and then whether there is room.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.web.crowd import crowd

LOOK = 400
CEILINGS = (8, 3, 12)


@pytest.mark.parametrize("retry_after", [None, "1"])
@pytest.mark.parametrize(("seed", "call_s"), [(1, 0.1), (2, 0.8)])
async def test_one_process_settles_within_50_calls(seed, call_s, retry_after):
    async with crowd(1, seed, call_s, retry_after) as them:
        phases = [await them.under(ceiling, settle=50, look=LOOK) for ceiling in CEILINGS]

    for phase in phases:
        assert phase.throttled <= 1 / 20, phase
        assert phase.use >= 0.6, phase
    assert them.right >= 3 * LOOK * 0.95


@pytest.mark.parametrize("retry_after", [None, "1"])
@pytest.mark.parametrize(("seed", "call_s"), [(1, 0.1), (2, 0.8)])
async def test_four_processes_settle_beside_each_other_within_200_calls(seed, call_s, retry_after):
    async with crowd(4, seed, call_s, retry_after) as them:
        phases = [await them.under(ceiling, settle=200, look=LOOK) for ceiling in CEILINGS]

    for phase in phases:
        assert phase.throttled <= (1 / 8 if phase.ceiling < 4 else 1 / 15), phase
        assert phase.use >= 0.6, phase
    assert them.right >= 3 * LOOK * 0.9


@settings(derandomize=True, max_examples=12, deadline=None)
@given(
    st.integers(1, 6),
    st.integers(0, 999),
    st.sampled_from((0.02, 0.1, 0.3, 0.8)),
    st.sampled_from((None, "1", "5")),
    st.tuples(st.integers(1, 16), st.integers(1, 16)),
)
async def test_whatever_the_ceiling_no_call_is_lost_and_the_service_is_used(
    processes, seed, call_s, retry_after, ceilings
):
    async with crowd(processes, seed, call_s, retry_after) as them:
        phases = [await them.under(ceiling, settle=200, look=200) for ceiling in ceilings]

    for phase in phases:
        assert phase.throttled <= 1 / 3, phase
        assert phase.use >= 0.5, phase
