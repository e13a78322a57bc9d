"""The groups of a tenant by object id; a lag shows readers the old members."""

from collections.abc import Callable, Iterable, Iterator

from local.tenant.state.group import Group
from local.tenant.state.lag import Before, Lag


class Groups:
    """All groups of one tenant; rules take `rule_delay_s` to be looked at after a change."""

    def __init__(self, groups: Iterable[Group], lag: Lag) -> None:
        self._groups = {one.id: one for one in groups}
        self._before = Before[str, Group](lag)
        self.rule_delay_s = 0.0
        self.follow: Callable[[], None] = _stand_still
        self.on_change: Callable[[str, Group | None], None] = _nobody_cares

    def all(self) -> list[Group]:
        """The groups as they are, whatever readers see yet, and whatever their rules want."""
        return [*self._groups.values()]

    def __iter__(self) -> Iterator[Group]:
        """The groups as readers see them; those with a rule follow it first."""
        self.follow()
        return (
            self._before.of(key) or group
            for key, group in [*self._groups.items()]
            if not self._before.absent(key)
        )

    def read(self, group_id: str) -> Group | None:
        self.follow()
        if self._before.absent(group_id):
            return None
        return self._before.of(group_id) or self._groups.get(group_id)

    def write(self, group: Group) -> Group:
        """The same group, to be changed."""
        now = self._groups[group.id]
        self._before.note(group.id, now)
        self.on_change(group.id, now)
        return now

    def saved(self) -> list[Group]:
        """The groups as they are, whatever readers see yet."""
        self.follow()
        return list(self._groups.values())

    def restore(self, saved: list[Group]) -> None:
        """There are the groups in *saved* and no others."""
        self._groups = {one.id: one for one in saved}

    def admit(self, group: Group) -> None:
        """*group* is one of the groups."""
        self._before.made(group.id)
        self.on_change(group.id, None)
        self._groups[group.id] = group

    def remove(self, group: Group) -> None:
        """*group* is gone."""
        self.on_change(group.id, group)
        del self._groups[group.id]

    def of(self, index: int) -> list[Group]:
        """The groups that person *index* belongs to."""
        return [group for group in self if group.has(index)]


def _stand_still() -> None:
    """Without rules nothing follows."""


def _nobody_cares(_: str, __: Group | None) -> None:
    """Until somebody wants to know what changes."""
