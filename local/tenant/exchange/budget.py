"""
The headers in which Exchange tells how many requests are left; some captures have them.

They are told and never enforced: what is enforced is the ceiling in `local.tenant.limits`.
"""

from dataclasses import replace
from datetime import timedelta

from local.tenant.exchange.values import moment
from local.tenant.messages import Answer
from local.tenant.world import World

_REQUESTS = 30_000
_WINDOW = timedelta(minutes=5)


def told(answer: Answer, world: World) -> Answer:
    """*answer* with the budget of requests beside it."""
    left = _REQUESTS - world.journal.requests % _REQUESTS
    headers = {
        "rate-limit-limit": str(_REQUESTS),
        "rate-limit-remaining": str(left),
        "rate-limit-reset": moment(world.clock.now() + _WINDOW),
    }
    return replace(answer, headers={**answer.headers, **headers})
