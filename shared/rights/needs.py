"""
What each identity uses of Exchange and Graph: the one place from which grants follow.

Tests run a day with identities that hold exactly this, and compare what was sent. Parameters are
those that are sent beside `Confirm`; a role may hold a cmdlet without one of its parameters.
"""

from dataclasses import dataclass

from shared.graph.calls import CALLS
from shared.graph.declaration import GraphCall
from shared.tenants import Role

EXCHANGE_PERMISSION = "Exchange.ManageAsApp"
# With one of these an app can give itself, or an app it controls, whatever else it wants.
# Source: Microsoft Graph permissions reference, cautions on these permissions.
RAISES_ITS_RIGHTS = frozenset(
    {
        "AppRoleAssignment.ReadWrite.All",
        "Application.ReadWrite.All",
        "Application.ReadWrite.OwnedBy",
        "DelegatedPermissionGrant.ReadWrite.All",
        "RoleManagement.ReadWrite.Directory",
    }
)


@dataclass(frozen=True, slots=True)
class CmdletNeed:
    """
    A cmdlet that is run, and what for.

    `roles` are management roles that it takes, all of them, whatever else would serve.
    """

    cmdlet: str
    use: str
    parameters: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()

    @property
    def known_as(self) -> str:
        """The cmdlet by which roles know it: a native read has the rights of its elder."""
        return self.cmdlet.replace("Get-EXO", "Get-")


@dataclass(frozen=True, slots=True)
class GraphNeed:
    """A call of Graph that is sent, and what for; `takes` where the least is not enough."""

    method: str
    template: str
    use: str
    sets: str | None = None
    takes: str | None = None

    @property
    def call(self) -> GraphCall:
        """Its declaration."""
        wanted = (self.method, self.template, self.sets)
        [found] = [one for one in CALLS if (one.method, one.template, one.sets) == wanted]
        return found

    @property
    def permission(self) -> str:
        """The application permission that it takes."""
        return self.takes or self.call.least


