"""What of a synchronised mailbox is mastered on premises, and refused here."""

from local.tenant.exchange import refusals
from local.tenant.exchange.changes.change import Apply, Case, nothing
from local.tenant.state.person import Mailbox, Person

PARAMETERS = ("IsExchangeCloudManaged bool",)
_FROM_PREMISES = (
    "HiddenFromAddressListsEnabled", "GrantSendOnBehalfTo", "EmailAddresses", "Alias",
    "DisplayName", "WindowsEmailAddress", "ForwardingAddress", "AcceptMessagesOnlyFrom",
    "AcceptMessagesOnlyFromDLMembers", "AcceptMessagesOnlyFromSendersOrMembers",
    "RejectMessagesFrom", "RejectMessagesFromDLMembers", "RejectMessagesFromSendersOrMembers",
    "ModerationEnabled", "ModeratedBy", "RequireSenderAuthenticationEnabled", "Office",
    *(f"CustomAttribute{number}" for number in range(1, 16)),
    *(f"ExtensionCustomAttribute{number}" for number in range(1, 6)),
)  # fmt: skip


def decide(case: Case) -> Apply:
    """
    Nothing to do here, but to let pass; `IsExchangeCloudManaged` moves the mastery to the cloud.

    Raises:
        ExchangeRefusal: A property that the directory on premises would write over.

    """
    given, mailbox = case.given, case.mailbox
    managed = given.has("IsExchangeCloudManaged") and given.flag("IsExchangeCloudManaged")
    if case.person.account.synced and not mailbox.cloud_managed and not managed:
        for name in _FROM_PREMISES:
            if given.has(name):
                raise refusals.mastered_elsewhere(case.person.who.alias, "Set-Mailbox", name)
    if not given.has("IsExchangeCloudManaged"):
        return nothing

    def apply(_: Person, changed: Mailbox) -> None:
        changed.cloud_managed = managed

    return apply
