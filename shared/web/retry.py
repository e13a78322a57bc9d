"""When a failed call is sent again, and how long that waits. Pure."""

import math

from shared.web.errors import Refused, ServiceError, ServiceFault, Throttled, Unreachable
from shared.web.request import Effect

ATTEMPTS = 6  # at what fails; for what is only too much at once, time alone counts
BUDGET_S = 120.0  # one call with all its retries; longer faults wait in a table row instead
MAX_WAIT_S = 60.0
FIRST_WAIT_S = 0.5
_THROTTLED_WAIT_S = 2.0  # the most that is added to the service's own: the limiter does the rest


def wait_before_retry(
    error: ServiceError,
    effect: Effect,
    *,
    attempt: int,
    spent_s: float,
    jitter: float,
    renewed: bool,
) -> float | None:
    """
    Seconds to wait before sending once more, or None when the error is final.

    *attempt* counts from 1, *spent_s* is the time since the first try, *jitter* lies in [0, 1).
    A throttled call is tried again for as long as the budget lasts.
    A write is sent again only when it cannot have run: throttled, refused with 503, or never sent.
    A 401 is sent again once with a new token: *renewed* says whether that was tried.
    """
    if attempt >= ATTEMPTS and not isinstance(error, Throttled):
        return None
    match error:
        case Throttled() if (error.wait_s or 0.0) <= MAX_WAIT_S:
            # A longer wait is the case's, not the connection's; one of zero is no wait at all.
            wait = max(error.wait_s or 0.0, min(_THROTTLED_WAIT_S, _backoff(attempt, jitter)))
        case Unreachable(sent=False) | ServiceFault(ran=False):
            wait = _backoff(attempt, jitter)
        case Unreachable() | ServiceFault() if effect is Effect.READ:
            wait = _backoff(attempt, jitter)
        case Refused(status=401) if not renewed:
            wait = 0.0
        case _:
            return None
    return wait if spent_s + wait <= BUDGET_S else None


def seconds_of(text: str | None) -> float | None:
    """The wait that *text* (of a Retry-After header) asks for; None when it is no finite number."""
    try:
        seconds = float(text or "")
    except ValueError:
        return None
    return max(0.0, seconds) if math.isfinite(seconds) else None


def _backoff(attempt: int, jitter: float) -> float:
    """Doubling waits with half of each left to chance, so that callers drift apart."""
    full = min(MAX_WAIT_S, FIRST_WAIT_S * 2.0 ** min(attempt - 1, ATTEMPTS))
    return full * (0.5 + jitter / 2)
