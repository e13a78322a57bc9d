"""The leaver is in no distribution list or mail-enabled security group of the cloud."""

from shared.offboarding.decision import Change, Cmdlet, Context, Decision, Done, step
from shared.offboarding.facts import DistributionGroup, Facts, Reading
from shared.offboarding.model import Item, Outcome, Reason


@step(
    "leave-distribution-groups",
    reads={Reading.USER, Reading.DISTRIBUTION_GROUPS},
    source="Remove-DistributionGroupMember (Graph refuses mail-enabled groups)",
)
def leave_distribution_groups(facts: Facts, context: Context) -> Decision:
    """The person is a member of no list; what comes from Active Directory is left to a person."""
    groups = facts.distribution_groups
    left = tuple(
        Item(
            _label(group),
            Outcome.MANUAL,
            Reason("synced-group", "It comes from Active Directory; remove it there."),
        )
        for group in groups
        if group.synced
    )
    leaving = [group for group in groups if not group.synced]
    if not leaving:
        return Done({"groups": [group.name for group in groups]}, left)
    writes = tuple(
        Cmdlet(
            "Remove-DistributionGroupMember",
            {
                "Identity": group.guid,
                "Member": facts.user.id,
                "BypassSecurityGroupManagerCheck": True,
            },
            item=_label(group),
        )
        for group in leaving
    )
    before = {"groups": [{"guid": group.guid, "name": group.name} for group in groups]}
    return Change(
        before, {"groups": [group.name for group in groups if group.synced]}, writes, left
    )


def _label(group: DistributionGroup) -> str:
    return f"{group.name} ({group.guid})"
