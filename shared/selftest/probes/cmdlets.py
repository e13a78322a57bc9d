"""The rows that cmdlets give: names, kinds and annotations of their properties."""

from shared.selftest.asking import FEW, run
from shared.selftest.probe import Probe, of_exchange

# Configuration of the organisation: the same few rows in every tenant.
_CONFIGURATION = (
    "Get-AcceptedDomain",
    "Get-AdminAuditLogConfig",
    "Get-DkimSigningConfig",
    "Get-HostedOutboundSpamFilterPolicy",
    "Get-OrganizationConfig",
    "Get-RemoteDomain",
)
# What offboarding reads of one mailbox.
_OF_A_MAILBOX = (
    "Get-CASMailbox",
    "Get-Mailbox",
    "Get-MailboxAutoReplyConfiguration",
    "Get-MailboxPermission",
    "Get-MailboxStatistics",
    "Get-Recipient",
    "Get-RecipientPermission",
)
_LISTS = ("Get-DistributionGroup", "Get-Mailbox", "Get-Recipient")


def _configuration(cmdlet: str) -> Probe:
    return of_exchange(cmdlet, f"what a row of {cmdlet} holds", lambda scene: run(scene, cmdlet))


def _of_a_mailbox(cmdlet: str) -> Probe:
    return of_exchange(
        f"{cmdlet} of a mailbox",
        f"what {cmdlet} says of one mailbox",
        lambda scene: run(scene, cmdlet, Identity=scene.mailbox),
    )


def _list(cmdlet: str) -> Probe:
    return of_exchange(
        f"{cmdlet} cut short",
        f"what {cmdlet} gives, and how it says that there is more",
        lambda scene: run(scene, cmdlet, ResultSize=FEW),
    )


PROBES = (
    *(_configuration(cmdlet) for cmdlet in _CONFIGURATION),
    *(_of_a_mailbox(cmdlet) for cmdlet in _OF_A_MAILBOX),
    *(_list(cmdlet) for cmdlet in _LISTS),
    of_exchange(
        "Get-DistributionGroupMember",
        "what is known of a group's members",
        lambda scene: run(scene, "Get-DistributionGroupMember", Identity=scene.some_group()),
    ),
    of_exchange(
        "selected properties",
        "whether $select leaves the other properties out",
        lambda scene: run(
            scene,
            "Get-Mailbox",
            select="DisplayName,Guid,ProhibitSendQuota",
            Identity=scene.mailbox,
        ),
    ),
)
