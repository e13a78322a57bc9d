"""The leaver is in no cloud group that we may take them out of."""

from shared.offboarding.decision import Change, Context, Decision, Done, GraphWrite, step
from shared.offboarding.facts import Facts, Group, Reading
from shared.offboarding.model import Item, Outcome, Reason


@step(
    "leave-groups",
    reads={Reading.USER, Reading.GROUPS},
    after={"revoke-sessions"},  # closing access goes first where many calls share the service
    source="Graph: DELETE /groups/{id}/members/{id}/$ref",
)
def leave_groups(facts: Facts, context: Context) -> Decision:
    """
    The person is a member of no security or Microsoft 365 group but those with a reason to stay.

    A group that gives a licence is left by `free-licences` alone: leaving it earlier would take
    the licence from a mailbox that is not converted yet.
    """
    ours = [group for group in facts.groups if not (group.mail_enabled and not group.unified)]
    staying = {group.id: reason for group in ours if (reason := _reason_to_stay(group))}
    left = tuple(_item(group, staying[group.id]) for group in ours if group.id in staying)
    leaving = [group for group in ours if group.id not in staying]
    if not leaving:
        return Done({"groups": [group.name for group in ours]}, left)
    writes = tuple(
        GraphWrite("DELETE", f"/groups/{group.id}/members/{facts.user.id}/$ref", item=_label(group))
        for group in leaving
    )
    before = {"groups": [{"id": group.id, "name": group.name} for group in ours]}
    return Change(
        before, {"groups": [group.name for group in ours if group.id in staying]}, writes, left
    )


def _reason_to_stay(group: Group) -> tuple[Outcome, Reason] | None:
    if group.gives_license is None:
        return Outcome.MANUAL, Reason(
            "licence-unknown", "Graph does not say whether the group gives a licence."
        )
    if group.gives_license:
        return Outcome.SKIPPED, Reason(
            "gives-licence", "The group gives a licence; it stays for now."
        )
    if group.dynamic:
        return Outcome.SKIPPED, Reason("dynamic-group", "Its rule decides who is in it.")
    if group.synced:
        return Outcome.MANUAL, Reason(
            "synced-group", "It comes from Active Directory; remove it there."
        )
    if group.role_assignable:
        return Outcome.MANUAL, Reason(
            "role-assignable-group", "It can carry admin roles; a person must take the leaver out."
        )
    return None


def _item(group: Group, staying: tuple[Outcome, Reason]) -> Item:
    return Item(_label(group), *staying)


def _label(group: Group) -> str:
    return f"{group.name} ({group.id})"
