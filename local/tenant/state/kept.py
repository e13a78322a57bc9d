"""What belongs to people one by one: computed until it is changed, then kept; with lag."""

from collections.abc import Callable, Iterator
from copy import deepcopy

from local.tenant.state.lag import Before, Lag


class Kept[V]:
    """A value of each person, by index; `born` computes what it is before anybody changed it."""

    def __init__(self, born: Callable[[int], V], lag: Lag) -> None:
        self._born = born
        self._kept: dict[int, V] = {}
        self._before = Before[int, V](lag)

    def read(self, index: int) -> V:
        """The value of person *index* as readers see it; not to be changed."""
        before = self._before.of(index)
        if before is not None:
            return before
        return self._kept[index] if index in self._kept else self._born(index)

    def write(self, index: int) -> V:
        """The same value, to be changed; the change stays."""
        if index not in self._kept:
            self._kept[index] = deepcopy(self._born(index))
        self._before.note(index, self._kept[index])
        return self._kept[index]

    def saved(self) -> dict[int, V]:
        """The values that were changed."""
        return self._kept

    def restore(self, saved: dict[int, V]) -> None:
        """The values in *saved* are as they are there, all others as they are born."""
        self._kept = saved

    def changed(self) -> Iterator[int]:
        """Whose value was changed."""
        return iter(self._kept)
