"""
Every route that the local tenant's Exchange offers, and what fills each.

The routes are the tenant's own lists, so a new one is asked for as soon as it lands.
"""

import re
from collections.abc import Mapping
from typing import Any

from local.tenant.exchange.admin_api import ENDPOINTS
from local.tenant.exchange.native.route import natives

_ROOT = re.compile(r"/adminapi/[^/]+/[^/]+/?", re.IGNORECASE)
_INSIDE = re.compile(r"\((?!key\))[^/]*\)")
# What stands in the brackets of a function, and of a key that names no recipient.
_ARGUMENTS = {
    "bysmtpaddress": "SmtpAddress='{user}'",
    "exobanner(key)": "'AutogenSession'",
    "getmailboxfolderstatistics": "folderscope=Exchange.ElcFolderType'Calendar'",
    "getmailboxstatisticsv2": "mailboxGuid={guid},databaseGuid={database}",
    "getmobiledevicestatisticsbyidentity": "Identity='{device}'",
    "getrecipientpermissionbyfilters": "identity='{user}',trustee=null,accessRights=null",
    "mailboxfolder(key)": "'{calendar}'",
}
# One cmdlet for each endpoint of v2.0, by which it is called.
CMDLETS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "organizationconfig": ("Get-OrganizationConfig", {}),
    "accepteddomain": ("Get-AcceptedDomain", {}),
    "mailbox": ("Get-Mailbox", {"Identity": "{user}"}),
    "mailboxfolderpermission": (
        "Get-MailboxFolderPermission",
        {"Identity": "{user}:\\{calendar}"},
    ),
    "distributiongroupmember": ("Get-DistributionGroupMember", {"Identity": "{group}"}),
    "dynamicdistributiongroupmember": (
        "Get-DynamicDistributionGroupMember",
        {"Identity": "{dynamic}"},
    ),
}


def native_routes() -> list[str]:
    """What is read by GET, below the tenant."""
    return ["", "$metadata", *sorted(natives())]


def other_routes() -> list[str]:
    """What is posted to: surfaces A and C, and batches."""
    return ["beta/InvokeCommand", "beta/$batch", *(f"v2.0/{name}" for name in sorted(ENDPOINTS))]


def address(pattern: str, names: Mapping[str, str]) -> str:
    """Where *pattern* is found, with *names* for its objects."""
    return "/".join(_filled(one, names) for one in pattern.split("/"))


def _filled(segment: str, names: Mapping[str, str]) -> str:
    bare = segment.removeprefix("exchange.")
    inside = _ARGUMENTS.get(bare)
    if inside is not None:
        return f"{segment.removesuffix('(key)')}({inside.format_map(names)})"
    if segment.endswith("(key)"):
        return f"{segment.removesuffix('(key)')}('{names['user']}')"
    return f"{segment}()" if segment.startswith("exchange.") else segment


def native_route_of(path: str) -> str:
    """The route that a journalled path took."""
    below = _ROOT.sub("", path).casefold()
    keyed = re.sub(r"\('[^']*'\)", "(key)", below)
    return _INSIDE.sub("", keyed)