_PLANNING, _QUOTA, _AUDIT = "offboarding: planning", "quotas: the plan", "audit"
_LOOKS = (
    CmdletNeed("Get-Mailbox", _PLANNING, ("Identity",)),
    CmdletNeed("Get-MailboxAutoReplyConfiguration", _PLANNING, ("Identity",)),
    CmdletNeed("Get-MailboxPermission", _PLANNING, ("Identity",)),
    CmdletNeed("Get-Recipient", _PLANNING, ("Filter", "RecipientTypeDetails", "ResultSize")),
    CmdletNeed("Get-EXOMailboxStatistics", _PLANNING),
    CmdletNeed("Get-EXOMailboxStatistics", _QUOTA),
    CmdletNeed("Get-EXOMailbox", _QUOTA),
)
_AUDITS = (
    CmdletNeed("Get-AcceptedDomain", _AUDIT),
    CmdletNeed("Get-AdminAuditLogConfig", _AUDIT),
    CmdletNeed("Get-ATPProtectionPolicyRule", _AUDIT),
    CmdletNeed("Get-DkimSigningConfig", _AUDIT),
    CmdletNeed("Get-EOPProtectionPolicyRule", _AUDIT),
    CmdletNeed("Get-EXOMailbox", _AUDIT),
    CmdletNeed("Get-HostedConnectionFilterPolicy", _AUDIT),
    CmdletNeed("Get-HostedOutboundSpamFilterPolicy", _AUDIT),
    CmdletNeed("Get-HostedOutboundSpamFilterRule", _AUDIT),
    CmdletNeed("Get-MailboxAuditBypassAssociation", _AUDIT, ("ResultSize",)),
    CmdletNeed("Get-OrganizationConfig", _AUDIT),
    CmdletNeed("Get-Recipient", _AUDIT, ("Identity",)),
    CmdletNeed("Get-RemoteDomain", _AUDIT),
    CmdletNeed("Get-TransportConfig", _AUDIT),
)
_WRITES = (
    CmdletNeed(
        "Set-Mailbox",
        "offboarding: convert, hide, forward",
        (
            "DeliverToMailboxAndForward",
            "ForwardingAddress",
            "HiddenFromAddressListsEnabled",
            "Identity",
            "Type",
        ),
    ),
    CmdletNeed(
        "Set-Mailbox",
        "quotas: enforcing",
        (
            "Identity",
            "IssueWarningQuota",
            "ProhibitSendQuota",
            "ProhibitSendReceiveQuota",
            "UseDatabaseQuotaDefaults",
        ),
    ),
    CmdletNeed(
        "Set-MailboxAutoReplyConfiguration",
        "offboarding: automatic reply",
        ("AutoReplyState", "ExternalAudience", "ExternalMessage", "Identity", "InternalMessage"),
    ),
    CmdletNeed(
        "Add-MailboxPermission",
        "offboarding: hand over",
        ("AccessRights", "AutoMapping", "Identity", "User"),
    ),
    # Who is no owner of a group needs the second role; of a list that is none, the first.
    CmdletNeed(
        "Remove-DistributionGroupMember",
        "offboarding: leave groups",
        ("BypassSecurityGroupManagerCheck", "Identity", "Member"),
        ("Distribution Groups", "Security Group Creation and Membership"),
    ),
)
_CAST = "microsoft.graph"
_LOOKS_UP = (
    GraphNeed("GET", "/users", "find the person by employee number"),
    GraphNeed("GET", "/users/{user}", "the person and their licences"),
    GraphNeed("GET", "/users/$count", "count people for the leaver limit"),
    GraphNeed("GET", "/users/{user}/manager", "the manager, who takes over"),
    GraphNeed(
        "GET",
        f"/users/{{user}}/memberOf/{_CAST}.group",
        "groups, and which of them give a licence",
        takes="GroupMember.Read.All",
    ),
    GraphNeed(
        "GET",
        f"/users/{{user}}/transitiveMemberOf/{_CAST}.directoryRole",
        "recognise administrators",
    ),
    GraphNeed(
        "GET",
        "/roleManagement/directory/roleAssignments",
        "recognise administrators, who are never offboarded unasked",
    ),
)
_CHANGES = (
    GraphNeed("PATCH", "/users/{user}", "block sign-in", "accountEnabled"),
    GraphNeed(
        "PATCH", "/users/{user}", "reset the password to one nobody knows", "passwordProfile"
    ),
    GraphNeed("POST", "/users/{user}/revokeSignInSessions", "end sessions"),
    GraphNeed("DELETE", "/groups/{group}/members/{member}/$ref", "leave groups without a licence"),
    GraphNeed("POST", "/users/{user}/assignLicense", "free direct licences after the conversion"),
)
_CMDLETS = {Role.READER: (*_LOOKS, *_AUDITS), Role.OPERATOR: (*_LOOKS, *_WRITES)}
_GRAPH = {Role.READER: _LOOKS_UP, Role.OPERATOR: (*_LOOKS_UP, *_CHANGES)}


def cmdlets(*roles: Role) -> tuple[CmdletNeed, ...]:
    """What an identity that serves as each of *roles* runs, each cmdlet once, by name."""
    uses: dict[str, list[CmdletNeed]] = {}
    for need in dict.fromkeys(need for role in roles for need in _CMDLETS[role]):
        uses.setdefault(need.cmdlet, []).append(need)
    return tuple(_together(uses[name]) for name in sorted(uses))


def _together(uses: list[CmdletNeed]) -> CmdletNeed:
    parameters = sorted({one for need in uses for one in need.parameters})
    use = "; ".join(dict.fromkeys(need.use for need in uses))
    return CmdletNeed(uses[0].cmdlet, use, tuple(parameters), uses[0].roles)


def graph(*roles: Role) -> tuple[GraphNeed, ...]:
    """What an identity that serves as each of *roles* sends to Graph."""
    return tuple(dict.fromkeys(need for role in roles for need in _GRAPH[role]))


def permissions(*roles: Role) -> tuple[str, ...]:
    """The application permissions of Graph that *roles* need together, each once, in order."""
    needed = dict.fromkeys(need.permission for need in graph(*roles))
    writing = {one.replace(".ReadWrite.", ".Read.") for one in needed if ".ReadWrite." in one}
    return tuple(sorted(one for one in needed if one not in writing))


def withheld() -> dict[str, tuple[GraphCall, ...]]:
    """Permissions that are off unless asked for one by one, each with the calls it is for."""
    return {
        permission: tuple(one for one in CALLS if permission in {one.least, *one.wider})
        for permission in sorted(RAISES_ITS_RIGHTS)
    }
