"""
Under a ceiling that nobody tells them, processes settle, waste little and lose nothing.

Settled means: of the answers that follow, few are refusals, and the service is put to use. Where
more processes than the ceiling share a tenant, some must ask now and then whether there is room.
"""

import pytest

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
