"""What follows when a person or a group changes: rules look again, change feeds remember."""

from typing import TYPE_CHECKING

from local.tenant.membership.follower import Follower
from local.tenant.state.group import Group
from local.tenant.state.person import Person

if TYPE_CHECKING:
    from local.tenant.tenant import Tenant


class Watch:
    """Told of every change in one tenant before it happens."""

    def __init__(self, tenant: "Tenant", follower: Follower) -> None:
        self._tenant = tenant
        self._follower = follower

    def person(self, index: int, before: Person | None) -> None:
        """Person *index*, who is *before* now, is about to change; None is a newcomer."""
        self._follower.note(index)
        self._tenant.directory.people_changes.note(index, person_view(before))

    def group(self, group_id: str, before: Group | None) -> None:
        """The same of a group."""
        self._tenant.directory.group_changes.note(group_id, group_view(before))


def person_view(person: Person | None) -> object:
    """What Graph shows of *person*, to be compared."""
    if person is None:
        return None
    mailbox = person.mailbox
    return person.who, person.account, mailbox and (mailbox.proxies, mailbox.name)


def group_view(group: Group | None) -> object:
    """What Graph shows of *group*, members and owners among it, to be compared."""
    if group is None:
        return None
    plain = (group.name, group.alias, group.mail, group.sku_ids, group.owners, group.settings)
    return plain, sorted(group.added), sorted(group.removed)
