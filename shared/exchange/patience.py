"""
How long an answer to a cmdlet is waited for. Pure.

The service works on one cmdlet for up to 15 minutes. Whoever hangs up on a write before does not
know whether it happened, so writes are waited for a minute longer than that; a read can be asked
again. Source: the module's own time-outs, and its list of cmdlets that take longer still.
"""

from shared.web.request import READ_TIMEOUT_S, Effect

WRITE_TIMEOUT_S = 960.0
_MARGIN_S = 60.0
_LONGER_S = {
    "get-distributiongroupmember": 3600.0,
    "set-organizationconfig": 1800.0,
    "set-unifiedgroup": 3600.0,
    "update-distributiongroupmember": 3600.0,
    "update-rolegroupmember": 1800.0,
}


def patience_s(cmdlet: str, effect: Effect) -> float:
    """Seconds to wait for an answer to *cmdlet*."""
    longer_s = _LONGER_S.get(cmdlet.casefold())
    if longer_s is not None:
        return longer_s + _MARGIN_S
    return WRITE_TIMEOUT_S if effect is Effect.WRITE else READ_TIMEOUT_S
