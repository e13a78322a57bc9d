"""
Which cmdlets a caller may run: the union of what its directory roles allow.

Source: "App-only authentication in Exchange Online PowerShell", supported roles. Role groups
would add to the same union.
"""

from collections.abc import Iterable

from local.tenant.state.clients import (
    EXCHANGE_ADMINISTRATOR,
    GLOBAL_ADMINISTRATOR,
    GLOBAL_READER,
    SECURITY_READER,
)

APP_ROLE = "Exchange.ManageAsApp"
_EVERYTHING = ("",)
_READS = ("get-",)
# What a Security Reader sees: protection policies and the configuration around them.
_PROTECTION = (
    "get-hosted",
    "get-eop",
    "get-atp",
    "get-dkim",
    "get-accepteddomain",
    "get-organizationconfig",
    "get-adminauditlogconfig",
)
_BY_ROLE = {
    GLOBAL_ADMINISTRATOR: _EVERYTHING,
    EXCHANGE_ADMINISTRATOR: _EVERYTHING,
    GLOBAL_READER: _READS,
    SECURITY_READER: _PROTECTION,
}


def has_a_role(role_ids: Iterable[str]) -> bool:
    """Whether any of *role_ids* means something to Exchange."""
    return any(role in _BY_ROLE for role in role_ids)


def may_run(role_ids: Iterable[str], cmdlet: str) -> bool:
    """Whether one of *role_ids* allows *cmdlet*."""
    name = cmdlet.casefold()
    return any(name.startswith(_BY_ROLE.get(role, ())) for role in role_ids)
