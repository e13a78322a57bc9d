"""
Which management roles serve a list of cmdlets: the fewest, and of those the least.

A tenant says itself which of its roles hold a cmdlet with its parameters; where it does not, the
table here serves, which has what this project runs.
Source: "Permissions in Exchange Online", "Find the permissions required to run any Exchange
cmdlet", and the notes on each cmdlet's page.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shared.rights.needs import CmdletNeed

type Holders = Mapping[str, frozenset[str]]  # of a cmdlet, as roles know it

_READS_OF_RECIPIENTS = (
    "Get-Mailbox",
    "Get-MailboxAutoReplyConfiguration",
    "Get-MailboxPermission",
    "Get-MailboxStatistics",
    "Get-Recipient",
)
_HOLDS: Mapping[str, tuple[str, ...]] = {
    "View-Only Recipients": _READS_OF_RECIPIENTS,
    "View-Only Configuration": (
        "Get-AcceptedDomain",
        "Get-AdminAuditLogConfig",
        "Get-ATPProtectionPolicyRule",
        "Get-DkimSigningConfig",
        "Get-EOPProtectionPolicyRule",
        "Get-HostedConnectionFilterPolicy",
        "Get-HostedOutboundSpamFilterPolicy",
        "Get-HostedOutboundSpamFilterRule",
        "Get-MailboxAuditBypassAssociation",
        "Get-OrganizationConfig",
        "Get-RemoteDomain",
        "Get-TransportConfig",
    ),
    "Mail Recipients": (
        *_READS_OF_RECIPIENTS,
        "Add-MailboxPermission",
        "Set-Mailbox",
        "Set-MailboxAutoReplyConfiguration",
    ),
    "Distribution Groups": ("Get-Recipient", "Remove-DistributionGroupMember"),
    "Security Group Creation and Membership": ("Remove-DistributionGroupMember",),
}
# How much a role lets its holder do. No other is ever taken: with Role Management an app could give
# itself any right, Organization Configuration is far wider than one cmdlet of it.
_WIDTH = {
    "View-Only Recipients": 1,
    "View-Only Configuration": 1,
    "View-Only Audit Logs": 1,
    "Security Reader": 2,
    "Message Tracking": 2,
    "Security Group Creation and Membership": 4,
    "Distribution Groups": 4,
    "Mail Recipients": 6,
    "Legal Hold": 6,
    "Audit Logs": 8,
    "Mail Recipient Creation": 10,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """The roles to take, which of them serves each cmdlet, and cmdlets that none serves."""

    roles: tuple[str, ...]
    serving: Mapping[str, tuple[str, ...]]
    unserved: tuple[str, ...]


def known_holders(needs: Iterable[CmdletNeed]) -> Holders:
    """The roles that hold each of *needs* by our table."""
    return {
        need.known_as: frozenset(role for role, held in _HOLDS.items() if need.known_as in held)
        for need in needs
    }


def choose(needs: Iterable[CmdletNeed], holders: Holders) -> Choice:
    """The roles that serve all of *needs*, where *holders* says which could."""
    wanted = list(needs)
    taken = {role for need in wanted for role in need.roles}
    able = {
        need.known_as: holders.get(need.known_as, frozenset()) & _WIDTH.keys() for need in wanted
    }
    open_ = {name: held for name, held in able.items() if held and not held & taken}
    roles = taken | _cheapest(open_)
    serving = {
        need.cmdlet: need.roles or tuple(sorted(able[need.known_as] & roles)) for need in wanted
    }
    unserved = tuple(sorted(name for name, found in serving.items() if not found))
    return Choice(tuple(sorted(roles)), serving, unserved)


def _cheapest(able: Holders) -> set[str]:
    """The set of roles of least width that has one of each of *able*."""
    if not able:
        return set()
    first = min(able, key=lambda name: (len(able[name]), name))
    found = []
    for role in sorted(able[first]):
        rest = {name: held for name, held in able.items() if role not in held}
        found.append({role} | _cheapest(rest))
    return min(found, key=_width)


def _width(roles: set[str]) -> tuple[int, int, list[str]]:
    return sum(_WIDTH[one] for one in roles), len(roles), sorted(roles)
