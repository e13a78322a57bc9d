"""
What Exchange Online has, whether it is simulated here or not.

A name that it does not have is refused as it would be there. What it has and we do not simulate
ends in 501 instead, so that a gap of this tenant is never taken for a refusal of Exchange.
"""

from collections.abc import Iterable
from functools import cache

from local.tenant.exchange import refusals
from shared.exchange.catalogue import Cmdlet, catalogue


def real(name: str) -> Cmdlet | None:
    """The cmdlet that the service runs under *name*, in any letter case; None when it has none."""
    cmdlet = catalogue().find(name)
    if cmdlet is None or cmdlet.module_only or cmdlet.status in {"retired", "unsupported"}:
        return None
    return cmdlet


@cache
def every() -> tuple[str, ...]:
    """Every cmdlet that the service runs, simulated here or not."""
    return tuple(name for name in catalogue().names if real(name) is not None)


def check_names(cmdlet: Cmdlet, names: Iterable[str]) -> None:
    """
    All of *names* are parameters of *cmdlet*; type annotations beside them do not count.

    Raises:
        ExchangeRefusal: One is not.

    """
    for name in names:
        if not name.endswith("@odata.type") and not cmdlet.takes(name):
            raise refusals.unknown_parameter(name)
